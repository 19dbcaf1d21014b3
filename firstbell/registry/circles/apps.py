"""The `circles` app."""

from django.apps import AppConfig


class CirclesConfig(AppConfig):
    name = "firstbell.registry.circles"
    label = "circles"
