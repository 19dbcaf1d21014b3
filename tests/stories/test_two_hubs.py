"""A child lives in another area: one hub offers it, the other accepts, both print one receipt."""

from pathlib import Path

from firstbell.cli.postgres import Server
from firstbell.journey.delivery.models import Notification
from firstbell.journey.handover.models import Arrival, Offer
from firstbell.journey.intake.actions import receive_feed
from firstbell.journey.intake.models import Waiting
from tests import areas, world
from tests.conftest import Installation, own_database, point_django_at
from tests.people import ready_person
from tests.stories import telling
from tests.stories.conftest import Arrive
from tests.stories.served import Served, serving, wait_until
from tests.stories.test_taken_back import SEVEN
from tests.stories.visits import Visitor


def test_a_child_goes_from_one_hub_to_another(
    served: Served, arrive: Arrive, migrated: Server, tmp_path: Path
) -> None:
    council = world.a_partnership()
    world.a_force()
    hale = ready_person("hub-worker", name="Hale Brook", agency=council)
    mara = ready_person("hub-manager", name="Mara Holt", agency=council)
    east_key = areas.our_key()
    with own_database(migrated, "west") as database:
        with point_django_at(database):
            western = areas.the_western_area()
            school = world.a_school(980001, "Cote Lane Primary School", council_code="980")
            world.a_key_adult(school)
            world.a_pupil(school, postcode=world.ELSEWHERE)
            rue = ready_person("hub-worker", name="Rue Alder", agency=western)
            areas.a_sibling(areas.EAST, "Eastmarsh", url=served.url, key=east_key)
            west_key = areas.our_key()
        other = Installation(home=tmp_path / "west" / "home", database=database)
        other.home.parent.mkdir()
        with serving(other, served.mailbox) as west:
            manager, hub, theirs = arrive(), arrive(), arrive(width=320, with_script=False)
            for visitor, person in ((manager, mara), (hub, hale)):
                visitor.goes_to("/account/login/")
                telling.when_they_sign_in(visitor, person)
            with point_django_at(database):
                theirs.goes_to(f"{west.url}/account/login/")
                telling.when_they_sign_in(theirs, rue)

            given_the_other_area_is_known(manager, west, west_key)
            when_the_hub_offers_the_child(hub)
            with point_django_at(database):
                then_the_other_hub_accepts_it(theirs, west)
            then_both_print_the_same_receipt(hub, theirs, west, database)


def given_the_other_area_is_known(manager: Visitor, west: Served, key: str) -> None:
    manager.turns_to("Other areas")
    manager.reads("Your public key", "No other area is set up")
    manager.is_pictured("other-areas")
    manager.presses("Add another area")
    for field, said in (
        ("What the other area is called", "Westmarsh"),
        ("A short code for it", areas.WEST),
        ("The address of their Firstbell", west.url),
        ("Their public key", f"whpk_{key}"),
        ("Their police force area", areas.WESTERN_FORCE),
        ("Whom to ring there", "Rue Alder"),
        ("Their telephone number", "01632 960200"),
    ):
        manager.writes(field, said)
    manager.presses("Keep")
    manager.reads("Westmarsh", "Rue Alder")


def when_the_hub_offers_the_child(hub: Visitor) -> None:
    there = world.an_incident(address={"lines": ["1 Cote Lane"], "postcode": world.ELSEWHERE})
    receive_feed(document=world.a_feed(there), by=None, at=SEVEN)
    wait_until(Waiting.objects.filter(why="out_of_area").exists, "the child waits for the hub")
    hub.goes_to(f"/children/{world.the_child().id}/")
    hub.reads("Lives in another force's area")
    hub.follows("Hand the child over to another area : Lives in another force's area")
    hub.chooses("To whom?", "Westmarsh")
    hub.is_pictured("hand-over-offer")
    hub.presses("Offer the child")
    hub.reads("Offered. The child is still yours until somebody there accepts.", "To Westmarsh")
    wait_until(Offer.objects.filter(arrived_at__isnull=False).exists, "the offer is there")


def then_the_other_hub_accepts_it(theirs: Visitor, west: Served) -> None:
    theirs.goes_to(f"{west.url}/board/")
    theirs.reads("Another area offers you 1 child.")
    theirs.follows("Look and answer")
    theirs.reads("From Eastmarsh", "Incident INC-1")
    theirs.follows("Look and answer Eastmarsh, number 1")
    theirs.reads("Eastmarsh offers you a child", "Wren", "1 Cote Lane")
    theirs.is_pictured("hand-over-arrival")
    theirs.chooses("Is this child yours?", "Yes: we accept, and answer for the child from now on")
    theirs.presses("Answer")
    theirs.reads("Accepted: the child is yours from now on.")
    wait_until(Notification.objects.filter(state="sent").exists, "the school there is told")
    wait_until(Arrival.objects.filter(taken_at__isnull=False).exists, "the answer is taken")


def then_both_print_the_same_receipt(
    hub: Visitor, theirs: Visitor, west: Served, database: Server
) -> None:
    offer = Offer.objects.get()
    hub.goes_to(f"/children/{offer.child_id}/")
    hub.reads("Nothing about this child waits for the hub.")
    hub.turns_to("Handed over")
    hub.reads("Accepted, to Westmarsh")
    hub.follows("Receipt Westmarsh, number 1")
    hub.is_pictured("hand-over-receipt")
    with point_django_at(database):
        arrival = Arrival.objects.get()
    theirs.goes_to(f"{west.url}/hand-overs/{arrival.id}/receipt/")
    receipts = [each.page.locator("pre").inner_text() for each in (hub, theirs)]
    assert receipts[0] == receipts[1]
    assert "Accepted. The receiver answers for the child from then on." in receipts[0]
    files = [
        each.window.request.get(address).body()
        for each, address in (
            (hub, f"/hand-overs/{offer.id}/receipt.txt"),
            (theirs, f"{west.url}/hand-overs/{arrival.id}/receipt.txt"),
        )
    ]
    assert files[0] == files[1]
