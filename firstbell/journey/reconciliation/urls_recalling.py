"""Addresses of taking something back, and of what became of it."""

from django.urls import path

from firstbell.journey.reconciliation.views import recalling, withdrawals

urlpatterns = [
    path("notifications/<uuid:notification_id>/take-back/", recalling.take_back, name="take_back"),
    path("withdrawals/<uuid:incident_id>/", withdrawals.withdrawal, name="withdrawal"),
    path("taken-back/", recalling.taken_back, name="taken_back"),
    path("taken-back/<uuid:recall_id>/heard/", recalling.heard, name="recall_heard"),
]
