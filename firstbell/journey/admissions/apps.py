"""The `admissions` app."""

from django.apps import AppConfig


class AdmissionsConfig(AppConfig):
    name = "firstbell.journey.admissions"
    label = "admissions"
