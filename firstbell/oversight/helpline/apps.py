"""The `helpline` app."""

from django.apps import AppConfig


class HelplineConfig(AppConfig):
    name = "firstbell.oversight.helpline"
    label = "helpline"
