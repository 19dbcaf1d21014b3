"""The addresses of a helpline. A call is an id."""

from django.urls import path

from firstbell.oversight.helpline import views

urlpatterns = [
    path("helpline/", views.helpline, name="helpline"),
    path("helpline/figures/", views.figures, name="helpline_figures"),
    path(
        "helpline/<uuid:helpline_call_id>/take-out/", views.take_out, name="take_out_helpline_call"
    ),
]
