"""The `handover` app."""

from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "firstbell.journey.handover"
    label = "handover"
