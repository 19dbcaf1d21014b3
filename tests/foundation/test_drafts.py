"""Drafts: a person's own for a day, sealed, and nobody else's whatever is done to the row."""

from datetime import datetime, timedelta

import pytest
from django import forms
from django.test import RequestFactory

from firstbell.foundation.accounts.models import User
from firstbell.foundation.dates import PlainDateField
from firstbell.foundation.drafts import actions
from firstbell.foundation.drafts.content import LASTS, LONGEST
from firstbell.foundation.drafts.keeping import filled, keeps_draft, left_out_of, written
from firstbell.foundation.drafts.models import Draft
from firstbell.foundation.drafts.queries import draft_of
from firstbell.registry.agencies.doors import Role
from tests.people import ready_person

HERE = "/notifications/1/support/"
FIELDS = [("note", "quiet words"), ("overt", "talked"), ("overt", "other")]


@pytest.fixture
def person(db: None) -> User:
    return ready_person(Role.HUB_WORKER)


def keep(person: User, at: datetime, *, address: str = HERE, words: str = "quiet words") -> None:
    actions.keep_draft(address=address, fields=[("note", words)], by=person, at=at)


def test_what_was_written_comes_back_whole_and_in_its_order(person: User, monday: datetime) -> None:
    actions.keep_draft(address=HERE, fields=FIELDS, by=person, at=monday)

    assert draft_of(person, HERE, at=monday) == FIELDS
    assert "quiet words" not in Draft.objects.get().content


def test_the_last_writing_stands_and_nothing_written_is_nothing_kept(
    person: User, monday: datetime
) -> None:
    keep(person, monday, words="first")
    keep(person, monday, words="second")
    assert draft_of(person, HERE, at=monday) == [("note", "second")]

    keep(person, monday, words="  ")
    assert not Draft.objects.exists()


def test_a_draft_is_its_writers_alone_even_when_the_row_is_moved(
    person: User, monday: datetime
) -> None:
    other = ready_person(Role.HUB_WORKER)
    keep(person, monday)
    assert draft_of(other, HERE, at=monday) is None

    Draft.objects.update(user=other)
    assert draft_of(other, HERE, at=monday) is None
    Draft.objects.update(user=person, address="/elsewhere/")
    assert draft_of(person, "/elsewhere/", at=monday) is None


def test_a_draft_is_forgotten_after_a_day(person: User, monday: datetime) -> None:
    keep(person, monday)

    assert draft_of(person, HERE, at=monday + LASTS - timedelta(seconds=1)) is not None
    assert draft_of(person, HERE, at=monday + LASTS) is None
    keep(person, monday + LASTS, address="/another/")
    assert [each.address for each in Draft.objects.all()] == ["/another/"]


def test_nobody_fills_the_database_with_drafts(person: User, monday: datetime) -> None:
    for number in range(actions.MOST + 3):
        keep(person, monday + timedelta(seconds=number), address=f"/{number}/")
    assert Draft.objects.count() == actions.MOST
    assert not Draft.objects.filter(address="/0/").exists()

    with pytest.raises(actions.TooLong):
        keep(person, monday, words="x" * (LONGEST + 1))


class Everything(forms.Form):
    """A field of each kind that people fill in."""

    note = forms.CharField(widget=forms.Textarea)
    day = PlainDateField()
    some = forms.MultipleChoiceField(
        choices=[("a", "A"), ("b", "B"), ("c", "C")], widget=forms.CheckboxSelectMultiple
    )
    one = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    fixed = forms.CharField(disabled=True, initial="stays")


def test_every_kind_of_field_shows_what_was_written_and_blames_nobody() -> None:
    request = RequestFactory().get("/form/")
    typed = RequestFactory().post(
        "/form/",
        {"note": "<b>", "day_0": "31", "day_1": "2", "some": ["a", "c"], "one": "b", "fixed": "x"},
    )
    request.look_up_draft = lambda address: typed.POST if address == "/form/" else None  # type: ignore[attr-defined]

    form = filled(Everything(initial={"note": "before"}), request)
    page = str(form)

    assert not form.is_bound
    assert "error" not in page
    assert "&lt;b&gt;" in page
    assert 'name="day_0" value="31"' in page
    assert 'value="2"' in page
    assert page.count("checked") == 3
    assert "stays" in page
    assert 'value="x"' not in page


def test_a_form_that_was_sent_shows_what_was_sent() -> None:
    request = RequestFactory().post("/form/", {"note": "now"})
    request.look_up_draft = lambda _address: pytest.fail("no draft is looked for")  # type: ignore[attr-defined]

    assert filled(Everything(request.POST), request)["note"].value() == "now"
    assert written(request) is None


def test_a_view_says_what_it_keeps() -> None:
    @keeps_draft(but=("send",))
    def view() -> None: ...

    assert set(left_out_of(view) or ()) == {"send", "next", "csrfmiddlewaretoken"}
    assert left_out_of(test_a_view_says_what_it_keeps) is None
