"""A force's control room, an officer on the way, and one incident of the home before."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from django.test import Client

from firstbell.foundation.accounts.models import User
from firstbell.journey.lookup.actions import saying
from firstbell.journey.lookup.message import check
from firstbell.journey.lookup.models import LiveIncident
from firstbell.registry.agencies.models import Agency
from tests import world
from tests.people import ready_person

HOME = {"lines": ["4 Sedge Row"], "postcode": world.POSTCODE}


@dataclass(kw_only=True)
class Street:
    """The force and its people on Monday at 07:10, and what they see of a home."""

    force: Agency
    council: Agency
    officer: User
    control: User
    at: datetime

    def browser(self, person: User) -> Client:
        """Return a browser in which a person is signed in."""
        browser = Client()
        browser.force_login(person)
        return browser

    def opens(
        self, reference: str = "LOG-1", *, by: User | None = None, **more: Any
    ) -> LiveIncident:
        """Open a live incident at the home, by the force's machine unless somebody is named."""
        force = more.pop("source", self.force)
        said = {
            "source": force.code,
            "reference": reference,
            "opened_at": (self.at - timedelta(minutes=5)).isoformat(),
            "address": HOME,
            **more,
        }
        saying.say(checked=check(said), source=force, by=by, at=self.at)
        return LiveIncident.objects.get(source=force, reference=reference)

    def page(self, live: LiveIncident, *, as_: User | None = None) -> Any:
        """Return the answer of the page before the door."""
        return self.browser(as_ or self.officer).get(f"/look-up/{live.id}/")

    def words(self, live: LiveIncident) -> str:
        """Return the words of the page before the door, which must be there."""
        page = self.page(live)
        assert page.status_code == 200, page.status_code
        return words_of(page)


def words_of(page: Any) -> str:
    """Return what somebody reads on a page between its bars, as one line."""
    [main] = re.findall(r"<main.*?</main>", page.content.decode(), re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).replace(" ,", ",").split())


def a_street(at: datetime) -> Street:
    """Make the force and its people."""
    council = world.a_partnership()
    force = world.a_force()
    return Street(
        force=force,
        council=council,
        officer=ready_person("police-sender", name="Pip Holm", agency=force),
        control=ready_person("police-sender", name="Rae Dunn", agency=force),
        at=at,
    )
