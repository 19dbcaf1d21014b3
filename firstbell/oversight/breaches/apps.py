"""The `breaches` app."""

from django.apps import AppConfig


class BreachesConfig(AppConfig):
    name = "firstbell.oversight.breaches"
    label = "breaches"
