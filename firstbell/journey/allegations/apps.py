"""The `allegations` app."""

from django.apps import AppConfig


class AllegationsConfig(AppConfig):
    name = "firstbell.journey.allegations"
    label = "allegations"
