"""The addresses of morning sheets and of what is entered from them."""

from django.urls import path

from firstbell.journey.reconciliation.views import paper

urlpatterns = [
    path("morning-sheets/", paper.morning_sheets, name="morning_sheets"),
    path("morning-sheets/password/", paper.sheet_password, name="sheet_password"),
    path("morning-sheets/password/new/", paper.new_sheet_password, name="new_sheet_password"),
    path("morning-sheets/<uuid:sheet_id>/file/", paper.sheet_file, name="sheet_file"),
    path("morning-sheets/<uuid:sheet_id>/enter/", paper.enter_from_paper, name="enter_from_paper"),
    path(
        "morning-sheets/<uuid:sheet_id>/enter/<uuid:place_id>/",
        paper.enter_call,
        name="enter_call_from_paper",
    ),
    path(
        "morning-sheets/<uuid:sheet_id>/entered/<uuid:entry_id>/",
        paper.entered_from_paper,
        name="entered_from_paper",
    ),
]
