"""The `cover` app."""

from django.apps import AppConfig


class CoverConfig(AppConfig):
    name = "firstbell.registry.cover"
    label = "cover"
