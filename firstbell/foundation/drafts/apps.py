"""The app of drafts."""

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    """Registers the app under its place in the house."""

    name = "firstbell.foundation.drafts"
    label = "drafts"
