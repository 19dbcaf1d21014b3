"""The addresses of who works where. A place and a person are ids; no address names anybody."""

from django.urls import path

from firstbell.web.people import close_to, going, second, views

urlpatterns = [
    path("people/", views.people_pages, name="people"),
    path("people/find/", views.find_place, name="find_people"),
    path("people/at/<uuid:place_id>/", views.place, name="people_at"),
    path("people/everywhere/", views.place, name="people_everywhere"),
    path("people/at/<uuid:place_id>/confirm/", views.confirm, name="confirm_at"),
    path("people/everywhere/confirm/", views.confirm, name="confirm_everywhere"),
    path("people/at/<uuid:place_id>/invite/", views.invite, name="invite_to"),
    path("people/everywhere/invite/", views.invite, name="invite_everywhere"),
    path("people/in/<uuid:membership_id>/end/", going.end, name="end_membership"),
    path("people/in/<uuid:membership_id>/stay/", going.stay, name="keep_membership"),
    path("people/in/<uuid:membership_id>/disable/", going.disable, name="disable_account"),
    path("people/invited/<uuid:invitation_id>/withdraw/", views.withdraw, name="withdraw"),
    path("people/leavers/", going.leavers, name="leavers"),
    path("people/disabled/<uuid:user_id>/", second.ask_to_enable, name="ask_to_enable"),
    path("people/close-to/", close_to.hub_close_to, name="hub_close_to"),
    path("people/close-to/<slug:kind>/", close_to.write_down, name="write_down_close_to"),
    path("your-account/close-to/", close_to.close_to, name="close_to"),
    path("your-account/close-to/<slug:kind>/", close_to.declare, name="declare_close_to"),
    path("your-account/close-to/<uuid:interest_id>/end/", close_to.end, name="end_close_to"),
    path("people/asked/", second.grants, name="grants"),
    path("people/asked/<uuid:grant_id>/", second.grant, name="grant"),
]
