"""The addresses of the hub and of police senders: opaque ids, and nothing of a child."""

from django.urls import path

from firstbell.journey.reconciliation.views import (
    alarms,
    board,
    calls,
    completeness,
    duty,
    entry,
    feeds,
    refused_whole,
    searching,
)

urlpatterns = [
    path("alarms/", alarms.alarms, name="alarms"),
    path("board/", board.morning_board, name="morning_board"),
    path("calls/", calls.calls, name="calls"),
    path("calls/at/<uuid:place_id>/", calls.claim, name="claim_call"),
    path("calls/<uuid:call_id>/", calls.call, name="call"),
    path("duty/", duty.duty, name="duty"),
    path("duty/incidents/", duty.behind, name="duty_behind"),
    path("feeds/", feeds.your_feeds, name="your_feeds"),
    path("feeds/completeness/", completeness.weekly, name="completeness"),
    path("feeds/incidents/enter/", entry.enter, name="enter_incident"),
    path("feeds/incidents/<uuid:incident_id>/", feeds.incident, name="sent_incident"),
    path("feeds/incidents/<uuid:incident_id>/correct/", entry.correct, name="correct_incident"),
    path("feeds/refused/<uuid:refused_id>/mend/", entry.mend, name="mend_incident"),
    path("feeds/refused/<uuid:refused_id>/set-aside/", feeds.set_aside, name="set_aside"),
    path("feeds/questions/<uuid:wait_id>/left-out/", feeds.left_out, name="left_out"),
    path("feeds/refused/", refused_whole.refused_whole, name="refused_whole"),
    path("search/", searching.search, name="search"),
]
