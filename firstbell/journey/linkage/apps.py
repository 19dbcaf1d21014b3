"""The `linkage` app."""

from django.apps import AppConfig


class LinkageConfig(AppConfig):
    name = "firstbell.journey.linkage"
    label = "linkage"
