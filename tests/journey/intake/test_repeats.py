"""Laws of receiving, over feeds that nobody thought of: once is enough, and order says nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.events.models import Event
from firstbell.journey.intake.actions import receive_feed
from firstbell.journey.intake.models import (
    Feed,
    Incident,
    RecordedAdult,
    RecordedChild,
    RefusedIncident,
    Revision,
    Waiting,
)
from firstbell.journey.intake.reading import Unusable, read_document
from tests.journey.intake.feeds import AT, adult, child, feed, force, incident

pytestmark = pytest.mark.django_db

TABLES = (
    Feed, Incident, Revision, RecordedChild, RecordedAdult, RefusedIncident, Waiting, Event,
    AuditEntry,
)  # fmt: skip

children = st.lists(
    st.builds(
        child,
        st.sampled_from(["c1", "c2", "c3"]),
        surname=st.sampled_from(["Thornquill", "Marrowby", None]),
        date_of_birth=st.sampled_from(["2017-03-04", None, "not a date"]),
    ),
    max_size=3,
)
adults = st.lists(
    st.builds(
        adult,
        st.sampled_from(["a1", "a2"]),
        date_of_birth=st.sampled_from(["1988-07-01", "2010-01-01"]),
    ),
    max_size=2,
)
incidents = st.builds(
    incident,
    st.sampled_from(["QS/1", "QS/2"]),
    st.integers(0, 4),
    status=st.sampled_from(["active", "active", "withdrawn", "lost"]),
    status_reason=st.just("slip"),
    children=children,
    adults=adults,
)


@contextmanager
def a_world_of_its_own() -> Iterator[None]:
    """Undo everything at the end: each example begins with nothing but the source."""
    with transaction.atomic():
        force()
        yield
        transaction.set_rollback(True)


def everything() -> list[Any]:
    """Return every row that a feed can write, in a form that can be compared."""
    return [list(table.objects.order_by("pk").values()) for table in TABLES]


@settings(max_examples=15, deadline=None)
@given(st.lists(incidents, max_size=5))
def test_any_feed_twice_is_any_feed_once(said: list[dict[str, Any]]) -> None:
    with a_world_of_its_own():
        first = receive_feed(document=feed(*said), by=None, at=AT)
        before = everything()

        again = receive_feed(document=feed(*said), by=None, at=AT)

        assert again == first
        assert everything() == before


@settings(max_examples=15, deadline=None)
@given(st.lists(incidents, max_size=5))
def test_every_incident_of_a_feed_has_a_fate_and_a_home(said: list[dict[str, Any]]) -> None:
    with a_world_of_its_own():
        receipt = receive_feed(document=feed(*said), by=None, at=AT)

        fates = [each["fate"] for each in receipt["incidents"]]
        assert len(fates) == len(said)
        assert fates.count("refused") == RefusedIncident.objects.count()
        changing = [fate for fate in fates if fate not in {"refused", "repeated"}]
        assert len(changing) == Revision.objects.count()
        told = [fate for fate in changing if fate != "late"]
        assert len(told) == Event.objects.count()


def in_force() -> list[Any]:
    """Return what holds now, whatever way led there."""
    named = RecordedChild.objects.filter(vanished_at=None).order_by("reference")
    columns = ("incident__reference", "reference", "role", "surname", "born_on", "said")
    return [
        list(
            Incident.objects.order_by("reference").values(
                "reference", "status", "revision", "said", "belief_formed_at", "completeness"
            )
        ),
        list(named.values(*columns)),
        list(RecordedAdult.objects.order_by("reference").values("reference", "born_on")),
        sorted(Revision.objects.values_list("number", "content_hash")),
    ]


@settings(max_examples=10, deadline=None)
@given(st.data())
def test_revisions_in_any_order_end_in_the_same_state(data: st.DataObject) -> None:
    revisions = [
        incident(
            "QS/1",
            number,
            circumstances=f"Revision {number}.",
            children=[child(each) for each in data.draw(st.sets(st.sampled_from("abc")))],
        )
        for number in range(1, 5)
    ]
    shuffled = data.draw(st.permutations(revisions))
    states = []
    for order in (revisions, shuffled):
        with a_world_of_its_own():
            for index, each in enumerate(order):
                document = feed(each, reference=f"night-{index}")
                receive_feed(document=document, by=None, at=AT)
            states.append(in_force())

    assert states[0] == states[1]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_no_bytes_end_in_anything_but_a_refusal(body: bytes) -> None:
    # No text of 60 characters is a whole feed with a source that is known.
    with pytest.raises(Unusable) as refusal:
        receive_feed(document=read_document(body), by=None, at=AT)

    assert all(problem["cure"] for problem in refusal.value.problems)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "reference", "children", "address", "lines", "disclosure", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=30, deadline=None)
@given(st.lists(anything, max_size=3))
def test_whatever_stands_in_a_feed_its_good_incident_is_accepted(junk: list[Any]) -> None:
    with a_world_of_its_own():
        receipt = receive_feed(document=feed(*junk, incident("good")), by=None, at=AT)

        assert receipt["incidents"][-1]["fate"] == "accepted"
        assert RefusedIncident.objects.count() == len(junk)
