"""The addresses of those who read notifications: opaque ids, and nothing of a child."""

from django.urls import path

from firstbell.journey.delivery.views import (
    answering,
    copying,
    days_off,
    hearing,
    morning,
    reading,
    school_view,
    support,
    taken_back,
)

FAMILY = "families/<uuid:incident_id>/at/<uuid:place_id>/"
ONE = "notifications/<uuid:notification_id>/"

urlpatterns = [
    path("this-morning/", morning.this_morning, name="this_morning"),
    path("this-morning/answered/", morning.answered, name="answered_notifications"),
    path("off/", days_off.days_off, name="days_off"),
    path("off/today/", days_off.off_today, name="off_today"),
    path("off/<uuid:absence_id>/back/", days_off.here_after_all, name="here_after_all"),
    path(FAMILY, reading.family, name="family"),
    path(FAMILY + "open/", answering.open_family, name="open_family"),
    path(FAMILY + "answer/", answering.answer, name="answer_family"),
    path(FAMILY + "not-ours/", answering.not_ours, name="not_ours"),
    path(FAMILY + "acknowledge/", answering.acknowledge, name="acknowledge_family"),
    path(ONE, reading.notification, name="notification"),
    path(ONE + "copies/", copying.copies, name="copies"),
    path(ONE + "copies/<uuid:copy_id>/", copying.copy, name="copy"),
    path(ONE + "difference/", hearing.note, name="note_difference"),
    path("differences/", hearing.figures, name="differences"),
    path("differences/words/", hearing.words, name="difference_words"),
    path(
        "differences/words/<uuid:feedback_id>/",
        hearing.settle_words,
        name="settle_difference_words",
    ),
    path(ONE + "how-the-child-is/", school_view.say, name="school_view"),
    path(ONE + "support/", support.record, name="record_support"),
    path("taken-back/<uuid:recall_id>/", taken_back.what_became_of_it, name="what_became_of_it"),
]
