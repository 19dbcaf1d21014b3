"""The addresses of a provider's own list. A place and a child are ids; none names anybody."""

from django.urls import path

from firstbell.registry.people import views

urlpatterns = [
    path("attending/", views.attending, name="attending"),
    path("attending/<uuid:place_id>/", views.attending_at, name="attending_at"),
    path("attending/<uuid:place_id>/add/", views.add, name="add_attending"),
    path("attending/<uuid:place_id>/<uuid:pupil_id>/", views.change, name="change_attending"),
    path("attending/<uuid:place_id>/<uuid:pupil_id>/end/", views.end, name="end_attending"),
]
