"""Addresses of hand-overs: opaque ids, and nothing of a child."""

from django.urls import path

from firstbell.journey.handover import views

urlpatterns = [
    path("children/<uuid:child_id>/hand-over/", views.offer_child, name="offer_child"),
    path("hand-overs/", views.hand_overs, name="hand_overs"),
    path("hand-overs/in/<uuid:arrival_id>/", views.arrival, name="arrival"),
    path("hand-overs/out/<uuid:offer_id>/back/", views.withdraw_offer, name="withdraw_offer"),
    path("hand-overs/out/<uuid:offer_id>/heard/", views.offer_heard, name="offer_heard"),
    path("hand-overs/out/<uuid:offer_id>/told/", views.withdrawal_told, name="withdrawal_told"),
    path("hand-overs/<uuid:hand_over_id>/receipt/", views.receipt, name="receipt"),
    path("hand-overs/<uuid:hand_over_id>/receipt.txt", views.receipt_file, name="receipt_file"),
    path("areas/", views.areas, name="areas"),
    path("areas/add/", views.add_area, name="add_area"),
    path("areas/<uuid:area_id>/", views.change_area, name="change_area"),
    path("areas/<uuid:area_id>/end/", views.end_area, name="end_area"),
]
