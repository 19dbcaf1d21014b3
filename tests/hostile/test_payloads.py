"""Words that would act stand in every text of an incident; wherever they come out they are words.

One incident goes the whole way: taken in, linked, in review, chosen by the hub, held, refused,
told, read, copied. Every page, file and letter on the way is looked at as a browser would.
"""

import io
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.template import Engine
from django.urls import reverse
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from firstbell.core.disclosure import FREE_TEXT
from firstbell.foundation.marks import UNSEEN, shown
from firstbell.journey.delivery.actions.screening import settle_texts
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.models import Incident, RecordedChild, RefusedIncident
from firstbell.journey.linkage.models import Link
from firstbell.registry.agencies.models import Agency
from tests import world
from tests.hostile.acting import Page, acts_of
from tests.hostile.filled import filled, texts
from tests.journey.delivery.pages import put_on_roll
from tests.journey.delivery.test_copies import ACTS, keys_of, text_of_pdf
from tests.journey.hub import signed_in
from tests.smtp import Mailbox

MARKUP = (
    "</title></textarea></style></script><script>zqacts()</script>"
    "\"'><img src=x onerror=zqacts()><svg/onload=zqacts()><iframe srcdoc='zqacts'>"
)

PAYLOADS = {
    "markup": MARKUP,
    "attribute": (
        "\" autofocus onfocus=zqacts() x=\"' onmouseover='zqacts()' style='x"
        " {{ 271828|add:1 }}{% debug %}{% include '/etc/passwd' %} &lt;svg onload=zqacts()>"
    ),
    "link": "javascript:zqacts()",
    "formula": (
        "=cmd|'/C zqacts'!A0 null NaN %00 \\0 %s%n %(zqacts)s {0} ../../zqacts "
        '#import "@preview/zqacts:1.0.0": * #read("/etc/passwd") #link("http://zqacts.example")'
    ),
    "header": "zqacts\r\nBcc: all@elsewhere.example\r\nSet-Cookie: a=b\r\n\r\nbody",
    "unseen": f"zq{UNSEEN}acts\u202egnp.exe",
    "long": "W" * 10_000,
}
"""Words that act somewhere, if anywhere they are more than words."""


@pytest.fixture
def school(db: None, monday: datetime, settings: Settings, mailbox: Mailbox) -> Any:
    """A school on Monday with siblings on its roll, two of whom may be taken for each other."""
    settings.CLOCK_AT = monday
    world.a_partnership()
    world.a_force()
    place = world.a_school()
    put_on_roll(place)
    world.a_pupil(place, "Willow")
    world.a_key_adult(place)
    return place


class Way:
    """The way of one incident with these words, and who meets it."""

    def __init__(self, place: Any, words: str, at: datetime) -> None:
        self.place, self.words, self.at = place, words, at
        self.hub, self.worker = signed_in("hub-worker")
        self.reader = signed_in("key-adult", establishment=place)[1]
        self.police = signed_in("police-sender", agency=Agency.objects.get(kind="police"))[1]
        (child,) = filled(words)["children"]
        names = f"{words} said Maro Tollemarsh"
        told = self._incident("told", disclosure=None, conditions=names)
        told["adults"].append(world.an_adult("A2"))
        named = {"surname": "Tollemarsh", "date_of_birth": "2016-05-04", "upn": None}
        told["children"] = [
            {**child, **named, "id": "C1", "given_names": "Wren"},
            {**child, "date_of_birth": "2009-09-09"},
        ]
        hold = {**filled(words)["disclosure"], "hold_until": "2026-11-24T09:00:00+00:00"}
        held = self._incident("held", disclosure=hold)
        held["children"] = [{**child, **named, "id": "C3", "given_names": "W"}]
        refused = self._incident("refused", place_kind="castle")
        world.receive(told, held, refused, at=at)

    def _incident(self, before: str, **more: Any) -> dict[str, Any]:
        return filled(
            self.words,
            reference=f"{before} {self.words}"[:200],
            revision=1,
            status="active",
            belief_formed_at=world.SATURDAY_NIGHT.isoformat(),
            **more,
        )

    def incident(self, before: str = "told") -> Incident:
        """Return the incident that is told, or the one that is held."""
        return Incident.objects.get(reference__startswith=before)

    def child(self, position: int) -> RecordedChild:
        """Return the linked child, the one whose every text it is, or the one in review."""
        reference = {1: "C1", 2: self.words[:200], 3: "C3"}[position]
        return RecordedChild.objects.get(reference=reference)

    def url(self, name: str, *args: object) -> str:
        """Return an address; one of the family at the school without more."""
        return reverse(name, args=args) if args else reverse(name)

    def at_the_hub(self) -> Iterator[tuple[str, Any]]:
        """Yield what a hub worker opens, and decide so that everybody is told everything."""
        record = self.incident().id
        for name in ("morning_board", "calls", "review_queue", "circles"):
            yield name, self.worker.get(self.url(name))
        for name in ("who_may_read", "ways_to_reach", "refer_record"):
            yield name, self.worker.get(self.url(name, record))
        for row in RecordedChild.objects.order_by("incident__reference", "reference"):
            yield "child", self.worker.get(self.url("child", row.id))
        yield "texts", self.worker.get(self.url("texts", self.child(1).id))
        yield "choose_school", self.worker.get(self.url("choose_school", self.child(2).id))
        link = Link.objects.get(child=self.child(3), state=Link.State.REVIEW)
        yield "review", self.worker.get(self.url("review", link.id))
        yield "settle", self.worker.get(self.url("settle_child", self.child(2).id, "unlinked"))
        self.worker.post(self.url("choose_school", self.child(2).id), {"urn": self.place.urn})
        world.carry_on(at=self.at)
        for row in (self.child(1), self.child(2)):
            settle_texts(child=row, let_go=sorted(FREE_TEXT), by=self.hub, at=self.at)
        world.carry_on(at=self.at)

    def at_the_force(self) -> Iterator[tuple[str, Any]]:
        """Yield what somebody of the force opens."""
        yield "your_feeds", self.police.get(self.url("your_feeds"))
        for before in ("told", "held"):
            yield (
                "sent_incident",
                self.police.get(self.url("sent_incident", self.incident(before).id)),
            )
        yield "correct", self.police.get(self.url("correct_incident", self.incident().id))
        refused = RefusedIncident.objects.get()
        yield "mend_incident", self.police.get(self.url("mend_incident", refused.id))

    def at_the_school(self) -> Iterator[tuple[str, Any]]:
        """Yield what a key adult opens, up to the copies."""
        family = (self.incident().id, self.place.id)
        yield "this_morning", self.reader.get(self.url("this_morning"))
        yield "family, closed", self.reader.get(self.url("family", *family))
        yield "open", self.reader.post(self.url("open_family", *family), follow=True)
        rows = Notification.objects.filter(incident=self.incident())
        said = {f"child-{row.id}": "yes" for row in rows}
        yield "answer", self.reader.post(self.url("answer_family", *family), said, follow=True)
        yield "family", self.reader.get(self.url("family", *family))
        for row in rows:
            yield "notification", self.reader.get(self.url("notification", row.id))
        yield "copies", self.reader.get(self.url("copies", rows[0].id))
        yield "record_support", self.reader.get(self.url("record_support", rows[0].id))

    def copy(self, kind: str, position: int = 2) -> Any:
        """Take a copy with everything in it, and return it."""
        where = self.url("copies", Notification.objects.get(child=self.child(position)).id)
        asked = {"kind": kind, "words": "with", "once": str(uuid4())}
        return self.reader.get(self.reader.post(where, asked).headers["Location"])


def bare(text: str) -> str:
    """Return a text as it is shown, without white space."""
    return "".join(shown(text).split())


def faults_of(name: str, answer: Any) -> list[str]:
    """Return what a page or a file lets a stranger's words do."""
    text = answer.content.decode()
    found = [] if answer.status_code == 200 else [f"answers {answer.status_code}"]
    found += [f"header {key}" for key, value in answer.headers.items() if "zqacts" in value]
    found += acts_of(text)
    found += ["shows what is not seen"] if set(UNSEEN) & set(text) else []
    found += ["does what a template says"] if "271829" in text or "root:x:" in text else []
    found += ["holds markup"] if MARKUP in text or PAYLOADS["attribute"] in text else []
    return [f"{name}: {each}" for each in found]


@pytest.mark.parametrize("kind", PAYLOADS)
def test_words_that_would_act_are_words_wherever_they_come_out(
    school: Any, monday: datetime, mailbox: Mailbox, kind: str
) -> None:
    words = PAYLOADS[kind]
    way = Way(school, words, monday)

    pages = [*way.at_the_hub(), *way.at_the_force(), *way.at_the_school()]
    pages.append(("printed", way.copy("page")))

    assert [fault for name, page in pages for fault in faults_of(name, page)] == []
    part = bare(words[:200])
    shown_on = {name for name, page in pages if part in Page(page.content.decode()).words}
    assert shown_on >= {"child", "sent_incident", "mend_incident", "family", "printed"}
    (kept_back,) = (page for name, page in pages if name == "texts")
    assert "<blockquote" in kept_back.content.decode()
    _is_plain_in_files(way, words)
    _is_in_no_letter(mailbox)


def _is_plain_in_files(way: Way, words: str) -> None:
    document = json.loads(way.copy("json").content)
    said = {key: document["facts"][key] for key in (*FREE_TEXT, "given_names", "surname")}
    sent = {key: words[:200] if key in SHORT else words for key in said}
    assert said == {**sent, "conditions": f"{words} said Maro Tollemarsh"}, "to the letter"
    answer = way.copy("pdf")
    assert answer.headers["Content-Disposition"].endswith('"firstbell-copy-3.pdf"')
    pdf = PdfReader(io.BytesIO(answer.content))
    assert set(keys_of(pdf)) & ACTS == set()
    assert pdf.attachments == {}
    assert "root:x:" not in text_of_pdf(answer.content)


SHORT = frozenset({"given_names", "surname", "language", "interpreter"})
"""Facts that take no more than two hundred letters."""


def _is_in_no_letter(mailbox: Mailbox) -> None:
    told = [message for _address, message in mailbox.taken]
    assert told
    for address, message in mailbox.taken:
        assert message.get_all("To") == [address]
        assert not {"Cc", "Bcc", "Reply-To", "Set-Cookie"} & set(message.keys())
    assert len({str(message["Subject"]) for message in told}) == 1
    bodies = {tuple(str(part.get_payload()) for part in each.walk()) for each in told}
    assert not [text for body in bodies for text in body if "zqacts" in text or "W" * 60 in text]


def test_every_text_that_a_feed_may_hold_is_filled() -> None:
    paths = set(texts())

    assert len(paths) > 35
    assert {"/circumstances", "/children/0/voice", "/adults/0/address/lines/0"} <= paths
    written = json.dumps(filled("zqacts"))
    assert written.count("zqacts") == len(paths)


# ---- what would be seen ----


def test_a_page_that_escapes_nothing_is_found(
    school: Any, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = Way(school, MARKUP, monday)
    monkeypatch.setattr(Engine.get_default(), "autoescape", False)

    found = [fault for name, page in way.at_the_force() for fault in faults_of(name, page)]

    assert {"sent_incident: holds markup", "sent_incident: img onerror"} <= set(found)


def test_a_page_that_shows_what_is_not_seen_is_found(
    school: Any, monday: datetime, settings: Settings
) -> None:
    without = "firstbell.web.middleware.NothingUnseen"
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if each != without]
    way = Way(school, PAYLOADS["unseen"], monday)

    page = way.police.get(way.url("sent_incident", way.incident().id))

    assert faults_of("sent", page) == ["sent: shows what is not seen"]


@pytest.mark.parametrize(
    "page",
    [
        "<script>zqacts()</script>", "<img src=x>", "<svg onload=zqacts()>", "<p style='x'>",
        "<a href='javascript:zqacts()'>", "<a href='//elsewhere.example'>", "<iframe>",
        "<meta http-equiv=refresh content=0>", "<form action=https://elsewhere.example>",
    ],
)  # fmt: skip
def test_what_acts_in_a_page_is_found(page: str) -> None:
    assert acts_of(page)
