"""The `reconciliation` app."""

from django.apps import AppConfig


class ReconciliationConfig(AppConfig):
    name = "firstbell.journey.reconciliation"
    label = "reconciliation"
