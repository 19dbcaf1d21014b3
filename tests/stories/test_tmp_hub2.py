from datetime import UTC, date, datetime, time, timedelta

from firstbell.journey.delivery.actions import answering
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.models import *
from tests import world
from tests.people import PASSWORD, ready_person
from tests.stories import telling

NAMES = ["Wren", "Ivo", "Ash", "Zeno", "Orla", "Pip", "Jory", "Tamsin", "Cleo", "Bram"]


def sign(v, person):
    v.page.goto("/account/login/")
    v.page.fill("input[name=login]", person.email)
    v.page.fill("input[name=password]", PASSWORD)
    v.page.click("button[type=submit]")
    v.page.wait_for_selector("input[name=code]")
    v.page.fill("input[name=code]", telling.code_of(person))
    v.page.click("main button[type=submit]")
    v.page.wait_for_load_state("load")


def shot(v, name):
    w = v.page.evaluate("window.innerWidth")
    v.page.screenshot(path=f"/tmp/hub2/{name}-{w}.png", full_page=True)


def soft(v, path, troubles):
    try:
        v.goes_to(path)
    except AssertionError as e:
        troubles.append(f"{path}: {str(e)[:1500]}")
        v._troubles.clear()


def test_shots(served, arrive):
    at = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    council = world.a_partnership()
    force = world.a_force()
    mill = world.a_school()
    world.a_key_adult(mill)
    world.a_key_adult(mill, "Bea Finch", mobile="07700 900123")
    early = world.a_school(990002, "Otter Bridge High School and Sixth Form")
    world.a_key_adult(early, "Ned Plover")
    early.calendar.create(
        kind="term", first_on=date(2026, 9, 3), last_on=date(2026, 12, 18), opens_at=time(7, 5)
    )
    desk = world.a_desk()
    world.a_key_adult(desk, "Ora Teal", role="duty")
    kids = []
    for i, n in enumerate(NAMES):
        if i < 7:
            world.a_pupil(mill if i % 2 else early, forename=n, born_on=date(2012 + i % 5, 3, 4))
        kids.append(
            world.a_child(
                f"C{i}",
                given_names=n,
                date_of_birth=date(2012 + i % 5, 3, 4).isoformat() if i != 8 else None,
            )
        )
    world.receive(
        world.an_incident("EM/2026/104455", children=kids[:4]),
        world.an_incident("EM/2026/104456", children=kids[4:]),
        world.an_incident(
            "EM/2026/104460",
            children=[world.a_child(given_names="Hazel", surname="Homewood", home_educated=True)],
        ),
        world.an_incident(
            "EM/2026/104457",
            place_kind="castle",
            children=[world.a_child(date_of_birth="2016-02-31", nickname="Wrenny")],
        ),
        at=at,
    )
    world.receive(
        world.an_incident("EM/2026/104455", revision=2, children=kids[:3]),
        at=at + timedelta(minutes=1),
    )
    ade = ready_person("key-adult", name="Ade Lark", establishment=mill)
    for i, ref in enumerate(["C1", "C3", "C5"]):
        n = Notification.objects.filter(child__reference=ref, establishment=mill).first()
        if n is None:
            continue
        answering.open_notification(notification=n, by=ade, at=at + timedelta(minutes=5))
        if i == 0:
            answering.confirm_on_roll(notification=n, by=ade, at=at + timedelta(minutes=5))
            answering.acknowledge(notification=n, by=ade, at=at + timedelta(minutes=6))
    worker = ready_person("hub-worker", name="Sam Ortolan", agency=council)
    pat = ready_person("police-sender", name="Pat Heron", agency=force)
    troubles = []
    inc = Incident.objects.get(reference="EM/2026/104455")
    inc2 = Incident.objects.get(reference="EM/2026/104456")
    ref = RefusedIncident.objects.get()
    for width in (1280, 320):
        v = arrive(width=width)
        sign(v, worker)
        for name, path in (
            ("board", "/board/"),
            ("board-hub", "/board/?show=hub"),
            ("calls", "/calls/"),
        ):
            soft(v, path, troubles)
            shot(v, name)
        if width == 1280:
            v.page.goto("/board/")
            v.page.emulate_media(media="print")
            v.page.pdf(
                path="/tmp/hub2/board.pdf", format="A4", landscape=True, prefer_css_page_size=True
            )
            v.page.emulate_media(media="screen")
            soft(v, "/calls/", troubles)
            try:
                v.presses("I am ringing them")
            except AssertionError as e:
                troubles.append("claim " + str(e)[:1500])
        else:
            v.page.goto("/calls/")
            v.page.locator("button:has-text('I am ringing them')").first.click()
            v.page.wait_for_load_state("load")
        shot(v, "call")
        v.page.locator("input[type=radio]").first.check()
        v.page.click("button:has-text('Write it down')")
        v.page.wait_for_load_state("load")
        soft(v, v.page.url, troubles)
        shot(v, "told")
        v2 = arrive(width=width, with_script=(width == 1280))
        sign(v2, pat)
        for name, path in (
            ("feeds", "/feeds/"),
            ("incident", f"/feeds/incidents/{inc.id}/"),
            ("correct", f"/feeds/incidents/{inc2.id}/correct/"),
            ("mend", f"/feeds/refused/{ref.id}/mend/"),
            ("enter", "/feeds/incidents/enter/"),
        ):
            soft(v2, path, troubles)
            shot(v2, name)
        v2.page.click("button[name=send]")
        v2.page.wait_for_load_state("load")
        shot(v2, "enter-errors")
    print("\n\n".join(troubles))
