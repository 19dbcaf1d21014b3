"""The `known` app."""

from django.apps import AppConfig


class KnownConfig(AppConfig):
    name = "firstbell.journey.known"
    label = "known"
