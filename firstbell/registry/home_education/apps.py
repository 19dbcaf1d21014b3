"""The `home_education` app."""

from django.apps import AppConfig


class HomeEducationConfig(AppConfig):
    name = "firstbell.registry.home_education"
    label = "home_education"
