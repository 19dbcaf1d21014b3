"""One agreement under review, for the table of addresses."""

from datetime import UTC, date, datetime

from firstbell.registry.agreements.actions import making
from firstbell.registry.agreements.models import Agreement
from tests.agreed import an_agreement
from tests.permissions.world import World

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


def one(world: World) -> dict[str, object]:
    """Return what the addresses of the agreement are made of."""
    return {"agreement_id": _agreement(world).id}


def lapsed(world: World) -> dict[str, object]:
    """Return what the address of one that may be renewed is made of."""
    return {"agreement_id": _signed(world).id}


def _agreement(world: World) -> Agreement:
    found = Agreement.objects.filter(title="Invented").first()
    if found is None:
        found = an_agreement(world.force, world.desk, title="Invented", at=AT)
        making.put_under_review(agreement=found, by=None, at=AT)
    return found


def _signed(world: World) -> Agreement:
    found = Agreement.objects.filter(title="Lapsed").first()
    if found is None:
        found = an_agreement(
            world.force, world.desk, title="Lapsed", last_on=date(2026, 11, 1), at=AT
        )
        making.put_under_review(agreement=found, by=None, at=AT)
        for party in found.parties.all():
            making.sign(
                agreement=found,
                party=party,
                name="Signer Name",
                office="Director",
                signed_on=AT.date(),
                by=None,
                at=AT,
            )
    return found
