"""Taking rolls: who is on which roll afterwards, and who can never silently disappear."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from firstbell.foundation.audit.models import AuditEntry
from firstbell.registry.agencies.models import RefusedRow
from firstbell.registry.people import queries
from firstbell.registry.people.actions.confirming import NotHeld, confirm_roll, refuse_roll
from firstbell.registry.people.models import Pupil, Registration, Roll
from tests.registry.people.rolls import (
    WREN,
    a_class,
    a_csv,
    a_ctf,
    a_ctf_pupil,
    take,
    take_ctf,
    upn,
)
from tests.world import a_partnership, a_person, a_school

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def on_roll(urn: int) -> set[str]:
    """Forenames on the roll in force of an establishment."""
    rows = Registration.objects.filter(roll__state="current", roll__establishment__urn=urn)
    return set(rows.values_list("forename", flat=True))


def test_a_file_replaces_the_roll_of_each_establishment_that_it_names_and_of_no_other(
    monday: datetime,
) -> None:
    a_school(990001)
    a_school(990002)
    take(a_csv(*a_class(990001, 3), *a_class(990002, 2, first=50)), at=monday)

    take(a_csv(*a_class(990001, 4)), at=monday + DAY)

    counts = Roll.objects.filter(state="current").values_list("establishment__urn", "pupils")
    assert dict(counts) == {990001: 4, 990002: 2}
    [old] = Roll.objects.filter(state="replaced")
    assert old.replaced_at == monday + DAY
    assert old.registrations.count() == 3, "what it replaces is kept"


def test_rows_of_one_upn_are_one_pupil_across_schools(monday: datetime) -> None:
    a_school(990001)
    a_school(990002)
    main = {"urn": 990001, "upn": upn(1), **WREN, "enrol_status": "M"}
    other = {"urn": 990002, "upn": upn(1), **WREN, "enrol_status": "S", "surname": "Tollmarsh"}

    take(a_csv(other, main), at=monday)

    pupil = Pupil.objects.get()
    rows = queries.registrations_on(pupil.id, on=monday.date())
    assert [(row.roll.establishment.urn, row.enrol_status) for row in rows] == [
        (990001, "M"),
        (990002, "S"),
    ]


def test_a_temporary_upn_is_a_upn_and_so_is_one_with_a_wrong_check_letter(monday: datetime) -> None:
    a_school(990001)
    a_school(990002)
    wrong = "A801200005001"
    for number in (upn(7, last="A"), wrong):
        rows = [{"urn": urn, "upn": number, **WREN} for urn in (990001, 990002)]
        taken = take(a_csv(*rows), at=monday)
        assert (
            Registration.objects.filter(roll__state="current").values("pupil").distinct().count()
            == 1
        )

    assert [warning.field for _, warning in taken.warned] == ["upn", "upn"]
    assert taken.refused == []
    kept = Registration.objects.filter(upn=wrong).first()
    assert kept is not None
    assert "check letter" in kept.warnings[0]["problem"]


def test_without_a_upn_names_and_birth_date_at_one_urn_are_one_pupil(monday: datetime) -> None:
    a_school(990001)
    a_school(990002)
    twice = [{"urn": 990001, **WREN}, {"urn": 990001, **WREN, "surname": "TOLLEMARSH"}]

    taken = take(a_csv(*twice, {"urn": 990002, **WREN}), at=monday)

    assert Pupil.objects.count() == 2, "another school's row is another pupil"
    assert [warning.field for _, warning in taken.warned] == ["upn"]


def test_two_rows_without_upn_and_birth_date_are_never_made_one(monday: datetime) -> None:
    a_school(990001)
    nameless = {"urn": 990001, **WREN, "date_of_birth": ""}

    take(a_csv(nameless, nameless), at=monday)
    take(a_csv(nameless, nameless), at=monday + DAY)

    assert Pupil.objects.count() == 2


def test_a_upn_copied_to_another_child_does_not_make_two_children_one(monday: datetime) -> None:
    a_school(990001)
    rows = [
        {"urn": 990001, "upn": upn(1), **WREN},
        {"urn": 990001, "upn": upn(1), **WREN, "forename": "Piers", "date_of_birth": "2011-01-09"},
    ]

    taken = take(a_csv(*rows), at=monday)

    assert Pupil.objects.count() == 2
    assert set(Pupil.objects.values_list("upn", flat=True)) == {""}, "it is nobody's evidence"
    assert len(taken.warned) == 2
    take(a_csv(*rows), at=monday + DAY)
    assert Pupil.objects.count() == 2, "the next load finds the same two"


def test_twins_with_one_upn_between_them_stay_two(monday: datetime) -> None:
    a_school(990001)
    twins = [{"urn": 990001, "upn": upn(1), **WREN, "forename": each} for each in ("Wren", "Piers")]

    take(a_csv(*twins), at=monday)

    assert Pupil.objects.count() == 2


def test_who_holds_a_upn_keeps_it_when_another_school_claims_it_for_somebody_else(
    monday: datetime,
) -> None:
    a_school(990001)
    a_school(990002)
    take(a_csv({"urn": 990001, "upn": upn(1), **WREN}), at=monday)
    holder = Pupil.objects.get()
    piers = {"urn": 990002, "upn": upn(1), "surname": "Quill", "forename": "Piers"}

    taken = take(a_csv({**piers, "date_of_birth": "2011-01-09"}), at=monday)

    assert Registration.objects.get(forename="Piers").pupil_id != holder.id
    holder.refresh_from_db()
    assert holder.upn == upn(1)
    assert [warning.field for _, warning in taken.warned] == ["upn"]


def test_a_pupil_stays_the_same_when_a_upn_comes_or_changes(monday: datetime) -> None:
    a_school(990001)
    numbers = ["", upn(7, last="A"), upn(1), ""]
    for day, number in enumerate(numbers):
        take(a_csv({"urn": 990001, "upn": number, **WREN}), at=monday + day * DAY)

    pupil = Pupil.objects.get()
    assert pupil.upn == upn(1)


def test_refused_rows_are_kept_with_place_and_cure_until_the_file_is_mended(
    monday: datetime,
) -> None:
    a_school(990001)
    good, bad = a_class(990001, 2)

    taken = take(a_csv(good, {**bad, "urn": 990999}, {**bad, "forename": ""}), at=monday)

    assert [entry.place.line for entry in taken.refused] == [3, 4]
    kept = RefusedRow.objects.order_by("line")
    assert [(row.line, row.field) for row in kept] == [(3, "urn"), (4, "forename")]
    assert on_roll(990001) == {"Robina"}
    take(a_csv(good, bad), at=monday + DAY)
    assert not RefusedRow.objects.exists()


def test_a_pupil_whose_row_was_refused_stays_on_the_roll_by_the_earlier_row(
    monday: datetime,
) -> None:
    a_school(990001)
    rows = a_class(990001, 10)
    take(a_csv(*rows), at=monday)

    slipped = {**rows[9], "date_of_birth": "01/02/2015"}
    taken = take(a_csv(*rows[:9], slipped), at=monday + DAY)

    assert len(on_roll(990001)) == 10
    [roll] = taken.rolls
    assert (roll.kept, roll.would_remove, roll.held) == (1, 0, False)
    kept = Registration.objects.get(roll_id=roll.roll_id, upn=rows[9]["upn"])
    assert "earlier roll" in kept.warnings[0]["problem"]
    assert kept.keys


def test_a_file_whose_rows_are_all_refused_empties_no_roll(monday: datetime) -> None:
    a_school(990001)
    rows = a_class(990001, 5)
    take(a_csv(*rows), at=monday)

    take(a_csv(*({**row, "surname": ""} for row in rows)), at=monday + DAY)

    assert len(on_roll(990001)) == 5


@pytest.mark.parametrize(("left", "held"), [(8, False), (7, True), (1, True)])
def test_a_file_that_takes_more_than_a_fifth_off_a_roll_is_held(
    left: int, held: bool, monday: datetime
) -> None:
    a_school(990001)
    rows = a_class(990001, 10)
    take(a_csv(*rows), at=monday)

    taken = take(a_csv(*rows[:left]), at=monday + DAY)

    [roll] = taken.rolls
    assert (roll.would_remove, roll.before, roll.held) == (10 - left, 10, held)
    assert len(on_roll(990001)) == (10 if held else left)


def test_leaving_dates_that_empty_a_roll_are_held_too_but_leavers_may_go(monday: datetime) -> None:
    a_school(990001)
    rows = a_class(990001, 10)
    take(a_csv(*rows), at=monday)

    ended = [{**row, "leaving_date": "2026-07-21"} for row in rows]
    [roll] = take(a_csv(*ended), at=monday + DAY).rolls
    assert roll.held

    confirm_roll(roll.roll_id, by=a_person(), at=monday + DAY)
    [roll] = take(a_csv(*rows[:1]), at=monday + 2 * DAY).rolls
    assert not roll.held, "who had left is not taken off"


def test_a_first_roll_is_never_held(monday: datetime) -> None:
    a_school(990001)

    [roll] = take(a_csv(*a_class(990001, 1)), at=monday).rolls

    assert not roll.held


def test_a_person_confirms_or_refuses_a_held_roll_and_it_is_in_the_trail(monday: datetime) -> None:
    a_school(990001)
    rows, by = a_class(990001, 10), a_person()
    take(a_csv(*rows), at=monday)
    [refused] = take(a_csv(*rows[:2]), at=monday).rolls
    assert [roll.id for roll in queries.held_rolls()] == [refused.roll_id]

    refuse_roll(refused.roll_id, by=by, at=monday)
    assert len(on_roll(990001)) == 10
    with pytest.raises(NotHeld):
        confirm_roll(refused.roll_id, by=by, at=monday)

    [confirmed] = take(a_csv(*rows[:3]), at=monday).rolls
    confirm_roll(confirmed.roll_id, by=by, at=monday)

    assert len(on_roll(990001)) == 3
    assert not queries.held_rolls().exists()
    trail = AuditEntry.objects.filter(by=by).order_by("id").values_list("action", flat=True)
    assert list(trail) == ["roll.refused", "roll.confirmed"]


def test_a_newer_roll_takes_the_place_of_one_that_is_held(monday: datetime) -> None:
    a_school(990001)
    rows = a_class(990001, 10)
    take(a_csv(*rows), at=monday)
    [held] = take(a_csv(*rows[:2]), at=monday).rolls

    take(a_csv(*rows), at=monday)

    with pytest.raises(NotHeld):
        confirm_roll(held.roll_id, by=a_person(), at=monday)


def test_the_database_allows_one_roll_in_force_for_an_establishment(monday: datetime) -> None:
    school = a_school(990001)
    Roll.objects.create(establishment=school, state="current", loaded_at=monday)

    with pytest.raises(IntegrityError), transaction.atomic():
        Roll.objects.create(establishment=school, state="current", loaded_at=monday)


def test_a_postcode_that_no_directory_has_is_marked_only_where_one_is_loaded(
    monday: datetime,
) -> None:
    a_school(990001)
    row = {"urn": 990001, "upn": upn(1), **WREN, "postcode": "QX1 9ZZ"}
    assert take(a_csv(row), at=monday).warned == []

    a_partnership()
    taken = take(a_csv(row, {**row, "upn": upn(2), **WREN, "forename": "Lark"}), at=monday)

    assert [(place.words, each.field) for place, each in taken.warned] == [("line 2", "postcode")]


def test_a_transfer_file_adds_to_the_roll_of_its_source_school(monday: datetime) -> None:
    a_school(990001)
    take(a_csv(*a_class(990001, 5)), at=monday)

    taken = take_ctf(a_ctf(a_ctf_pupil(upn(90), "Quill", "Piers", "2016-05-04")), at=monday)

    assert taken.refused == []
    assert len(on_roll(990001)) == 6
    assert Roll.objects.filter(state="replaced").count() == 1, "the roll before is kept whole"


def test_a_whole_transfer_file_replaces_the_roll(monday: datetime) -> None:
    a_school(990001)
    take(a_csv(*a_class(990001, 1)), at=monday)
    new = a_ctf(a_ctf_pupil(upn(1), "Fenwickaa", "Robina", "2015-01-01"),
                a_ctf_pupil(upn(90), "Quill", "Piers", "2016-05-04"))  # fmt: skip

    take_ctf(new, at=monday, adds=False)

    assert on_roll(990001) == {"Robina", "Piers"}


def test_a_transfer_file_without_a_leaving_date_never_brings_a_leaver_back(
    monday: datetime,
) -> None:
    a_school(990001)
    row = {"urn": 990001, "upn": upn(1), **WREN, "leaving_date": "2026-07-21"}
    take(a_csv({**row, "enrol_status": "M"}), at=monday)

    take_ctf(a_ctf(a_ctf_pupil(upn(1), "Tollemarsh", "Wren", "2016-05-04")), at=monday)

    kept = Registration.objects.get(roll__state="current")
    assert (kept.left_on, kept.enrol_status) == (date(2026, 7, 21), "M")


def test_a_source_school_is_found_by_its_numbers_the_open_one_of_two(monday: datetime) -> None:
    numbers = {"council_code": "990", "establishment_number": "2001"}
    a_school(990001, status="Closed", **numbers)
    a_school(990002, **numbers)
    pupil = a_ctf_pupil(upn(1), "Tollemarsh", "Wren", "2016-05-04")

    take_ctf(a_ctf(pupil, source="<LEA>990</LEA><Estab>2001</Estab>"), at=monday)

    assert on_roll(990002) == {"Wren"}


def test_an_unknown_source_school_refuses_the_file_with_its_place(monday: datetime) -> None:
    taken = take_ctf(
        a_ctf(a_ctf_pupil(upn(1), "Tollemarsh", "Wren", "2016-05-04"), source="<URN>1</URN>"),
        at=monday,
    )

    assert taken.rows == 0
    assert taken.refused[0].place.words == "CTfile/Header/SourceSchool"


def test_each_load_is_in_the_trail_without_a_word_about_a_child(monday: datetime) -> None:
    a_school(990001)

    take(a_csv({"urn": 990001, "upn": upn(1), **WREN}), at=monday, file_name=f"{uuid4()}.csv")

    rows = list(AuditEntry.objects.order_by("id"))
    assert [row.action for row in rows] == ["roll.loaded", "roll.file_taken"]
    told = " ".join(f"{row.subject_id} {row.detail}" for row in rows)
    assert not any(word in told for word in ("Wren", "Tollemarsh", "2016-05-04", upn(1), "Mill"))


def test_after_a_load_the_planner_knows_how_many_rows_there_are(monday: datetime) -> None:
    a_school(990001)

    take(a_csv({"urn": 990001, "upn": upn(1), **WREN}), at=monday)

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'people_registration'")
        assert cursor.fetchone() == (1.0,)
