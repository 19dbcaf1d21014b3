"""The addresses of who looked, and of the one case that is open by break glass."""

from django.urls import path

from firstbell.oversight.looking.views import cases, looked, trail

urlpatterns = [
    path("who-looked/", looked.who_looked, name="who_looked"),
    path("who-looked/<uuid:row_id>/", looked.unusual_reading, name="unusual_reading"),
    path("who-looked/opened/<uuid:glass_id>/", looked.broken_glass, name="broken_glass"),
    path("who-looked/before-the-door/<uuid:look_id>/", looked.drawn_look, name="drawn_look"),
    path("trail/", trail.trail, name="trail"),
    path("cases/open/", cases.open_case, name="open_case"),
    path("cases/close/", cases.close_case, name="close_case"),
    path("cases/<uuid:incident_id>/", cases.case, name="case"),
    path(
        "cases/<uuid:incident_id>/children/<uuid:child_id>/seen/",
        cases.who_has_seen,
        name="who_has_seen",
    ),
]
