"""The addresses of what officers for allegations read. A suspect is an opaque id."""

from django.urls import path

from firstbell.journey.allegations import views

urlpatterns = [
    path("allegations/", views.lists, name="allegations"),
    path("allegations/<uuid:allegation_id>/", views.allegation, name="allegation"),
    path("allegations/<uuid:allegation_id>/outcome/", views.outcome, name="allegation_outcome"),
]
