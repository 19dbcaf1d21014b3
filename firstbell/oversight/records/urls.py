"""The addresses of what has come to its end, and of requests for somebody's own record."""

from django.urls import path

from firstbell.oversight.records.views import asking, keeping

urlpatterns = [
    path("records/", keeping.ended, name="ended"),
    path("records/periods/", keeping.periods, name="periods"),
    path("records/classes/<str:kind>/", keeping.ended_class, name="ended_class"),
    path("records/log/", keeping.disposal_log, name="disposal_log"),
    path("records/log/<uuid:disposal_id>/", keeping.disposal, name="disposal"),
    path("records/holds/", keeping.holds, name="legal_holds"),
    path("records/holds/new/", keeping.new_hold, name="new_hold"),
    path("records/holds/<uuid:hold_id>/lift/", keeping.lift_hold, name="lift_hold"),
    path("records/erasures/", keeping.erasures, name="erasures"),
    path("records/erasures/<uuid:row_id>/decide/", keeping.decide_erasure, name="decide_erasure"),
    path("cases/<uuid:incident_id>/erase/", keeping.ask_to_erase, name="ask_to_erase"),
    path("requests/", asking.requests, name="subject_requests"),
    path("requests/new/", asking.new_request, name="new_request"),
    path("requests/<uuid:request_id>/", asking.one_request, name="subject_request"),
    path("requests/<uuid:request_id>/<str:what>/", asking.do, name="do_request"),
    path("requests/<uuid:request_id>/records/<int:number>/", asking.go_on, name="go_on"),
    path("requests/<uuid:request_id>/passages/<uuid:passage_id>/", asking.passage, name="passage"),
    path("requests/<uuid:request_id>/answers/<uuid:release_id>/", asking.answer, name="answer"),
    path(
        "requests/<uuid:request_id>/answers/<uuid:release_id>/pdf/",
        asking.answer_pdf,
        name="answer_pdf",
    ),
]
