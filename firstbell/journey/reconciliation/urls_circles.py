"""Addresses of who is let into a record by name: circles, referrals, what is not safe to use."""

from django.urls import path

from firstbell.journey.reconciliation.views import (
    advocacy,
    guarding,
    referring,
    refilling,
    unsafe,
)

urlpatterns = [
    path("circles/", guarding.circles, name="circles"),
    path("circles/empty/", refilling.empty_circles, name="empty_circles"),
    path("circles/empty/<uuid:guard_id>/", refilling.refill, name="refill_circle"),
    path("record/<uuid:incident_id>/readers/", guarding.who_may_read, name="who_may_read"),
    path("record/<uuid:incident_id>/restrict/", guarding.restrict, name="restrict_record"),
    path("record/<uuid:incident_id>/circle/add/", guarding.let_in, name="let_in"),
    path(
        "record/<uuid:incident_id>/circle/<uuid:user_id>/remove/",
        guarding.take_out,
        name="take_out",
    ),
    path("record/<uuid:incident_id>/lift/", guarding.lift, name="lift_guard"),
    path("record/<uuid:incident_id>/refer/", referring.refer, name="refer_record"),
    path(
        "record/<uuid:incident_id>/referrals/<uuid:referral_id>/end/",
        referring.end,
        name="end_referral",
    ),
    path("record/<uuid:incident_id>/unsafe/", unsafe.ways, name="ways_to_reach"),
    path("record/<uuid:incident_id>/unsafe/<uuid:mark_id>/lift/", unsafe.lift, name="lift_mark"),
    path("referred/", advocacy.cases, name="referred_cases"),
    path("referred/<uuid:incident_id>/", advocacy.case, name="referred_case"),
]
