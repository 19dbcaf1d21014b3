"""The addresses of home education. A school, a pupil and an entry are ids; none names anybody."""

from django.urls import path

from firstbell.registry.home_education import views

urlpatterns = [
    path("home-education/", views.register, name="home_education"),
    path("home-education/report/<uuid:place_id>/", views.find, name="find_home_educated"),
    path(
        "home-education/report/<uuid:place_id>/<uuid:pupil_id>/",
        views.report,
        name="report_home_educated",
    ),
    path("home-education/<uuid:entry_id>/", views.entry, name="home_education_entry"),
    path("home-education/<uuid:entry_id>/answer/", views.answer, name="answer_home_education"),
    path("home-education/<uuid:entry_id>/end/", views.end, name="end_home_education"),
    path(
        "home-education/<uuid:entry_id>/take-back/",
        views.take_back,
        name="take_back_home_education",
    ),
    path(
        "home-education/<uuid:entry_id>/words/",
        views.settle_words,
        name="settle_home_education_words",
    ),
]
