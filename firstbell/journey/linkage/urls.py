"""Addresses of the hub's reviews: is this the same child?"""

from django.urls import path

from firstbell.journey.linkage import views

urlpatterns = [
    path("reviews/", views.review_queue, name="review_queue"),
    path("reviews/<uuid:link_id>/", views.review, name="review"),
    path("reviews/<uuid:link_id>/this-one/", views.this_one, name="review_this_one"),
    path("reviews/<uuid:link_id>/none-of-these/", views.none_of_these, name="review_none"),
    path("reviews/<uuid:link_id>/ask/", views.ask, name="review_ask"),
    path("reviews/<uuid:link_id>/not-this-pupil/", views.not_this_pupil, name="not_this_pupil"),
]
