"""Search: find a child or an adult of the incidents that one may read.

The answer is the page that was posted to, and not a page of its own: a name that somebody
looks for must not stand in an address.
"""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from firstbell.foundation import clock
from firstbell.journey.reconciliation.access import searching
from firstbell.journey.reconciliation.forms_search import SearchForm
from firstbell.registry.agencies.doors import SignedInRequest, role_required


@role_required(*searching.WHO)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: SignedInRequest) -> HttpResponse:
    """Ask whom somebody looks for, and show whom they may mean."""
    at = clock.now()
    form = SearchForm(
        request.POST if request.method == "POST" else None,
        by_place=searching.may_search_by_place(request.user, at=at),
    )
    answer = None
    if form.is_valid():
        answer = searching.search(request.user, form.sought(), at=at)
    return render(request, "reconciliation/search.html", {"form": form, "answer": answer})
