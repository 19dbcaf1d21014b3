"""The `delivery` app."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "firstbell.journey.delivery"
    label = "delivery"
