"""The `looking` app."""

from django.apps import AppConfig


class LookingConfig(AppConfig):
    name = "firstbell.oversight.looking"
    label = "looking"
