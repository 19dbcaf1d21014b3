"""The `records` app."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "firstbell.oversight.records"
    label = "records"
