"""Addresses of a child that waits for a person: which school or desk?"""

from django.urls import path

from firstbell.journey.routing import views

urlpatterns = [
    path("children/<uuid:child_id>/", views.child, name="child"),
    path("children/<uuid:child_id>/school/", views.choose_school, name="choose_school"),
    path("children/<uuid:child_id>/school/search/", views.find_school, name="find_school"),
    path("children/<uuid:child_id>/desk/", views.choose_desk, name="choose_desk"),
    path("children/<uuid:child_id>/practice/", views.tell_practice, name="tell_practice"),
    path("children/<uuid:child_id>/release/", views.release, name="release_child"),
    path("children/<uuid:child_id>/settle/<slug:why>/", views.settle, name="settle_child"),
]
