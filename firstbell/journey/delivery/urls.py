"""The addresses of those who read notifications: opaque ids, and nothing of a child."""

from django.urls import path

from firstbell.journey.delivery.views import answering, morning, reading, support

FAMILY = "families/<uuid:incident_id>/at/<uuid:place_id>/"
ONE = "notifications/<uuid:notification_id>/"

urlpatterns = [
    path("this-morning/", morning.this_morning, name="this_morning"),
    path("this-morning/answered/", morning.answered, name="answered_notifications"),
    path(FAMILY, reading.family, name="family"),
    path(FAMILY + "open/", answering.open_family, name="open_family"),
    path(FAMILY + "answer/", answering.answer, name="answer_family"),
    path(FAMILY + "not-ours/", answering.not_ours, name="not_ours"),
    path(FAMILY + "acknowledge/", answering.acknowledge, name="acknowledge_family"),
    path(ONE, reading.notification, name="notification"),
    path(ONE + "print/", reading.printed, name="printed_notification"),
    path(ONE + "support/", support.record, name="record_support"),
]
