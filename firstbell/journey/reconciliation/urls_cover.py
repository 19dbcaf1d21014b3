"""Addresses of who is off and who stands in, for the hub: opaque ids, and nothing of a child."""

from django.urls import path

from firstbell.journey.reconciliation.views import days_off

urlpatterns = [
    path("off/everybody/", days_off.who_is_off, name="who_is_off"),
    path("off/at/<uuid:place_id>/", days_off.off_at, name="off_at"),
]
