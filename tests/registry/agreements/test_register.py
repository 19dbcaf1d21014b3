"""The register itself: who may sign when, what time does, and that each thing is told once."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.events.models import Event
from firstbell.registry.agencies.models import Agency
from firstbell.registry.agreements.actions import making
from firstbell.registry.agreements.actions.passing import look_at_terms
from firstbell.registry.agreements.models import Agreement
from firstbell.registry.agreements.queries.covering import cover
from tests import world
from tests.agreed import an_agreement, signed_by_all

pytestmark = pytest.mark.django_db

LAST_ON = date(2026, 11, 30)


@pytest.fixture
def agreement(monday: datetime) -> Agreement:
    world.a_partnership()
    return an_agreement(world.a_force(), world.a_desk("early-years"), last_on=LAST_ON)


def trail(action: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action=action).order_by("id"))


def test_a_draft_is_signed_by_nobody(agreement: Agreement, monday: datetime) -> None:
    with pytest.raises(making.NotNow, match="put it under review"):
        sign(agreement, 0, monday)


def test_it_is_in_force_when_the_last_party_has_signed_and_not_before(
    agreement: Agreement, monday: datetime
) -> None:
    making.put_under_review(agreement=agreement, by=None, at=monday)
    sign(agreement, 0, monday)
    assert agreement.terms.get().signed_at is None

    sign(agreement, 1, monday)

    assert agreement.terms.get().signed_at == monday
    assert len(trail("agreement.in_force")) == 1


def test_signing_twice_is_signing_once(agreement: Agreement, monday: datetime) -> None:
    making.put_under_review(agreement=agreement, by=None, at=monday)
    first, again = sign(agreement, 0, monday), sign(agreement, 0, monday)

    assert first == again
    assert len(trail("agreement.signed")) == 1


def sign(agreement: Agreement, which: int, at: datetime) -> object:
    return making.sign(
        agreement=agreement,
        party=agreement.parties.order_by("id")[which],
        name="Signer Name",
        office="Director",
        signed_on=at.date(),
        by=None,
        at=at,
    )


def test_nobody_signs_tomorrow_or_for_another_agreement(
    agreement: Agreement, monday: datetime
) -> None:
    making.put_under_review(agreement=agreement, by=None, at=monday)
    other = an_agreement("school", "early-years")
    [party, *_] = agreement.parties.all()
    sign = partial(making.sign, party=party, name="A", office="B", by=None, at=monday)

    with pytest.raises(making.NotNow, match="not come"):
        sign(agreement=agreement, signed_on=monday.date() + timedelta(1))
    making.put_under_review(agreement=other, by=None, at=monday)
    with pytest.raises(making.NotNow, match="another agreement"):
        sign(agreement=other, signed_on=monday.date())


def test_an_agreement_has_two_parties_and_a_term_that_runs_forwards(monday: datetime) -> None:
    with pytest.raises(making.NotNow, match="two parties"):
        an_agreement("school")
    with pytest.raises(making.NotNow, match="runs forwards"):
        an_agreement("school", "early-years", last_on=date(2020, 1, 1))


def test_a_term_that_waits_for_signatures_is_not_renewed(
    agreement: Agreement, monday: datetime
) -> None:
    with pytest.raises(making.NotNow, match="sign that one"):
        renew(agreement, monday)
    signed_by_all(agreement)
    with pytest.raises(making.NotNow, match="over already"):
        making.renew(
            agreement=agreement,
            first_on=date(2026, 1, 1),
            last_on=date(2026, 11, 22),
            by=None,
            at=monday,
        )


def renew(agreement: Agreement, at: datetime) -> object:
    return making.renew(
        agreement=agreement,
        first_on=date(2026, 12, 1),
        last_on=date(2027, 11, 30),
        by=None,
        at=at,
    )


def test_drafts_are_numbered_and_none_lies_in_the_future(
    agreement: Agreement, monday: datetime
) -> None:
    on = monday.date()
    draft = making.add_draft(
        agreement=agreement, drafted_on=on, note="Sent back.", by=None, at=monday
    )

    assert draft.number == 2
    with pytest.raises(making.NotNow, match="not come"):
        making.add_draft(
            agreement=agreement, drafted_on=on + timedelta(1), note="Soon.", by=None, at=monday
        )


def test_what_was_ended_stays_as_it_is(agreement: Agreement, monday: datetime) -> None:
    making.end(agreement=agreement, why="No longer needed.", by=None, at=monday)
    making.end(agreement=agreement, why="Again.", by=None, at=monday)

    assert Agreement.objects.get().ended_why == "No longer needed."
    assert len(trail("agreement.ended")) == 1
    tries: list[Callable[[], object]] = [
        lambda: making.put_under_review(agreement=agreement, by=None, at=monday),
        lambda: renew(agreement, monday),
        lambda: making.hold_review(
            agreement=agreement, review_on=date(2027, 1, 1), owner=None, by=None, at=monday
        ),
    ]
    for again in tries:
        with pytest.raises(making.NotNow, match="was ended"):
            again()


def test_reminders_and_the_lapse_are_each_told_once(agreement: Agreement) -> None:
    signed_by_all(agreement)
    days = {"60": date(2026, 10, 1), "30": date(2026, 10, 31), "0": LAST_ON}
    for _again in range(2):
        for day in days.values():
            look_at_terms(at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC))
    just_before = datetime(2026, 11, 30, 23, 59, 59, 999_999, tzinfo=UTC)
    look_at_terms(at=just_before)
    assert trail("agreement.lapsed") == []
    look_at_terms(at=just_before + timedelta(microseconds=1))
    look_at_terms(at=just_before + timedelta(days=9))

    assert [each.detail["days"] for each in trail("agreement.reminded")] == [60, 30, 0]
    assert len(trail("agreement.lapsed")) == 1
    assert Event.objects.filter(name="agreement.lapsed").count() == 1


def test_a_renewal_in_time_spares_the_reminder_and_the_lapse(
    agreement: Agreement, monday: datetime
) -> None:
    signed_by_all(agreement)
    renew(agreement, world.LONG_AGO)
    signed_by_all(agreement)
    look_at_terms(at=monday)
    look_at_terms(at=datetime(2026, 12, 1, tzinfo=UTC))

    assert trail("agreement.reminded") == []
    assert trail("agreement.lapsed") == []
    assert len(trail("agreement.in_force")) == 2


def test_the_council_speaks_for_its_own_desks_but_not_for_health(monday: datetime) -> None:
    council = world.a_partnership()
    force = world.a_force()
    signed_by_all(an_agreement(force, council))

    home = cover(sender=force, desk=world.a_desk("home-education"), at=monday)
    health = cover(sender=force, desk=world.a_desk("health-visiting"), at=monday)
    itself = cover(sender=force, agency=council, at=monday)

    assert home.is_in_force
    assert itself.is_in_force
    assert not health.is_in_force
    assert health.agreement is None


def test_the_agreement_in_force_is_named_rather_than_one_that_lapsed(monday: datetime) -> None:
    world.a_partnership()
    force = world.a_force()
    old = signed_by_all(an_agreement(force, "school", last_on=date(2026, 11, 1)))
    school = world.a_school()
    assert cover(sender=force, establishment=school, at=monday).agreement == old
    assert cover(sender=force, establishment=school, at=monday).has_lapsed

    new = signed_by_all(an_agreement(force, "school"))

    assert cover(sender=force, establishment=school, at=monday).agreement == new
    other = Agency.objects.create(code="OTHER", name="Other Police", kind=Agency.Kind.POLICE)
    assert cover(sender=other, establishment=school, at=monday).agreement is None
