"""Who may have what of a record: every cell of the table, and laws that hold for any asker."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from firstbell.core import need_to_know as policy
from firstbell.core.need_to_know import Act, Asker, Grant, Guard, Phase, Record, Sight, Stands

# What each sees in each phase: nothing (.), stub (s), first step (f), everything (E).
PHASES = (Phase.OPEN, Phase.HELD, Phase.RECALLED, Phase.WITHDRAWN, Phase.ERASED)
SIGHT = {".": Sight.NOTHING, "s": Sight.STUB, "f": Sight.FIRST_STEP, "E": Sight.EVERYTHING}

#                           in the circle,  outside:
#                           or no guard     restricted   sealed
EXPECTED = {
    Stands.ASKED:           ("f.sf.",       "f.sf.",     "f.sf."),
    Stands.CONFIRMED:       ("E.sE.",       "E.sE.",     "E.sE."),
    Stands.HUB:             ("EEEE.",       "ssss.",     "....."),
    Stands.HUB_MANAGER:     ("EEEE.",       "ssss.",     "....."),
    Stands.OWN_FORCE:       ("EEEE.",       "ssss.",     "....."),
    Stands.SENDING_MACHINE: ("ssss.",       "ssss.",     "ssss."),
    Stands.ADVOCATE:        ("EEEE.",       "EEEE.",     "....."),
    Stands.BROKEN_GLASS:    ("EEEE.",       "EEEE.",     "....."),
}  # fmt: skip

ACTS = {
    Stands.ASKED: "read answer",
    Stands.CONFIRMED: "read answer export search",
    Stands.HUB: "read decide refer ask+for+a+school+place mark+unsafe export search",
    Stands.HUB_MANAGER: "read seal",
    Stands.OWN_FORCE: "read correct seal mark+unsafe search",
    Stands.SENDING_MACHINE: "correct",
    Stands.ADVOCATE: "read ask+for+a+school+place mark+unsafe",
    Stands.BROKEN_GLASS: "read export",
}
"""What each may do with a record that is open and not guarded."""

CELLS = list(product(Stands, Phase, Guard, (True, False)))


def test_every_way_to_stand_and_every_phase_is_in_the_expectations() -> None:
    assert set(EXPECTED) == set(ACTS) == set(policy.TABLE) == set(Stands)
    assert set(PHASES) == set(Phase)
    assert len(CELLS) == len(Stands) * len(Phase) * len(Guard) * 2


@pytest.mark.parametrize(("stands", "phase", "guard", "in_circle"), CELLS)
def test_every_cell_is_as_decided(
    stands: Stands, phase: Phase, guard: Guard, in_circle: bool
) -> None:
    column = 0 if in_circle else list(Guard).index(guard)
    expected = SIGHT[EXPECTED[stands][column][PHASES.index(phase)]]

    asker = Asker(stands=frozenset({stands}), in_circle=in_circle)

    assert policy.grant(asker, Record(phase=phase, guard=guard)).sight == expected


@pytest.mark.parametrize("stands", Stands)
def test_every_act_is_as_decided(stands: Stands) -> None:
    expected = {Act(word.replace("+", " ")) for word in ACTS[stands].split()}

    assert policy.grant(Asker(stands=frozenset({stands})), Record()).acts == expected


@pytest.mark.parametrize("stands", Stands)
def test_nobody_answers_decides_or_refers_once_it_is_withdrawn(stands: Stands) -> None:
    acts = policy.grant(Asker(stands=frozenset({stands})), Record(phase=Phase.WITHDRAWN)).acts

    assert not acts & {Act.ANSWER, Act.DECIDE, Act.REFER}


ways = some.frozensets(some.sampled_from(Stands))
askers = some.builds(
    Asker,
    stands=ways,
    is_active=some.booleans(),
    in_circle=some.booleans(),
    stands_back=some.booleans(),
)
records = some.builds(Record, phase=some.sampled_from(Phase), guard=some.sampled_from(Guard))


def is_no_more(less: Grant, more: Grant) -> bool:
    return less.sight <= more.sight and less.acts <= more.acts


def with_(asker: Asker, **other: object) -> Asker:
    return Asker(**{**vars(asker), **other})


@given(asker=askers, fewer=ways, record=records)
def test_nobody_gains_by_losing_a_membership(
    asker: Asker, fewer: frozenset[Stands], record: Record
) -> None:
    after = with_(asker, stands=asker.stands & fewer)

    assert is_no_more(policy.grant(after, record), policy.grant(asker, record))


@given(asker=askers, record=records)
def test_nobody_gains_by_leaving_the_circle(asker: Asker, record: Record) -> None:
    outside = policy.grant(with_(asker, in_circle=False), record)

    assert is_no_more(outside, policy.grant(with_(asker, in_circle=True), record))


@given(asker=askers, record=records)
def test_who_stands_in_no_way_to_a_record_has_nothing_in_any_circle(
    asker: Asker, record: Record
) -> None:
    assert policy.grant(with_(asker, stands=frozenset()), record) == policy.NOTHING


@given(asker=askers, record=records)
def test_a_disabled_account_has_nothing(asker: Asker, record: Record) -> None:
    assert policy.grant(with_(asker, is_active=False), record) == policy.NOTHING


@given(asker=askers, record=records)
def test_who_stands_back_has_nothing_in_the_circle_neither(asker: Asker, record: Record) -> None:
    assert policy.grant(with_(asker, stands_back=True), record) == policy.NOTHING


@given(asker=askers, guard=some.sampled_from(Guard))
def test_what_was_erased_is_nobodys(asker: Asker, guard: Guard) -> None:
    assert policy.grant(asker, Record(phase=Phase.ERASED, guard=guard)) == policy.NOTHING


TOLD = frozenset({Stands.ASKED, Stands.CONFIRMED, Stands.SENDING_MACHINE})
"""Whom no guard shuts out: the place that must support the child, and a machine's receipt."""


@given(asker=askers, phase=some.sampled_from(Phase))
def test_what_is_sealed_against_somebody_does_not_exist_for_them(
    asker: Asker, phase: Phase
) -> None:
    outside = with_(asker, in_circle=False, stands=asker.stands - TOLD)

    assert policy.grant(outside, Record(phase=phase, guard=Guard.SEALED)) == policy.NOTHING


@given(asker=askers, phase=some.sampled_from(Phase))
def test_a_stricter_guard_never_gives_more(asker: Asker, phase: Phase) -> None:
    free, restricted, sealed = (
        policy.grant(asker, Record(phase=phase, guard=guard))
        for guard in (Guard.NONE, Guard.RESTRICTED, Guard.SEALED)
    )

    assert is_no_more(restricted, free)
    assert is_no_more(sealed, restricted)


@given(asker=askers, phase=some.sampled_from(Phase), guard=some.sampled_from(Guard))
def test_a_recipient_is_shown_nothing_of_a_guard(asker: Asker, phase: Phase, guard: Guard) -> None:
    told = with_(asker, stands=asker.stands & TOLD)

    assert policy.grant(told, Record(phase=phase, guard=guard)) == policy.grant(
        told, Record(phase=phase)
    )


@given(asker=askers, record=records)
def test_only_what_can_be_seen_can_be_acted_on_and_only_what_is_readable_is_read(
    asker: Asker, record: Record
) -> None:
    given_ = policy.grant(asker, record)

    assert (Act.READ in given_.acts) == (given_.sight >= Sight.FIRST_STEP)
    assert given_.sight > Sight.NOTHING or not given_.acts


@given(asker=askers, record=records)
def test_only_a_circle_touches_its_guard(asker: Asker, record: Record) -> None:
    outside = policy.grant(with_(asker, in_circle=False), record)

    assert record.guard == Guard.NONE or Act.SEAL not in outside.acts


@pytest.mark.parametrize(
    ("roles", "is_own_force", "stands"),
    [
        ([], True, set()),
        (["hub-worker"], False, {Stands.HUB}),
        (["hub-manager"], False, {Stands.HUB, Stands.HUB_MANAGER}),
        (["police-sender"], True, {Stands.OWN_FORCE}),
        (["police-sender"], False, set()),
        (["key-adult", "desk-officer", "business-unit", "scrutiny-member"], True, set()),
        (["information-governance", "administrator", "advocate"], True, set()),
    ],
)
def test_a_role_alone_opens_the_records_of_the_hub_and_the_own_force(
    roles: list[str], is_own_force: bool, stands: set[Stands]
) -> None:
    assert policy.by_roles(roles, is_own_force=is_own_force) == stands


def test_somebody_of_the_hub_must_be_in_a_circle() -> None:
    assert policy.can_carry_on([["police-sender"], ["hub-worker"]])
    assert policy.can_carry_on([["hub-manager", "key-adult"]])
    assert not policy.can_carry_on([["police-sender"], ["key-adult"]])
    assert not policy.can_carry_on([])


@pytest.mark.parametrize(
    ("guard", "roles", "is_stand_in", "has_stand_in", "may"),
    [
        (Guard.NONE, {"hub-manager", "administrator"}, False, False, False),
        (Guard.RESTRICTED, {"hub-manager"}, False, True, True),
        (Guard.RESTRICTED, {"hub-worker"}, False, False, False),
        (Guard.RESTRICTED, {"administrator"}, False, False, False),
        (Guard.SEALED, {"hub-manager"}, True, True, True),
        (Guard.SEALED, {"hub-manager"}, False, True, False),
        (Guard.SEALED, {"administrator"}, False, True, False),
        (Guard.SEALED, {"administrator"}, False, False, True),
        (Guard.SEALED, {"hub-manager"}, False, False, False),
    ],
)
def test_who_lets_somebody_into_a_circle_that_nobody_is_left_in(
    guard: Guard, roles: set[str], *, is_stand_in: bool, has_stand_in: bool, may: bool
) -> None:
    found = policy.may_refill(guard, roles, is_stand_in=is_stand_in, has_stand_in=has_stand_in)

    assert found == may
