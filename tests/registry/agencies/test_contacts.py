"""Loading key adults, and asking who is told."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.registry.agencies.actions.loading import load_contacts
from firstbell.registry.agencies.files.table import UnusableFile
from firstbell.registry.agencies.models import Contact, Desk, Establishment, RefusedRow
from firstbell.registry.agencies.queries import places
from firstbell.registry.agencies.queries.contacts import (
    contacts_of,
    desk_kinds_with_contacts,
)
from tests.registry.agencies.made import AT, adult, load_adults, load_schools, school

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def larch() -> Establishment:
    load_schools(school(900001), school(900002))
    return Establishment.objects.get(urn=900001)


def names(place: Establishment, on: date = TODAY, in_term: bool | None = None) -> list[str]:
    return [each.name for each in contacts_of(establishment=place, on=on, in_term=in_term)]


def test_key_adults_are_told_in_their_order(larch: Establishment) -> None:
    load_adults(
        adult("Ida Two", urn="900001", order="2", role="deputy"),
        adult("Una First", urn="900001", order="1"),
        adult("Somebody Else", urn="900002"),
    )

    assert names(larch) == ["Una First", "Ida Two"]


def test_a_blank_says_in_term_and_not_in_the_holidays(larch: Establishment) -> None:
    load_adults(
        adult("Una Term", urn="900001"),
        adult("Ida Duty", urn="900001", order="2", role="duty", term="no", holidays="yes"),
        adult("Both Always", urn="900001", order="3", term="Yes", holidays="YES"),
    )

    assert names(larch, in_term=True) == ["Una Term", "Both Always"]
    assert names(larch, in_term=False) == ["Ida Duty", "Both Always"]
    assert len(names(larch)) == 3


def test_a_contact_counts_from_its_first_to_its_last_day(larch: Establishment) -> None:
    load_adults(adult("Una Leave", urn="900001", **{"from": "2026-11-01", "to": "2026-11-23"}))

    assert names(larch, on=date(2026, 10, 31)) == []
    assert names(larch, on=date(2026, 11, 1)) == ["Una Leave"]
    assert names(larch, on=TODAY) == ["Una Leave"]
    assert names(larch, on=date(2026, 11, 24)) == []


def test_a_desk_is_made_when_it_is_first_named() -> None:
    load_adults(
        adult("Una Desk", desk="990:home-education"),
        adult("Ida Practice", desk="gp:a12345"),
    )

    found = places.desk("990", "home-education")
    assert found is not None
    assert [each.name for each in contacts_of(desk=found, on=TODAY)] == ["Una Desk"]
    assert Desk.objects.filter(code="gp:A12345").exists()
    assert places.desk("990", "missing-education") is None
    assert desk_kinds_with_contacts("990", on=TODAY) == {"home-education"}
    assert desk_kinds_with_contacts("991", on=TODAY) == frozenset()


def test_a_file_replaces_the_lines_of_the_places_that_it_names_and_no_others() -> None:
    load_adults(
        adult("Una Old", urn="900001"),
        adult("Ida Stays", urn="900002"),
        adult("Desk Stays", desk="990:home-education"),
    )
    outcome = load_adults(adult("Eva New", urn="900001"))

    larch, other = Establishment.objects.order_by("urn")
    assert names(larch) == ["Eva New"]
    assert names(other) == ["Ida Stays"]
    assert desk_kinds_with_contacts("990", on=TODAY) == {"home-education"}
    assert outcome.counts == {"new": 1, "ended": 1}


def test_who_is_left_out_is_ended_the_day_before_and_never_removed(larch: Establishment) -> None:
    load_adults(adult("Una Old", urn="900001"))
    kept = Contact.objects.get().id
    load_adults(adult("Eva New", urn="900001"))

    assert Contact.objects.get(id=kept).valid_to == YESTERDAY
    assert names(larch, on=YESTERDAY - timedelta(days=9)) == ["Eva New", "Una Old"]


def test_who_ended_long_ago_keeps_that_day(larch: Establishment) -> None:
    load_adults(adult("Una Old", urn="900001", to="2026-01-31"))
    outcome = load_adults(adult("Eva New", urn="900001"))

    assert Contact.objects.get(name="Una Old").valid_to == date(2026, 1, 31)
    assert outcome.counts == {"new": 1, "ended": 0}


def test_a_desk_loses_whom_its_file_leaves_out_unless_a_line_of_it_was_refused() -> None:
    desk = {"desk": "990:home-education"}
    load_adults(adult("Una Old", **desk))
    load_adults(adult("Una Slip", **desk) | {"order": "x"}, adult("Eva New", **desk))
    in_doubt = [each.name for each in Contact.objects.filter(valid_to=None).order_by("name")]
    load_adults(adult("Eva New", **desk))

    assert in_doubt == ["Eva New", "Una Old"]
    assert Contact.objects.get(valid_to=None).name == "Eva New"


def test_the_same_person_keeps_the_same_row_and_comes_back_to_it(larch: Establishment) -> None:
    load_adults(adult("Una Same", urn="900001", phone="01632 960001"))
    kept = Contact.objects.get().id
    load_adults(adult("una same", urn="900001", phone="01632 960002"))
    load_adults(adult("Eva New", urn="900001"), at=AT + timedelta(days=5))
    load_adults(adult("Una Same", urn="900001"), at=AT + timedelta(days=9))

    assert Contact.objects.count() == 2
    assert names(larch, on=TODAY + timedelta(days=9)) == ["Una Same"]
    assert contacts_of(establishment=larch, on=TODAY + timedelta(days=9))[0].id == kept


def test_a_mailbox_that_another_takes_over_does_not_become_theirs_in_the_past() -> None:
    shared = {"urn": "900001", "email": "safeguarding@larch.example"}
    load_adults(adult("Una Old", **shared))
    load_adults(adult("Eva New", **shared))

    assert Contact.objects.get(name="Una Old").valid_to == YESTERDAY
    assert Contact.objects.get(name="Eva New").valid_to is None


def test_a_person_with_two_lines_at_a_place_keeps_both(larch: Establishment) -> None:
    lines = (
        adult("Una Both", urn="900001"),
        adult("Una Both", urn="900001", role="duty", order="2", term="no", holidays="yes"),
    )
    load_adults(*lines)
    load_adults(*lines)

    assert [each.role for each in contacts_of(establishment=larch, on=TODAY)] == ["dsl", "duty"]
    assert Contact.objects.count() == 2


def test_nobody_is_ended_at_a_place_of_which_a_line_was_refused(larch: Establishment) -> None:
    load_adults(adult("Una Slip", urn="900001"), adult("Ida Gone", urn="900002"))
    outcome = load_adults(
        adult("Una Slip", urn="900001", order="first"),
        adult("Eva New", urn="900001", order="2"),
        adult("Eva Other", urn="900002"),
    )

    other = Establishment.objects.get(urn=900002)
    assert set(names(larch)) == {"Una Slip", "Eva New"}
    assert names(other) == ["Eva Other"]
    assert len(outcome.refused) == 1


def test_nobody_is_ended_at_all_while_a_line_cannot_even_be_read(larch: Establishment) -> None:
    load_adults(adult("Una Slip", urn="900001"))
    load_adults(adult("Eva New", urn="900001", order="2"), more=b"900001,,Una Slip\r\n")

    assert set(names(larch)) == {"Una Slip", "Eva New"}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"urn": "900009"}, "line 2: urn: no establishment 900009 is loaded; correct the number,"),
        ({"urn": ""}, "line 2: urn: it is missing; write a URN, or a desk in the column desk"),
        ({"desk": "990:home-education"}, "line 2: desk: there is a URN as well; name one place"),
        ({"urn": "", "desk": "990:tea"}, "line 2: desk: '990:tea' is no desk; write a council's"),
        ({"name": ""}, "line 2: name: it is missing; write it in this column"),
        ({"order": ""}, "line 2: order: it is missing; write 1 for who is told first"),
        ({"order": "0"}, "line 2: order: '0' will not do; write a whole number from 1"),
        ({"role": "cook"}, "line 2: role: 'cook' is none of them; write one of dsl, deputy, head"),
        ({"term": "perhaps"}, "line 2: term: 'perhaps' will not do; write yes or no"),
        ({"from": "01/09/2026"}, "line 2: from: '01/09/2026' is no date; write it as YYYY-MM-DD"),
        (
            {"from": "2026-09-02", "to": "2026-09-01"},
            "line 2: to: 2026-09-01 lies before 2026-09-02; write the later day under to",
        ),
    ],
)
def test_a_wrong_line_is_refused_with_its_place_and_cure_and_the_rest_load(
    wrong: dict[str, str], words: str
) -> None:
    outcome = load_adults(adult("Una", urn="900001") | wrong, adult("Ida", urn="900002"))

    assert [str(each)[: len(words)] for each in outcome.refused] == [words]
    assert [each.name for each in Contact.objects.all()] == ["Ida"]
    assert RefusedRow.objects.get().file_kind == "contacts"


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("", "line 2: email: it is missing; correct it; until then ring this person"),
        ("una@", "line 2: email: 'una@' is no e-mail address; correct it; until then ring"),
    ],
)
def test_a_key_adult_without_a_good_address_is_kept_with_a_warning(
    email: str, words: str, larch: Establishment
) -> None:
    outcome = load_adults(adult("Una Phone", urn="900001") | {"email": email})

    assert [str(each)[: len(words)] for each in outcome.warnings] == [words]
    assert outcome.refused == ()
    assert names(larch) == ["Una Phone"]


def test_a_telephone_number_is_free_text(larch: Establishment) -> None:
    load_adults(adult("Una", urn="900001", phone="office, then ask for extension 12"))

    assert Contact.objects.get().phone == "office, then ask for extension 12"


def test_unknown_columns_are_ignored_with_a_warning() -> None:
    content = b"urn,name,email,order,role,favourite\n900001,Una,u@x.example,1,dsl,tea\n"
    outcome = load_contacts(content=content, file_name="c.csv", by=None, at=AT)

    assert [each.field for each in outcome.warnings] == ["favourite"]
    assert outcome.loaded == 1


def test_a_file_without_any_place_is_refused_as_a_whole() -> None:
    with pytest.raises(UnusableFile, match="neither a column urn nor a column desk"):
        load_contacts(content=b"name,email,order,role\n", file_name="c.csv", by=None, at=AT)


def test_one_place_must_be_named_when_asking_who_is_told(larch: Establishment) -> None:
    desk = Desk.objects.create(code="990:home-education", kind="home-education")

    with pytest.raises(ValueError, match="only one of them"):
        contacts_of(on=TODAY)
    with pytest.raises(ValueError, match="only one of them"):
        contacts_of(establishment=larch, desk=desk, on=TODAY)


def test_more_lines_do_not_need_more_queries() -> None:
    load_schools(*(school(910000 + n) for n in range(100)))
    with CaptureQueriesContext(connection) as few:
        load_adults(adult("Una", urn="900001"), adult("Desk", desk="990:home-education"))
    with CaptureQueriesContext(connection) as many:
        load_adults(
            adult("Desk", desk="990:virtual-school"),
            *(adult(f"Una {n}", urn=str(910000 + n)) for n in range(100)),
        )

    assert len(many) <= len(few)
