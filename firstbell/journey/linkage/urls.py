"""Addresses of the hub's reviews: is this the same child, and who else lives there?"""

from django.urls import path

from firstbell.journey.linkage.views import reviews, unrecorded

urlpatterns = [
    path("not-recorded/", unrecorded.queue, name="unrecorded_queue"),
    path("not-recorded/<uuid:question_id>/", unrecorded.question, name="unrecorded"),
    path(
        "not-recorded/<uuid:question_id>/cannot-say/",
        unrecorded.unsure,
        name="unrecorded_unsure",
    ),
    path("reviews/", reviews.review_queue, name="review_queue"),
    path("reviews/<uuid:link_id>/", reviews.review, name="review"),
    path("reviews/<uuid:link_id>/this-one/", reviews.this_one, name="review_this_one"),
    path("reviews/<uuid:link_id>/none-of-these/", reviews.none_of_these, name="review_none"),
    path("reviews/<uuid:link_id>/ask/", reviews.ask, name="review_ask"),
    path("reviews/<uuid:link_id>/not-this-pupil/", reviews.not_this_pupil, name="not_this_pupil"),
]
