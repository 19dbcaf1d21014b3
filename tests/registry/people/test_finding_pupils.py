"""Finding pupils: who may be a recorded child, and where a pupil is registered on a day."""

from collections import Counter
from datetime import date, datetime, timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.core.linkage import RecordedChild, RollPupil, keys_of_child
from firstbell.registry.people import queries
from firstbell.registry.people.actions.confirming import confirm_roll, refuse_roll
from firstbell.registry.people.models import NameCount, Pupil, Registration, Roll
from tests.registry.people.rolls import WREN, a_class, a_csv, take, upn
from tests.world import a_person, a_school

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 23)


def a_child(child_id: str = "C1", **said: object) -> RecordedChild:
    """Wren as police recorded her."""
    details: dict[str, object] = {
        "given_names": "Wren",
        "surname": "Tollemarsh",
        "born_on": date(2016, 5, 4),
        **said,
    }
    return RecordedChild(child_id=child_id, **details)  # type: ignore[arg-type]


def test_candidates_are_pupils_on_rolls_in_force_that_share_a_key_one_for_all_their_rows(
    monday: datetime,
) -> None:
    a_school(990001)
    a_school(990002)
    wren = {"upn": upn(1), **WREN}
    take(
        a_csv(
            {**wren, "urn": 990002, "enrol_status": "S", "surname": "Quill", "sex": ""},
            {**wren, "urn": 990001, "enrol_status": "M"},
            *a_class(990001, 20, first=50),
        ),
        at=monday,
    )

    found = queries.candidates_by_keys({"C1": keys_of_child(a_child())}, on=DAY)

    [pupil] = found["C1"]
    assert pupil.pupil_id == Pupil.objects.get(upn=upn(1)).id
    assert (pupil.surname, pupil.preferred_surname, pupil.sex) == ("Tollemarsh", "Quill", "F")
    assert pupil.urns == ("990001", "990002"), "the main registration first"


def test_the_children_of_an_incident_are_asked_for_in_one_query(monday: datetime) -> None:
    a_school(990001)
    rows = [
        {"urn": 990001, "upn": upn(number), **WREN, "forename": name, "date_of_birth": born}
        for number, (name, born) in enumerate([("Wren", "2016-05-04"), ("Piers", "2011-01-09")])
    ]
    take(a_csv(*rows), at=monday)
    other = a_child("C2", given_names="Piers", born_on=date(2011, 1, 9))
    stranger = a_child("C3", given_names="Zed", surname="Nobody", born_on=date(2001, 1, 1))
    keys = {child.child_id: keys_of_child(child) for child in (a_child(), other, stranger)}

    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = queries.candidates_by_keys(keys, on=DAY)

    assert len(asked) == 1
    assert [pupil.forename for pupil in found["C1"]] == ["Wren"]
    assert [pupil.forename for pupil in found["C2"]] == ["Piers"]
    assert found["C3"] == []


def test_no_keys_ask_for_nobody() -> None:
    assert queries.candidates_by_keys({"C1": ()}, on=DAY) == {"C1": []}


def test_who_left_is_still_a_candidate_but_registered_nowhere(monday: datetime) -> None:
    a_school(990001)
    take(a_csv({"urn": 990001, "upn": upn(1), **WREN, "leaving_date": "2026-11-20"}), at=monday)

    [pupil] = queries.candidates_by_keys({"C1": keys_of_child(a_child())}, on=DAY)["C1"]

    pupil_id = Pupil.objects.get().id
    assert pupil.pupil_id == pupil_id
    assert queries.registrations_on(pupil_id, on=DAY) == []
    assert queries.pupils_to_show([pupil_id], on=DAY)[pupil_id].has_left


@pytest.mark.parametrize(
    ("entered", "left", "registered"),
    [
        ("", "", True),
        ("2026-11-23", "", True),
        ("2026-11-24", "", False),
        ("", "2026-11-23", True),
        ("", "2026-11-22", False),
        ("2026-11-23", "2026-11-23", True),
    ],
)
def test_the_first_and_the_last_day_on_a_roll_count_and_blanks_are_open(
    entered: str, left: str, registered: bool, monday: datetime
) -> None:
    a_school(990001)
    row = {"urn": 990001, "upn": upn(1), **WREN, "entry_date": entered, "leaving_date": left}
    take(a_csv(row), at=monday)

    assert bool(queries.registrations_on(Pupil.objects.get().id, on=DAY)) is registered


def test_pupils_of_held_replaced_and_refused_rolls_are_no_candidates(monday: datetime) -> None:
    a_school(990001)
    rows = a_class(990001, 10, first=50)
    wren = {"urn": 990001, "upn": upn(1), **WREN}
    take(a_csv(*rows, wren), at=monday)
    take(a_csv(*rows), at=monday + timedelta(days=1))
    [held] = take(a_csv({**wren, "forename": "Wrenna"}), at=monday + timedelta(days=2)).rolls
    assert held.held

    assert queries.candidates_by_keys({"C1": keys_of_child(a_child())}, on=DAY) == {"C1": []}
    assert queries.registrations_on(Pupil.objects.get(upn=upn(1)).id, on=DAY) == []


def test_a_number_that_two_claim_is_evidence_for_neither(monday: datetime) -> None:
    a_school(990001)
    piers = {**WREN, "forename": "Piers", "surname": "Quill", "date_of_birth": "2011-01-09"}
    take(a_csv(*({"urn": 990001, "upn": upn(1), **who} for who in (WREN, piers))), at=monday)

    found = queries.candidates_by_keys({"C1": keys_of_child(a_child(upn=upn(1)))}, on=DAY)

    assert [(pupil.forename, pupil.upn) for pupil in found["C1"]] == [("Wren", "")]


def test_names_are_counted_on_rolls_in_force_and_only_those_asked_for(monday: datetime) -> None:
    a_school(990001)
    names = [("Wren", "Ó’Tolle-Marsh"), ("Wren", "O'Tolle Marsh"), ("Lark", "Quill")]
    rows = [
        {"urn": 990001, "upn": upn(number), **WREN, "forename": forename, "surname": surname}
        for number, (forename, surname) in enumerate(names)
    ]
    take(a_csv(*rows), at=monday)
    take(a_csv(*rows), at=monday)

    told = RollPupil(pupil_id=None, forename="Wren", surname="O'Tolle Marsh")
    counted = queries.frequencies_of([told])

    assert counted.pupils == 3
    assert counted.forenames == {"wren": 2}
    assert counted.surnames == {"otollemarsh": 2}
    assert counted.namesakes == {"wren otollemarsh": 2}


def test_the_count_of_a_name_follows_every_roll_that_comes_into_force_or_goes(
    monday: datetime,
) -> None:
    manager = a_person()
    a_school(990001)
    a_school(990002)
    first = [*a_class(990001, 6), {"urn": 990001, "upn": upn(90), **WREN}]
    take(a_csv(*first, *a_class(990002, 4, first=50)), at=monday)
    assert counted() == recounted()

    take(a_csv(*first[1:]), at=monday)
    assert counted() == recounted()
    assert ("forename", "robina", 1) in counted()

    [held] = take(a_csv(first[-1]), at=monday).rolls
    assert held.held
    assert counted() == recounted()
    refuse_roll(held.roll_id, by=manager, at=monday)
    assert counted() == recounted()

    [held] = take(a_csv({**first[-1], "forename": "Lark"}), at=monday).rolls
    confirm_roll(held.roll_id, by=manager, at=monday)
    assert counted() == recounted()
    assert {name for _, name, _ in counted()} >= {"lark", "tollemarsh"}
    assert "wren" not in {name for _, name, _ in counted()}


def test_a_home_that_was_made_before_counts_both_names_too(monday: datetime) -> None:
    a_school(990001)
    take(a_csv(*a_class(990001, 6), {"urn": 990001, "upn": upn(90), **WREN}), at=monday)
    NameCount.objects.filter(part__in=["both", "pupils"]).delete()
    migration = import_module("firstbell.registry.people.migrations.0003_names_together")
    for _time in range(2):
        with connection.cursor() as cursor:
            cursor.execute(migration.COUNT)
        assert counted() == recounted()


def counted() -> set[tuple[str, str, int]]:
    """The counts that are kept."""
    return set(NameCount.objects.values_list("part", "name", "bearers"))


def recounted() -> set[tuple[str, str, int]]:
    """The same, counted anew in the rolls in force."""
    rows = Registration.objects.filter(roll__state=Roll.State.CURRENT)
    found = Counter(
        (part, name)
        for forename, surname in rows.values_list("folded_forename", "folded_surname")
        for part, name in (
            ("forename", forename), ("surname", surname), ("both", f"{forename} {surname}"),
        )
    )  # fmt: skip
    pupils = sum(Roll.objects.filter(state=Roll.State.CURRENT).values_list("pupils", flat=True))
    return {(*name, bearers) for name, bearers in found.items()} | {("pupils", "", pupils)}


def test_a_reviewer_sees_the_pupil_as_the_main_roll_has_them(monday: datetime) -> None:
    a_school(990001, name="Mill Lane Primary School")
    row = {"urn": 990001, "upn": upn(1), **WREN, "nc_year": "5", "town": "Eastmarsh"}
    take(a_csv(row), at=monday)
    pupil_id = Pupil.objects.get().id

    shown = queries.pupils_to_show([pupil_id], on=DAY)[pupil_id]

    assert (shown.forename, shown.surname, shown.upn) == ("Wren", "Tollemarsh", upn(1))
    assert (shown.born_on, shown.nc_year) == (date(2016, 5, 4), "5")
    assert shown.address == ("4 Mill Lane", "Eastmarsh")
    assert shown.establishments == ("Mill Lane Primary School",)
    assert not shown.has_left
