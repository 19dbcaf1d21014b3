"""What every page's template may use."""

from django.http import HttpRequest

from firstbell.foundation import clock


def every_page(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001 - Django's signature
    """Give templates the time that rules see, and whether it was set by hand."""
    return {"clock_now": clock.now(), "clock_is_set": clock.is_set()}
