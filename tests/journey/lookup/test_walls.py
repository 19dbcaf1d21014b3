"""Behind the door: live incidents are shown to their force, drawn looks to a checker."""

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.journey.lookup.models import LiveIncident, Look
from firstbell.registry.agencies.actions.rules import set_rule
from tests import world
from tests.journey.lookup.scene import Street
from tests.people import ready_person


def shown(street: Street, person: User) -> tuple[int, int]:
    """Return how many live incidents and how many looks the database shows to a person."""
    with acting.for_person(person.id, at=street.at):
        return LiveIncident.objects.count(), Look.objects.count()


def test_the_database_shows_a_force_its_live_incidents_and_another_agency_the_drawn_looks(
    street: Street,
) -> None:
    other = world.a_force("OTHER")
    for share in ("1", "0"):
        set_rule(key="look_up_checked", value=share, by=None, at=street.at)
        assert street.page(street.opens(f"LOG-{share}")).status_code == 200
    street.opens(source=other)
    governs = "information-governance"
    both = ready_person(governs, agency=street.council)
    world.a_membership(both, "police-sender", agency=street.force)

    assert Look.objects.count() == 2
    assert shown(street, street.officer) == (2, 0)
    assert shown(street, ready_person("police-sender", agency=other)) == (1, 0)
    assert shown(street, ready_person(governs, agency=street.council)) == (0, 1)
    assert shown(street, ready_person(governs, agency=other)) == (0, 1)
    assert shown(street, ready_person("hub-manager", agency=street.council)) == (0, 1)
    assert shown(street, ready_person("hub-worker", agency=street.council)) == (0, 0)
    assert shown(street, ready_person(governs, agency=street.force)) == (0, 0)
    assert shown(street, both) == (2, 0)
    street.officer.memberships.update(ends_at=street.at)
    world.a_membership(street.officer, governs)
    assert shown(street, street.officer) == (0, 0), "nobody reads what was drawn of their own"
