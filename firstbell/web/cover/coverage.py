"""Which schools of the area have a key adult, and whom to bring in next."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstbell.foundation import clock
from firstbell.registry.agencies.doors import SignedInRequest, role_required
from firstbell.registry.cover import coverage

A_PAGE = 50


@role_required(*coverage.WHO)
@require_safe
def by_group(request: SignedInRequest) -> HttpResponse:
    """Count the schools by group, and list those of one group, or of all, that have nobody."""
    at = clock.now()
    lines = coverage.by_group(at=at)
    asked = request.GET.get("group")
    group = asked if asked in {line.group for line in lines} else None
    without = coverage.with_nobody(at=at, group=group)
    schools = [line for line in lines if not line.is_childcare]
    childcare = [line for line in lines if line.is_childcare]
    shown = {
        "lines": lines,
        "group": group,
        "query": "" if group is None else f"&{urlencode({'group': group})}",
        "open": sum(line.open for line in schools),
        "with_somebody": sum(line.with_somebody for line in schools),
        "childcare": sum(line.open for line in childcare),
        "childcare_with_somebody": sum(line.with_somebody for line in childcare),
        "page": Paginator(without, A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "cover/coverage.html", shown)
