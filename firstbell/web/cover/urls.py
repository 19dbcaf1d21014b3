"""The addresses of holiday cover. A school and a turn are ids; no address names anybody."""

from django.urls import path

from firstbell.web.cover import contacts, coverage, recordkeeping, views

urlpatterns = [
    path("cover/", views.certificate, name="cover"),
    path("cover/share/", views.share, name="share_cover"),
    path("cover/at/<uuid:place_id>/", views.holiday, name="holiday_cover"),
    path("cover/at/<uuid:place_id>/nobody/", views.nobody_there, name="nobody_covers"),
    path("contacts/", contacts.everywhere, name="contacts_standing"),
    path("contacts/coverage/", coverage.by_group, name="coverage"),
    path("contacts/at/<uuid:place_id>/", contacts.at_place, name="contacts_at"),
    path("contacts/at/<uuid:place_id>/records/", recordkeeping.at_place, name="recordkeeping"),
    path("contacts/<uuid:contact_id>/mobile/", contacts.mobile, name="set_mobile"),
    path("cover/turns/<uuid:turn_id>/remove/", views.remove, name="remove_turn"),
]
