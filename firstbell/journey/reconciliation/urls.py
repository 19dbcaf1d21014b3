"""The addresses of the hub and of police senders: opaque ids, and nothing of a child."""

from django.urls import path

from firstbell.journey.reconciliation import views_board, views_calls, views_rolls, views_texts

urlpatterns = [
    path("board/", views_board.morning_board, name="morning_board"),
    path("calls/", views_calls.calls, name="calls"),
    path("calls/at/<uuid:place_id>/", views_calls.claim, name="claim_call"),
    path("calls/<uuid:call_id>/", views_calls.call, name="call"),
    path("children/<uuid:child_id>/texts/", views_texts.texts, name="texts"),
    path("children/<uuid:child_id>/conflict/", views_texts.conflict, name="conflict"),
    path("rolls/", views_rolls.held_rolls, name="held_rolls"),
    path("rolls/<uuid:roll_id>/", views_rolls.held_roll, name="held_roll"),
]
