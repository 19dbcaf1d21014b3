"""Addresses of what was kept back, for the hub to look at: words, readers in conflict, rolls."""

from django.urls import path

from firstbell.journey.reconciliation import views_rolls, views_texts

urlpatterns = [
    path("children/<uuid:child_id>/texts/", views_texts.texts, name="texts"),
    path("children/<uuid:child_id>/conflict/", views_texts.conflict, name="conflict"),
    path("rolls/", views_rolls.held_rolls, name="held_rolls"),
    path("rolls/<uuid:roll_id>/", views_rolls.held_roll, name="held_roll"),
]
