"""The addresses of known or not. A question and a child who is followed are opaque ids."""

from django.urls import path

from firstbell.journey.known import views

urlpatterns = [
    path("known/", views.lists, name="known"),
    path("known/figures/", views.figures, name="known_figures"),
    path("known/<uuid:question_id>/", views.answer, name="known_question"),
    path("known/followed/<uuid:follow_up_id>/", views.follow_up, name="follow_up"),
    path(
        "known/followed/<uuid:follow_up_id>/words/<int:number>/",
        views.settle_words,
        name="settle_school_view_words",
    ),
    path("known/followed/<uuid:follow_up_id>/offer/", views.offer, name="follow_up_offer"),
    path("known/followed/<uuid:follow_up_id>/outcome/", views.outcome, name="follow_up_outcome"),
]
