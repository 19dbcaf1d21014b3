"""Agreements for tests: made, put before their parties and signed, as people do it."""

from datetime import date, datetime
from typing import Any

from firstbell.registry.agencies.models import Agency, Desk
from firstbell.registry.agreements.actions import making
from firstbell.registry.agreements.models import Agreement
from tests import world

FIRST_ON = date(2026, 9, 1)
LAST_ON = date(2027, 8, 31)


def an_agreement(
    *parties: Agency | Desk | str,
    title: str = "Telling the early years desk",
    first_on: date = FIRST_ON,
    last_on: date = LAST_ON,
    at: datetime = world.LONG_AGO,
    **more: Any,
) -> Agreement:
    """Make a draft between these parties; a text is a kind of party."""
    details: dict[str, Any] = {
        "purpose": "Support for a small child on the morning after.",
        "shared": "Name, date of birth and what police recorded of the child.",
        "basis": "agreement",
        "review_on": date(2027, 6, 1),
        "note": "First draft, sent to the parties.",
        "owner": None,
        "by": None,
        **more,
    }
    return making.make_agreement(
        title=title,
        parties=[party_to(each) for each in parties],
        first_on=first_on,
        last_on=last_on,
        at=at,
        **details,
    )


def party_to(party: Agency | Desk | str) -> making.PartyTo:
    """Return somebody as a party: an agency, a desk, or a kind."""
    if isinstance(party, Agency):
        return making.PartyTo(agency=party)
    if isinstance(party, Desk):
        return making.PartyTo(desk=party)
    return making.PartyTo(kind=party)


def signed_by_all(agreement: Agreement, *, at: datetime = world.LONG_AGO) -> Agreement:
    """Let every party sign for the term that waits for it."""
    making.put_under_review(agreement=agreement, by=None, at=at)
    for number, party in enumerate(agreement.parties.order_by("id"), start=1):
        making.sign(
            agreement=agreement,
            party=party,
            name=f"Signer Number{number}",
            office="Director",
            signed_on=at.date(),
            by=None,
            at=at,
        )
    return agreement
