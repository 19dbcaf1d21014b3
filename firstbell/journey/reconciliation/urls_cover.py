"""Addresses of who is off and who stands in, for the hub: opaque ids, and nothing of a child."""

from django.urls import path

from firstbell.journey.reconciliation.views import ahead, days_off, recording_systems, rota

urlpatterns = [
    path("off/everybody/", days_off.who_is_off, name="who_is_off"),
    path("rota/", rota.rota, name="rota"),
    path("rota/<uuid:on_call_id>/off/", rota.off_call, name="off_call"),
    path("next-morning/", ahead.forecast, name="next_morning"),
    path("hand-over/", ahead.hand_over, name="hand_over"),
    path("recording-systems/", recording_systems.take_up, name="recording_systems"),
    path("recording-systems/<uuid:place_id>/", recording_systems.at_place, name="recording_system"),
    path(
        "recording-systems/<uuid:place_id>/renew/",
        recording_systems.renew,
        name="renew_recording_system",
    ),
    path(
        "recording-systems/<uuid:place_id>/end/",
        recording_systems.end,
        name="end_recording_system",
    ),
    path("off/at/<uuid:place_id>/", days_off.off_at, name="off_at"),
]
