"""The `lookup` app."""

from django.apps import AppConfig


class LookupConfig(AppConfig):
    name = "firstbell.journey.lookup"
    label = "lookup"
