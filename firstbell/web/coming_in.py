"""What is known of a request by where it comes from: refused, or sent round once more.

A browser says with each request whether one of our own pages made it (Sec-Fetch-Site). What
changes anything must come from our own pages. And as the session's cookie is for our own pages
alone (SameSite=Strict), whoever follows a link from elsewhere arrives without it: they are sent
round once more, now from here, and are signed in as before.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

Next = Callable[[HttpRequest], HttpResponseBase]

READS = ("GET", "HEAD", "OPTIONS", "TRACE")
FROM_HERE = ("same-origin", "none")
"""Our own page, or the person themselves: a bookmark, the address bar, a mail program."""

NEVER_SENT_ROUND = ("/static/", "/api/", "/oauth/", "/health", "/account/provider/back/")
"""Where no session is asked for, or where everybody is sent round anyway."""


class FromOurOwnPages:
    """Refuse what would change something and was sent by a page of somebody else."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        site = request.headers.get("Sec-Fetch-Site", "none")
        if request.method not in READS and site not in FROM_HERE:
            return render(request, "403.html", status=403)
        if comes_from_elsewhere(request):
            return render(request, "web/once_more.html", {"here": request.get_full_path()})
        return self.get_response(request)


def comes_from_elsewhere(request: HttpRequest) -> bool:
    """Say whether a browser came by a link of another site, and so without its cookie.

    Whoever was sent round names our own page as where they come from, so nobody goes round twice.
    """
    if request.method != "GET" or request.path.startswith(NEVER_SENT_ROUND):
        return False
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return False
    asked = {name: request.headers.get(f"Sec-Fetch-{name}", "") for name in ("Site", "Dest")}
    before = urlsplit(request.headers.get("Referer", "")).netloc
    return asked == {"Site": "cross-site", "Dest": "document"} and before != request.get_host()
