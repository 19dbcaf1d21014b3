"""Addresses of what was kept back, for the hub to look at: words, readers in conflict, rolls."""

from django.urls import path

from firstbell.journey.reconciliation.views import rolls, texts

urlpatterns = [
    path("children/<uuid:child_id>/texts/", texts.texts, name="texts"),
    path("children/<uuid:child_id>/conflict/", texts.conflict, name="conflict"),
    path("rolls/", rolls.held_rolls, name="held_rolls"),
    path("rolls/<uuid:roll_id>/", rolls.held_roll, name="held_roll"),
]
