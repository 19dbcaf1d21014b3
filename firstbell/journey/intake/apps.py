"""The `intake` app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "firstbell.journey.intake"
    label = "intake"
