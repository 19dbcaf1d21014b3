"""The addresses of look-ups before the door. A live incident is an opaque id."""

from django.urls import path

from firstbell.journey.lookup import views

urlpatterns = [
    path("look-up/", views.look_up, name="look_up"),
    path("look-up/<uuid:live_id>/", views.before_the_door, name="before_the_door"),
    path("live-incidents/", views.live_incidents, name="live_incidents"),
    path("live-incidents/open/", views.open_live_incident, name="open_live_incident"),
    path("live-incidents/<uuid:live_id>/close/", views.close, name="close_live_incident"),
]
