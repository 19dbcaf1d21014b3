"""A school place for a child whose family has moved: what is sent, who reads it, who is chased."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags
from pytest_django.fixtures import Settings

from firstbell.core.retention import Kind
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.events.models import Event
from firstbell.foundation.history import past_of
from firstbell.journey.admissions import access
from firstbell.journey.admissions.actions import answering, asking
from firstbell.journey.admissions.models import PlaceRequest
from firstbell.journey.intake.models import RecordedChild
from firstbell.oversight.records import standing
from firstbell.oversight.records.actions import destroying, erasing
from firstbell.oversight.records.gathering import parts_of
from firstbell.registry.agencies.models import Agency, Desk, Establishment
from firstbell.registry.agreements.queries.register import parties_to_choose
from firstbell.registry.circles.actions import referring, restricting
from firstbell.registry.circles.models import Interest, Referral
from tests import world
from tests.people import ready_person
from tests.smtp import Mailbox

pytestmark = pytest.mark.django_db

SAFE = {"lines": ["Harbour Rest", "9 Tern Wharf", "Westhaven"], "postcode": "QX9 9AA", "safe": True}
TRACES = ("Mill Lane", "Sedge", "QX1", "Eastmarsh", "Tern Wharf", "Harbour Rest", "QX9")
"""What leads to where the child was, or is."""

SAID = asking.Said(
    council="980",
    year_group="6",
    ehc_plan="no",
    needs="Asthma. A quiet room helps.",
    area="Half an hour by bus from the middle of Westhaven.",
    contact_name="Ada Quill",
    contact_phone="01632 960099",
    contact_email="ada.quill@harbour.example",
)


@pytest.fixture
def service() -> Agency:
    return Agency.objects.create(code="HARBOUR", name="Harbour Advocates", kind="other")


@pytest.fixture
def child(monday: datetime, settings: Settings) -> RecordedChild:
    """Return Wren, of a school of ours, whose mother police know to be at a safe address."""
    settings.CLOCK_AT = monday
    world.a_partnership()
    world.a_force()
    world.a_pupil(world.a_school())
    world.a_school(980001, "Gull Rock Primary School", council_code="980", council_name="Westhaven")
    mother = world.an_adult(phone="01632 960011", email="maro@family.example", address=SAFE)
    world.receive(world.an_incident(adults=[mother]), at=monday)
    return world.the_child()


@pytest.fixture
def advocate(child: RecordedChild, service: Agency, worker: User, monday: datetime) -> User:
    record = child.incident_id
    referring.refer(record, agency=service, purpose="Safety.", by=worker, at=monday)
    return ready_person(
        "advocate", email="ada.quill@harbour.example", name="Ada Quill", agency=service
    )


@pytest.fixture
def worker(child: RecordedChild) -> User:
    return ready_person("hub-worker", email="hob.worker@council.example", agency=council())


@pytest.fixture
def manager(child: RecordedChild) -> User:
    return ready_person("hub-manager", email="mana.gerr@council.example", agency=council())


@pytest.fixture
def officer(child: RecordedChild) -> User:
    desk = Desk.objects.create(code="980:admissions", kind="admissions", council_code="980")
    return ready_person("desk-officer", email="offi.sir@west.example", name="Offi Sir", desk=desk)


def council() -> Agency:
    return Agency.objects.get(code=world.COUNCIL)


def sent(child: RecordedChild, by: User, at: datetime, **more: Any) -> PlaceRequest:
    service = Agency.objects.filter(code="HARBOUR").first()
    return asking.ask(child, replace(SAID, **more), service=service, by=by, at=at)


def reads(person: User, request: PlaceRequest, *, at: datetime) -> bool:
    with acting.for_person(person.id, at=at):
        try:
            access.page_of(person, request.id, at=at)
        except access.NotForThem:
            return False
    return True


def test_the_clock_of_the_code_counts_school_days_of_the_receiving_council(
    child: RecordedChild, advocate: User, monday: datetime
) -> None:
    request = sent(child, advocate, monday)

    assert request.desk.code == "980:admissions"
    assert request.acknowledge_by.date() == date(2026, 11, 25)
    assert request.aim_at.date() == date(2026, 12, 7)
    assert request.decide_by.date() == date(2026, 12, 14)
    assert sent(child, advocate, monday, area="Anywhere.") == request
    assert Event.objects.filter(name="admissions.due").count() == 1


@pytest.mark.parametrize(
    "more",
    [
        {"needs": "She left Mill Lane in a hurry."},
        {"area": "Not as far as Sedge Row."},
        {"area": "Near Tern Wharf, please."},
        {"needs": "Eastmarsh knows her well."},
        {"area": "Walking distance of QX9 9AA."},
        {"contact_phone": "01632 960011"},
        {"contact_email": "maro@family.example"},
        {"contact_name": "Maro Tollemarsh"},
    ],
)
def test_nothing_goes_out_that_leads_to_the_family(
    child: RecordedChild, advocate: User, monday: datetime, more: dict[str, str]
) -> None:
    with pytest.raises(asking.CannotAsk):
        sent(child, advocate, monday, **more)
    assert not PlaceRequest.objects.exists()


def test_what_is_kept_and_written_of_it_holds_no_trace(
    child: RecordedChild, advocate: User, officer: User, monday: datetime
) -> None:
    request = sent(child, advocate, monday)
    world.carry_on(at=monday)
    row = str(PlaceRequest.objects.filter(id=request.id).values().get())
    trail = str(list(AuditEntry.objects.filter(action__startswith="admissions.").values()))
    assert not [trace for trace in TRACES if trace in row]
    assert not [word for word in (*TRACES, "'980'", "980:", "Wren", "Gull Rock") if word in trail]


def test_a_desk_where_nobody_is_stands_in_no_list_of_parties(
    child: RecordedChild, advocate: User, monday: datetime
) -> None:
    request = sent(child, advocate, monday)
    party = f"desk:{request.desk_id}"
    assert party not in dict(parties_to_choose())

    ready_person("desk-officer", desk=request.desk)
    assert party in dict(parties_to_choose())


def test_who_reads_a_request_and_who_finds_nothing(
    child: RecordedChild, advocate: User, officer: User, worker: User, monday: datetime
) -> None:
    request = sent(child, advocate, monday)
    other = Agency.objects.create(code="OTHER", name="Other Advocates", kind="other")
    strangers = [
        ready_person("advocate", agency=other),
        ready_person("police-sender", agency=Agency.objects.get(kind="police")),
        ready_person("key-adult", establishment=Establishment.objects.get(urn=990001)),
        ready_person("key-adult", establishment=Establishment.objects.get(urn=980001)),
        ready_person("desk-officer", desk=world.a_desk("admissions")),
        ready_person("information-governance"),
    ]
    for person, sees in [(each, False) for each in strangers] + [
        (advocate, True),
        (officer, True),
        (worker, True),
    ]:
        assert reads(person, request, at=monday) is sees
        with acting.for_person(person.id, at=monday):
            assert PlaceRequest.objects.exists() is sees
    with acting.for_person(officer.id, at=monday):
        assert not RecordedChild.objects.exists()


def test_a_sealed_record_leaves_the_request_to_its_circle_and_the_desk(
    child: RecordedChild,
    advocate: User,
    officer: User,
    worker: User,
    manager: User,
    monday: datetime,
) -> None:
    request = sent(child, advocate, monday)
    manager.phone = "01632 960033"
    manager.save()
    stand_in = ready_person("hub-manager", agency=council())
    restricting.guard(
        child.incident_id,
        kind="sealed",
        ground="safety",
        circle=[manager],
        contact=manager,
        stand_in=stand_in,
        by=manager,
        at=monday,
    )

    seen = {each.email: reads(each, request, at=monday) for each in (officer, worker, manager)}

    assert seen == {officer.email: True, worker.email: False, manager.email: True}
    due = request.acknowledge_by
    told = answering.whom_to_tell(request.id, at=due)
    assert {each.email for each in told} == {officer.email, manager.email}


def test_an_officer_who_is_close_to_the_child_finds_nothing_and_hears_nothing(
    client: Client, child: RecordedChild, advocate: User, officer: User, monday: datetime
) -> None:
    request = sent(child, advocate, monday)
    Interest.objects.create(
        email=officer.email,
        kind="child",
        said={"given_names": "Wren", "surname": "Tollemarsh", "born_on": "2016-05-04"},
        by_themselves=True,
        declared_by=officer,
        declared_at=monday,
    )

    client.force_login(officer)
    assert client.get(f"/school-places/{request.id}/").status_code == 404
    assert "1 child" not in client.get("/school-places/").content.decode()
    assert answering.whom_to_tell(request.id, at=monday) == []


def test_a_referral_that_ended_takes_the_request_along(
    child: RecordedChild, advocate: User, worker: User, monday: datetime
) -> None:
    request = sent(child, advocate, monday)
    assert reads(advocate, request, at=monday)

    referring.end_referral(Referral.objects.get(), by=worker, at=monday)

    assert not reads(advocate, request, at=monday)


def test_a_silent_desk_is_chased_and_each_hears_in_time(
    child: RecordedChild,
    advocate: User,
    officer: User,
    manager: User,
    mailbox: Mailbox,
    monday: datetime,
) -> None:
    request = sent(child, advocate, monday)
    mailbox.taken.clear()

    def heard(at: datetime) -> list[str]:
        before = len(mailbox.addresses)
        world.carry_on(at=at)
        return sorted(mailbox.addresses[before:])

    assert heard(monday) == [officer.email]
    assert heard(request.acknowledge_by - timedelta(minutes=1)) == []
    assert heard(request.acknowledge_by) == sorted([officer.email, manager.email])
    late = sorted([officer.email, manager.email, advocate.email])
    assert heard(request.decide_by + timedelta(hours=1)) == late
    answering.acknowledge(request, handled="fair_access", note="", by=officer, at=request.decide_by)
    request.refresh_from_db()
    assert request.decide_by.date() == date(2027, 1, 14)
    assert heard(request.decide_by - timedelta(days=3)) == [officer.email]
    assert not any(
        word in str(message) for _address, message in mailbox.taken for word in ("Wren", *TRACES)
    )


def test_a_desk_without_people_is_rung_by_the_hub(
    child: RecordedChild, advocate: User, manager: User, monday: datetime
) -> None:
    request = sent(child, advocate, monday)

    assert answering.whom_to_tell(request.id, at=monday) == [manager]


def test_a_place_is_the_askers_until_the_roll_of_the_new_school_holds_the_child(
    child: RecordedChild, advocate: User, officer: User, mailbox: Mailbox, monday: datetime
) -> None:
    school = Establishment.objects.get(urn=980001)
    request = sent(child, advocate, monday)
    day = date(2026, 11, 30)
    for _press in range(2):
        answering.place(request, school=school, starts_on=day, note="", by=officer, at=monday)
    mailbox.taken.clear()

    world.carry_on(at=monday + timedelta(hours=1))
    assert mailbox.addresses[-1] == advocate.email
    before = len(mailbox.addresses)
    world.carry_on(at=monday + timedelta(days=13))
    assert len(mailbox.addresses) == before
    world.carry_on(at=monday + timedelta(days=18))
    assert set(mailbox.addresses[before:]) == {advocate.email}
    world.a_pupil(school)
    world.carry_on(at=monday + timedelta(days=30))

    request.refresh_from_db()
    assert (request.state, request.ended_why, request.ended_by) == ("ended", "on_roll", None)
    assert AuditEntry.objects.filter(action="admissions.placed").count() == 1


def test_a_refused_place_is_the_askers_and_may_be_found_after_all(
    child: RecordedChild, advocate: User, officer: User, monday: datetime
) -> None:
    request = sent(child, advocate, monday)
    for _press in range(2):
        answering.refuse(request, refusal="full", note="", by=officer, at=monday)
    assert answering.who_asked(request.id, at=monday) == [advocate]
    with pytest.raises(answering.CannotAnswer):
        answering.acknowledge(request, handled="in_year", note="", by=officer, at=monday)

    school = Establishment.objects.get(urn=980001)
    answering.place(
        request, school=school, starts_on=date(2026, 12, 1), note="", by=officer, at=monday
    )
    request.refresh_from_db()
    assert (request.state, request.refusal) == ("placed", "")
    for _press in range(2):
        asking.end(request, why="started", by=advocate, at=monday)
    with pytest.raises(asking.CannotAsk):
        asking.end(request, why="moved", by=advocate, at=monday)
    with pytest.raises(answering.CannotAnswer):
        answering.refuse(request, refusal="full", note="", by=officer, at=monday)
    assert sent(child, advocate, monday) != request


def test_whoever_carries_on_hears_when_the_asker_has_left(
    child: RecordedChild, advocate: User, officer: User, service: Agency, monday: datetime
) -> None:
    request = sent(child, advocate, monday)
    answering.refuse(request, refusal="full", note="", by=officer, at=monday)
    colleague = ready_person("advocate", agency=service)
    advocate.memberships.update(ends_at=monday)

    assert answering.who_asked(request.id, at=monday) == [colleague]


def test_the_pages_on_which_an_advocate_asks(
    client: Client, child: RecordedChild, advocate: User, officer: User
) -> None:
    client.force_login(advocate)
    case = client.get(reverse("referred_case", args=[child.incident_id])).content.decode()
    start = reverse("ask_for_place", args=[child.incident_id])
    assert start in case
    form = reverse("ask_for_place_of_child", args=[child.incident_id, child.id])
    assert form in client.get(start).content.decode()
    filled = {
        "council": "980",
        "year_group": "6",
        "ehc_plan": "no",
        "needs": "Was at Mill Lane until Friday.",
        "area": "Near Tern Wharf.",
        "contact_name": "Maro Tollemarsh",
        "contact_phone": "01632 960099",
    }
    refused = client.post(form, filled).content.decode()
    for said in ("“Mill Lane” seems to be a school", "“Tern Wharf” seems to be a place where"):
        assert said in refused
    assert "This is the family’s own" in refused
    filled |= {"needs": SAID.needs, "area": SAID.area, "contact_name": "Ada Quill"}
    check = client.post(form, filled).content.decode()
    for said in ("Who will be able to read this?", "Offi Sir", "Harbour Advocates", SAID.area):
        assert said in check
    assert not PlaceRequest.objects.exists()
    client.post(form, {**filled, "save": "yes"})
    request = PlaceRequest.objects.get()
    assert client.get(form).headers["Location"] == f"/school-places/{request.id}/"


def test_the_pages_on_which_the_desk_answers(
    client: Client, child: RecordedChild, advocate: User, officer: User, monday: datetime
) -> None:
    request = sent(child, advocate, monday)
    client.force_login(officer)
    assert "1 request for a school place" in client.get("/this-morning/").content.decode()
    page = f"/school-places/{request.id}/"
    client.post(f"{page}acknowledge/", {"handled": "in_year"})
    desk = client.get(page).content.decode()
    assert "Asthma." in desk
    assert "The desk has it" in desk
    assert not [trace for trace in TRACES if trace in desk]
    answer = {"found": "yes", "school": "gull rock"}
    assert "Enter the first day there" in client.post(f"{page}answer/", answer).content.decode()
    answer |= {"starts_on_0": "30", "starts_on_1": "11", "starts_on_2": "2026"}
    nothing = client.post(f"{page}answer/", {**answer, "school": "zzz"}).content.decode()
    assert "No open school of this name" in nothing
    assert "Choose why" in client.post(f"{page}answer/", {"found": "no"}).content.decode()
    client.post(f"{page}answer/", answer)

    client.force_login(advocate)
    assert "Gull Rock Primary School, from Monday 30 November" in client.get(page).content.decode()
    listed = strip_tags(client.get("/school-places/").content.decode())
    assert "A place was found" in listed
    assert not [word for word in ("Tollemarsh", "Gull Rock", "980") if word in listed]
    client.post(f"{page}end/", {"why": "started"})
    request.refresh_from_db()
    assert request.state == "ended"


def test_the_hub_asks_too_and_a_withdrawn_incident_is_asked_about_no_more(
    client: Client, child: RecordedChild, worker: User, monday: datetime
) -> None:
    client.force_login(worker)
    page = client.get(reverse("child", args=[child.id])).content.decode()
    start = reverse("ask_for_place", args=[child.incident_id])
    assert start in page
    assert "Wren Tollemarsh" in client.get(start).content.decode()
    world.withdraw(
        world.an_incident(revision=2, status="withdrawn", status_reason="Wrong"), at=monday
    )
    assert client.get(start).status_code == 404


def test_an_answer_to_a_request_for_ones_record_never_says_where(
    child: RecordedChild, advocate: User, officer: User, monday: datetime
) -> None:
    request = sent(child, advocate, monday)
    school = Establishment.objects.get(urn=980001)
    answering.place(
        request,
        school=school,
        starts_on=date(2026, 12, 1),
        note="Ring Gully",
        by=officer,
        at=monday,
    )

    found = [each.text for each in parts_of(child) if each.place == "journey.place_asked"]

    assert found == ["23 November 2026: Year 6", SAID.needs]


def test_an_open_request_keeps_its_incident_and_erasing_empties_it(
    child: RecordedChild, advocate: User, monday: datetime
) -> None:
    request = sent(child, advocate, monday)
    assert child.incident_id in standing.stopped([child.incident_id], at=monday).open

    erasing.erase_incident(child.incident_id, by=None, at=monday)

    request.refresh_from_db()
    assert (request.state, request.surname, request.area, request.contact_phone) == ("ended",) + (
        "",
    ) * 3
    assert not past_of(PlaceRequest).objects.exists()


def test_an_ended_request_is_let_go_after_its_period(
    child: RecordedChild, advocate: User, monday: datetime
) -> None:
    request = sent(child, advocate, monday)
    asking.end(request, why="mistake", by=advocate, at=monday)
    there = standing.READERS[Kind.ADMISSIONS]({request.id}, monday)[request.id]
    assert (there.runs_from_at, there.is_open) == (monday, False)

    destroying.destroy_place_request(request.id, by=None, at=monday)

    assert not PlaceRequest.objects.exists()
    assert not past_of(PlaceRequest).objects.exists()
    assert not Event.objects.filter(subject=request.id).exists()


def test_the_list_asks_as_often_for_three_as_for_one(
    child: RecordedChild, advocate: User, worker: User, monday: datetime
) -> None:
    counts = []
    for number in range(3):
        world.receive(
            world.an_incident(
                f"INC-{number + 2}", children=[world.a_child("C", given_names=f"Wr{number}n")]
            ),
            at=monday,
        )
        another = RecordedChild.objects.get(incident__reference=f"INC-{number + 2}")
        asking.ask(another, SAID, service=None, by=worker, at=monday)
        with (
            acting.for_person(worker.id, at=monday),
            CaptureQueriesContext(connection) as asked,
        ):
            access.lists(worker, at=monday)
        counts.append(len(asked))
    assert counts == [counts[0]] * 3
