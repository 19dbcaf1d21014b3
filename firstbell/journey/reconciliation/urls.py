"""The addresses of the hub and of police senders: opaque ids, and nothing of a child."""

from django.urls import path

from firstbell.journey.reconciliation import views_board, views_calls, views_entry, views_feeds

urlpatterns = [
    path("board/", views_board.morning_board, name="morning_board"),
    path("calls/", views_calls.calls, name="calls"),
    path("calls/at/<uuid:place_id>/", views_calls.claim, name="claim_call"),
    path("calls/<uuid:call_id>/", views_calls.call, name="call"),
    path("feeds/", views_feeds.your_feeds, name="your_feeds"),
    path("feeds/incidents/enter/", views_entry.enter, name="enter_incident"),
    path("feeds/incidents/<uuid:incident_id>/", views_feeds.incident, name="sent_incident"),
    path(
        "feeds/incidents/<uuid:incident_id>/correct/", views_entry.correct, name="correct_incident"
    ),
    path("feeds/refused/<uuid:refused_id>/mend/", views_entry.mend, name="mend_incident"),
    path("feeds/refused/<uuid:refused_id>/set-aside/", views_feeds.set_aside, name="set_aside"),
    path("feeds/questions/<uuid:wait_id>/left-out/", views_feeds.left_out, name="left_out"),
]
