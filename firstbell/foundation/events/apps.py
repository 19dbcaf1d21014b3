"""The `events` app."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "firstbell.foundation.events"
    label = "events"
