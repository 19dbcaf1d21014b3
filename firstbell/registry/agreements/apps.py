"""The `agreements` app."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "firstbell.registry.agreements"
    label = "agreements"
