"""The hub on Monday morning, for the tests of the pages where it decides about a child."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.linkage.models import Link
from firstbell.registry.agencies.models import Establishment
from tests import world
from tests.people import ready_person


@dataclass(frozen=True, kw_only=True)
class Hub:
    """A hub worker, their browser, and the school of the borough."""

    person: User
    browser: Client
    school: Establishment

    def get(self, name: str, *args: Any, query: str = "") -> Any:
        """Open a page."""
        return self.browser.get(reverse(name, args=args) + query)

    def post(self, name: str, *args: Any, **fields: Any) -> Any:
        """Send a form."""
        return self.browser.post(reverse(name, args=args), fields)

    def text(self, name: str, *args: Any) -> str:
        """Return a page's words as one line."""
        page = self.get(name, *args)
        assert page.status_code == 200
        return words_of(page)


def words_of(page: Any) -> str:
    """Return a page with its white space folded."""
    return " ".join(page.content.decode().split())


def signed_in(role: str, **more: Any) -> tuple[User, Client]:
    """Return somebody in a role with a browser of their own."""
    person = ready_person(role, **more)
    browser = Client()
    browser.force_login(person)
    return person, browser


def put_twins_on_roll(school: Establishment, *names: str) -> None:
    """Put pupils of one home and one birth date on a school's roll."""
    for name in names:
        world.a_pupil(school, name, "Tollemarsh", date(2016, 5, 4))


def in_doubt(reference: str = "C1", **more: Any) -> dict[str, Any]:
    """Return a recorded child whom the evidence cannot place: a twin, by an initial only."""
    return world.a_child(reference, given_names="W", **more)


def the_link(reference: str = "C1") -> Link:
    """Return the link of the one recorded child of that reference."""
    return Link.objects.get(child__reference=reference)


def trail(action: str) -> int:
    """Return how often something stands in the trail."""
    return AuditEntry.objects.filter(action=action).count()
