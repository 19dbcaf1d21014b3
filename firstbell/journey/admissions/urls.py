"""The addresses of school places. A record, a child and a request are ids; none names anybody."""

from django.urls import path

from firstbell.journey.admissions import views

urlpatterns = [
    path("school-places/", views.lists, name="place_requests"),
    path("school-places/of/<uuid:incident_id>/", views.children, name="ask_for_place"),
    path(
        "school-places/of/<uuid:incident_id>/<uuid:child_id>/",
        views.ask,
        name="ask_for_place_of_child",
    ),
    path("school-places/<uuid:place_request_id>/", views.place_request, name="place_request"),
    path(
        "school-places/<uuid:place_request_id>/acknowledge/",
        views.acknowledge,
        name="acknowledge_place_request",
    ),
    path(
        "school-places/<uuid:place_request_id>/answer/", views.answer, name="answer_place_request"
    ),
    path("school-places/<uuid:place_request_id>/end/", views.end, name="end_place_request"),
]
