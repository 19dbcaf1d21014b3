"""A chief officer answers for a month: one figure first, none about too few, each one opens."""

from datetime import UTC, datetime, timedelta

from firstbell.core.duty import Month
from firstbell.journey.delivery.actions import answering
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.actions import receive_feed
from firstbell.journey.intake.models import RecordedChild
from firstbell.journey.reconciliation import queries
from firstbell.journey.reconciliation.duty import counted
from firstbell.registry.agencies.models import Agency, Establishment
from tests import world
from tests.people import ready_person
from tests.stories import telling
from tests.stories.conftest import Arrive
from tests.stories.paper import read_paper
from tests.stories.served import Served, wait_until
from tests.stories.visits import Visitor

SEVEN = datetime(2026, 11, 23, 7, tzinfo=UTC)
NOVEMBER = Month.read("2026-11")
NOT_FOUND = "Not told: the child or the school is not found yet: the incidents behind it"
PUPILS = ("Wren", "Ivo", "Maro", "Tansy", "Juno", "Pim", "Sorrel", "Ottis", "Bram", "Fern", "Lux")


def test_a_month_is_answered_for(served: Served, arrive: Arrive) -> None:
    council, force, school = world.a_partnership(), world.a_force(), world.a_school()
    world.a_key_adult(school, "Ade Lark")
    officer = ready_person("police-sender", name="Pat Heron", agency=force)
    manager = ready_person("hub-manager", name="Sal Brook", agency=council)
    given_a_weekend_of_four_units(school)
    pat, sal = arrive(), arrive(width=320, with_script=False)
    for visitor, person in ((pat, officer), (sal, manager)):
        visitor.goes_to("/")
        visitor.follows("Sign in")
        telling.when_they_sign_in(visitor, person)

    when_the_officer_reads_the_month(pat, force)
    then_it_prints_on_two_pages(pat)
    then_a_figure_opens_its_incidents(pat)
    then_the_hub_opens_the_school_on_a_telephone(sal)


def given_a_weekend_of_four_units(school: Establishment) -> None:
    """Let 25 children come: eleven of the school, six of them acknowledged, and 14 of nobody."""
    for name in PUPILS:
        world.a_pupil(school, forename=name)
    known = [world.a_child(f"C{n}", given_names=name) for n, name in enumerate(PUPILS)]
    incidents = [world.an_incident("TARN-1", children=known, unit="Tarn Response")]
    for unit, number in (("Moss Neighbourhoods", 9), ("Ferry Response", 3), ("Harbour", 2)):
        kids = [world.a_child(f"C{n}", surname=f"{unit[:2]}nowhere{n}") for n in range(number)]
        incidents.append(world.an_incident(f"{unit.split()[0]}-1", children=kids, unit=unit))
    receive_feed(document=world.a_feed(*incidents), by=None, at=SEVEN)
    wait_until(
        lambda: (
            Notification.objects.count() == len(PUPILS)
            and RecordedChild.objects.filter(waiting__closed_at=None).exclude(waiting=None).count()
            >= 14
        ),
        "every child was told of or waits",
    )
    reader = world.a_person("reader@school.example", "Ira Bunting")
    for row in Notification.objects.order_by("child__reference")[:6]:
        answering.confirm_on_roll(notification=row, by=reader, at=SEVEN + timedelta(minutes=5))
        answering.acknowledge(notification=row, by=reader, at=SEVEN + timedelta(minutes=5))


def when_the_officer_reads_the_month(pat: Visitor, force: Agency) -> None:
    pat.follows("Section 49A in a month")
    pat.reads("6 of 25 children: somebody at their school or desk knew before the bell")
    pat.reads("Told in time", "Tarn Response", "Moss Neighbourhoods")
    pat.reads("Several units together", "No figure here is about fewer than 5 children")
    pat.does_not_read("Ferry", "Harbour", "Wren", "nowhere")
    pat.is_pictured("duty")
    children = counted(force, NOVEMBER, at=SEVEN)
    assert len(children) == queries.balance().children == 25


def then_it_prints_on_two_pages(pat: Visitor) -> None:
    pat.page.emulate_media(media="print")
    paper = read_paper(pat.page.pdf(prefer_css_page_size=True))
    assert paper.pages <= 2
    assert "Several units together" in paper.text
    assert "Sign out" not in paper.text
    pat.page.emulate_media(media="screen")


def then_a_figure_opens_its_incidents(pat: Visitor) -> None:
    pat.follows(f"14 {NOT_FOUND}")
    pat.reads("Moss-1", "Ferry-1", "Harbour-1", "14 children")
    pat.does_not_read("TARN-1", "nowhere")
    pat.is_pictured("duty-behind")
    pat.follows("Back to the month")
    pat.picks("Month", "October 2026")
    pat.presses("Show")
    pat.reads("No child in this month")


def then_the_hub_opens_the_school_on_a_telephone(sal: Visitor) -> None:
    sal.goes_to("/duty/?month=2026-11")
    sal.reads("6 of 25 children", "Mill Lane Primary School")
    sal.is_pictured("duty-telephone")
    sal.follows("11 Mill Lane Primary School: the incidents behind it")
    sal.reads("TARN-1", "11 children")
    sal.does_not_read("Wren", "Moss-1")
