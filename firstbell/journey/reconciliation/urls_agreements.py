"""Addresses of the register of information-sharing agreements: opaque ids, no names."""

from django.urls import path

from firstbell.journey.reconciliation.views import agreements

urlpatterns = [
    path("agreements/", agreements.agreements, name="agreements"),
    path("agreements/new/", agreements.new, name="new_agreement"),
    path("agreements/<uuid:agreement_id>/", agreements.agreement, name="agreement"),
    path("agreements/<uuid:agreement_id>/draft/", agreements.draft, name="draft_agreement"),
    path("agreements/<uuid:agreement_id>/parties/", agreements.put, name="put_agreement"),
    path("agreements/<uuid:agreement_id>/sign/", agreements.sign, name="sign_agreement"),
    path("agreements/<uuid:agreement_id>/renew/", agreements.renew, name="renew_agreement"),
    path("agreements/<uuid:agreement_id>/review/", agreements.review, name="review_agreement"),
    path("agreements/<uuid:agreement_id>/end/", agreements.end, name="end_agreement"),
]
