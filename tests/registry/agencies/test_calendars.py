"""Loading school days from a CSV or an iCalendar, and the calendars made of them."""

from datetime import UTC, date, datetime, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.core.calendars import Nation, SchoolCalendar
from firstbell.core.policy import Policy
from firstbell.registry.agencies.actions.loading import Loaded, load_calendar
from firstbell.registry.agencies.actions.partnership import set_partnership
from firstbell.registry.agencies.actions.rules import set_rule
from firstbell.registry.agencies.files.table import UnusableFile
from firstbell.registry.agencies.models import CalendarPeriod, Desk, Establishment
from firstbell.registry.agencies.queries import calendars
from tests.registry.agencies.made import AT, load_days, load_schools, school

pytestmark = pytest.mark.django_db

AUTUMN = ("2026-09-01", "2026-12-18")


@pytest.fixture(autouse=True)
def larch() -> Establishment:
    load_schools(
        school(900001), school(900002), school(900003, **{"TypeOfEstablishment (code)": "30"})
    )
    return Establishment.objects.get(urn=900001)


def days(urn: int = 900001) -> SchoolCalendar:
    return calendars.calendar_of(Establishment.objects.get(urn=urn))


def test_a_school_keeps_its_own_days_and_another_its_councils() -> None:
    load_days(
        ("990", "term", "2026-09-02", "2026-12-18", "08:40"),
        ("900001", "term", "2026-09-01", "2026-12-11", "08:20"),
        ("900001", "inset", "2026-11-23", "2026-11-23"),
    )

    monday = date(2026, 11, 23)
    assert days().basis(monday) == "own"
    assert not days().is_school_day(monday)
    assert days(900002).basis(monday) == "council"
    assert days(900002).is_school_day(monday)
    assert days().opening(date(2026, 11, 24)) == datetime(2026, 11, 24, 8, 20, tzinfo=UTC)
    assert days(900002).opening(monday) == datetime(2026, 11, 23, 8, 40, tzinfo=UTC)


@pytest.mark.parametrize("scope", ["990", "LA-990", "la-990"])
def test_a_council_is_named_in_either_way(scope: str) -> None:
    load_days((scope, "term", *AUTUMN))

    assert CalendarPeriod.objects.get().council_code == "990"


def test_a_training_day_of_a_school_without_terms_counts_beside_its_councils_terms() -> None:
    load_days(("990", "term", *AUTUMN), ("900001", "inset", "2026-11-23", "2026-11-23"))

    assert days().basis(date(2026, 11, 23)) == "council"
    assert not days().is_school_day(date(2026, 11, 23))


def test_without_any_calendar_every_working_day_is_assumed() -> None:
    assert days().basis(date(2026, 11, 23)) == "assumed"
    assert days().is_school_day(date(2026, 11, 23))


def test_each_nation_and_the_policy_have_their_say() -> None:
    set_rule(key="default_opens_at", value="08:30", by=None, at=AT)
    set_rule(key="one_off_bank_holidays", value="2026-11-23", by=None, at=AT)

    assert days().nation == Nation.ENGLAND
    assert days(900003).nation == Nation.WALES
    assert days().opens_at == time(8, 30)
    assert not days().is_school_day(date(2026, 11, 23))


def test_a_policy_that_is_held_already_is_used() -> None:
    larch = Establishment.objects.get(urn=900001)

    with CaptureQueriesContext(connection) as queries:
        found = calendars.calendar_of(larch, policy=Policy(default_opens_at=time(9, 5)))

    assert found.opens_at == time(9, 5)
    assert len(queries) == 1


def test_a_councils_own_calendar_and_its_desks_follow_its_nation() -> None:
    set_partnership(
        name="Both", councils={"990": "E08990001", "660": "W06990001"}, force_pfa="E23990001",
        by=None, at=AT,
    )  # fmt: skip
    load_days(("660", "term", *AUTUMN))
    welsh, unknown = Desk.objects.get(code="660:home-education"), Desk(code="gp:A1", kind="gp")

    assert calendars.council_of("660").basis(date(2026, 11, 23)) == "council"
    assert calendars.council_of("660").nation == Nation.WALES
    assert calendars.council_of("990").nation == Nation.ENGLAND
    assert calendars.desk_calendar_of(welsh).nation == Nation.WALES
    assert calendars.desk_calendar_of(unknown).nation == Nation.ENGLAND


def test_a_council_that_is_not_ours_has_the_nation_of_its_schools() -> None:
    Establishment.objects.filter(urn=900003).update(council_code="661")

    assert calendars.nation_of("661") == Nation.WALES
    assert calendars.nation_of("999") == Nation.ENGLAND


def test_a_file_replaces_each_scope_that_it_names_and_no_other() -> None:
    load_days(("990", "term", *AUTUMN), ("900001", "term", *AUTUMN), ("900002", "term", *AUTUMN))
    load_days(("900001", "term", "2027-01-04", "2027-03-26"))

    assert sorted(CalendarPeriod.objects.values_list("council_code", "first_on")) == [
        ("", date(2026, 9, 1)),
        ("", date(2027, 1, 4)),
        ("990", date(2026, 9, 1)),
    ]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (("", "term", *AUTUMN), "line 2: scope: it is missing; write it in this column"),
        (("99", "term", *AUTUMN), "line 2: scope: '99' is no scope; write a URN, or a council"),
        (("900009", "term", *AUTUMN), "line 2: scope: no establishment 900009 is loaded; correct"),
        (("990", "party", *AUTUMN), "line 2: kind: 'party' is none of them; write one of term,"),
        (("990", "term", "", "2026-12-18"), "line 2: from: it is missing; write it as YYYY-MM-DD"),
        (("990", "term", "2026-09-01", "soon"), "line 2: to: 'soon' is no date; write it as YYYY"),
        (("990", "term", *reversed(AUTUMN)), "line 2: to: 2026-09-01 lies before 2026-12-18; wri"),
        (("990", "term", *AUTUMN, "8.40"), "line 2: opens_at: '8.40' is no time of day; write it"),
        (("990", "term", *AUTUMN, "24:00"), "line 2: opens_at: '24:00' is no time of day; write"),
    ],
)
def test_a_wrong_line_is_refused_with_its_place_and_cure_and_the_rest_load(
    wrong: tuple[str, ...], words: str
) -> None:
    outcome = load_days(wrong, ("900001", "term", *AUTUMN))

    assert [str(each)[: len(words)] for each in outcome.refused] == [words]
    assert CalendarPeriod.objects.get().establishment is not None


def test_a_term_of_a_year_is_kept_with_a_warning() -> None:
    outcome = load_days(("990", "term", "2026-09-01", "2027-12-18"))

    assert [str(each) for each in outcome.warnings] == [
        "line 2: to: a term of 67 weeks is unlikely; look at the years"
    ]
    assert CalendarPeriod.objects.count() == 1


def event(summary: str, first: str, end: str = "", more: str = "") -> str:
    end_line = f"DTEND;VALUE=DATE:{end}\r\n" if end else ""
    return (
        f"BEGIN:VEVENT\r\nUID:{summary}{first}\r\nDTSTART;VALUE=DATE:{first}\r\n{end_line}"
        f"SUMMARY:{summary}\r\n{more}END:VEVENT\r\n"
    )


def load_events(*events: str, scope: str = "900001") -> Loaded:
    text = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//made//EN\r\n"
        + "".join(events)
        + "END:VCALENDAR\r\n"
    )
    return load_calendar(content=text.encode(), file_name="d.ics", scope=scope, by=None, at=AT)


def periods() -> list[tuple[str, str, str]]:
    rows = CalendarPeriod.objects.order_by("first_on", "kind")
    return [(row.kind, row.first_on.isoformat(), row.last_on.isoformat()) for row in rows]


def test_an_icalendar_gives_terms_training_days_and_closures_with_the_last_day_included() -> None:
    load_events(
        event("Autumn Term 2026", "20260901", "20261219"),
        event("INSET day", "20260901"),
        event("Half term", "20261026", "20261031"),
        event("School closed (polling station)", "20261203", "20261204"),
    )

    assert periods() == [
        ("inset", "2026-09-01", "2026-09-01"),
        ("term", "2026-09-01", "2026-12-18"),
        ("closure", "2026-10-26", "2026-10-30"),
        ("closure", "2026-12-03", "2026-12-03"),
    ]


def test_a_first_and_a_last_day_make_one_term() -> None:
    load_events(
        event("Spring term ends", "20270326"),
        event("Autumn term begins", "20260902"),
        event("End of autumn term", "20261218"),
        event("Spring term starts", "20270104"),
    )

    assert periods() == [
        ("term", "2026-09-02", "2026-12-18"),
        ("term", "2027-01-04", "2027-03-26"),
    ]


def test_a_category_goes_before_the_words() -> None:
    load_events(event("Autumn term fair", "20261128", more="CATEGORIES:OPEN\r\n"))

    assert periods() == [("open", "2026-11-28", "2026-11-28")]


@pytest.mark.parametrize(
    "summary", ["Nativity play", "Half term ends", "School closes for half term", "Open evening"]
)
def test_an_event_that_cannot_be_understood_is_left_out_and_listed(summary: str) -> None:
    outcome = load_events(event("Autumn term", "20260901", "20261219"), event(summary, "20261120"))

    assert len(periods()) == 1
    assert [str(each)[:65] for each in outcome.warnings] == [
        "line 10: SUMMARY: it does not say what the days are and was left "[:65]
    ]


@pytest.mark.parametrize("summary", ["Autumn term begins", "Autumn term ends"])
def test_a_term_with_one_end_is_no_term(summary: str) -> None:
    outcome = load_events(event(summary, "20260901"))

    assert periods() == []
    assert "only one end of the term" in str(outcome.warnings[0])


def test_a_wrong_event_is_refused_with_its_line_and_the_rest_load() -> None:
    outcome = load_events(
        event("Inset day", "20260901", more="RRULE:FREQ=WEEKLY\r\n"),
        "BEGIN:VEVENT\r\nSUMMARY:Inset day\r\nEND:VEVENT\r\n",
        event("Inset day", "20260909", "20260901"),
        event("Inset day", "20260902"),
    )

    assert [str(each) for each in outcome.refused] == [
        "line 4: RRULE: the event repeats itself; write an event for each time",
        (
            "line 10: DTSTART: the event has no days that can be read; "
            "give it a first day, and the day after its last"
        ),
        "line 13: DTEND: the event ends before it begins; write the later day here",
    ]
    assert periods() == [("inset", "2026-09-02", "2026-09-02")]


@pytest.mark.parametrize(
    ("begins", "ends", "last"),
    [
        ("20260901T083000Z", "20260901T150000Z", "2026-09-01"),
        ("20260831T230000Z", "20260901T230000Z", "2026-09-01"),
    ],
)
def test_an_event_with_times_counts_by_the_clocks_here(begins: str, ends: str, last: str) -> None:
    load_events(
        f"BEGIN:VEVENT\r\nUID:1\r\nDTSTART:{begins}\r\nDTEND:{ends}\r\n"
        "SUMMARY:Inset day\r\nEND:VEVENT\r\n"
    )

    assert periods() == [("inset", "2026-09-01", last)]


def test_an_icalendar_replaces_the_calendar_of_its_scope() -> None:
    load_days(("990", "term", *AUTUMN), ("900001", "term", *AUTUMN))
    load_events(event("Spring term", "20270104", "20270327"), scope="LA-990")

    assert sorted(CalendarPeriod.objects.values_list("council_code", "first_on")) == [
        ("", date(2026, 9, 1)),
        ("990", date(2027, 1, 4)),
    ]


@pytest.mark.parametrize(
    ("content", "scope", "words"),
    [
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "", "say whose it is with --scope"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "x", "--scope 'x' is no scope; write a URN"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "900009", "no establishment 900009 is loaded"),
        (b"BEGIN:VCALENDAR\r\nnonsense\r\n", "990", "no iCalendar that can be read; export"),
        (b"scope,kind,from,to\r\n", "990", "a CSV names its scopes itself; leave --scope out"),
        (b"scope,from,to\r\n", "", "the column kind is missing"),
    ],
)
def test_a_file_that_cannot_be_used_at_all_is_refused_in_one_line(
    content: bytes, scope: str, words: str
) -> None:
    with pytest.raises(UnusableFile, match=words):
        load_calendar(content=content, file_name="x", scope=scope, by=None, at=AT)
