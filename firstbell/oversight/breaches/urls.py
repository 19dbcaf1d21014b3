"""The addresses of what was told to the wrong one."""

from django.urls import path

from firstbell.oversight.breaches import views

urlpatterns = [
    path("breaches/", views.breaches, name="breaches"),
    path("breaches/<uuid:breach_id>/", views.breach, name="breach"),
    path("breaches/<uuid:breach_id>/<slug:what>/", views.act, name="breach_act"),
]
