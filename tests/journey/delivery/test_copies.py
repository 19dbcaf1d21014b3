"""Copies for the child's file: chosen, counted, marked, and with nothing in them that acts."""

import io
import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pytest_django import Settings

from firstbell.core.disclosure import FULL, WORDS
from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.delivery.models import Copy
from tests import world
from tests.journey.delivery.pages import VOICE, School, colleague_of, of, siblings
from tests.journey.delivery.test_this_morning import text_of
from tests.keeping import Keeping
from tests.people import ready_person

WHAT_HAPPENED = "Shouting was heard and a door was broken."

HOSTILE = [
    '#eval("1 + 1") #read("/etc/passwd") #include "/etc/passwd" #panic("no")',
    "*strong* _emph_ $ x^2 $ @ref <label> `raw` // comment /* more */ \\u{41} #{",
    '"], "name": {"#": 1} }) #let x = sys.inputs',
    "<script>alert(1)</script><img src=x onerror=alert(1)>{{ 7|add:7 }}{% debug %}",
    '=HYPERLINK("http://elsewhere.example") %PDF-1.7 endobj /JavaScript (app.alert(1)) /Launch',
    "http://elsewhere.example/ javascript:alert(1) file:///etc/passwd mailto:a@b.example",
    "\u202egnp.exe \u200bZero\u2066width\u2069 \ufeff",
    "مريم 王小明 🙂 Zoë Łukasz Ελένη Иван ﷽ 𝕎𝕣𝕖𝕟 \U000e0041 \u0300\u0301",
    "x" * 5000,
    "Subject: hidden\r\nBcc: everybody@elsewhere.example\r\n\r\nbody",
]
"""What somebody might write into a text to make a copy do something. None holds a NUL."""


def taken(school: School, kind: str = "pdf", words: str = "without", once: object = None) -> str:
    """Take a copy through the page, and return the address at which it is fetched."""
    answer = school.browser.post(
        reverse("copies", args=[of().id]),
        {"kind": kind, "words": words, "once": str(once or uuid4())},
    )
    assert answer.status_code == 302, answer.content
    return str(answer.headers["Location"])


def text_of_pdf(pdf: bytes) -> str:
    """Return the text of a PDF; endless words carry places to break that are no characters."""
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(" ".join(pages).replace("\u200b", "").split())


@pytest.fixture(scope="module")
def made(keeping: Keeping, as_made: School, monday: datetime) -> None:
    keeping(lambda: tell_and_confirm(as_made, at=monday))


@pytest.fixture
def told(made: None, school: School) -> School:
    """Two siblings of one incident, both confirmed as on the roll."""
    return school


def tell_and_confirm(school: School, *, at: datetime) -> None:
    world.receive(world.an_incident(children=siblings(2)), at=at)
    school.open()
    school.answer(C1="yes", C2="yes")


# ---- what is in it ----


@pytest.mark.parametrize("kind", ["page", "pdf", "json"])
def test_a_copy_without_words_holds_who_and_when_and_says_what_it_leaves_out(
    told: School, kind: str
) -> None:
    answer = told.browser.get(taken(told, kind))

    text = text_of_pdf(answer.content) if kind == "pdf" else answer.content.decode()
    assert "Tollemarsh" in text
    assert "Without the child’s words and the circumstances" in text
    assert "left_out" in text if kind == "json" else "Left out of this copy" in text
    for kept in (VOICE, WHAT_HAPPENED, "Robin"):
        assert kept not in text


@pytest.mark.parametrize("kind", ["page", "pdf", "json"])
def test_a_copy_with_words_holds_all_that_this_reader_may_read_and_no_more(
    told: School, kind: str
) -> None:
    answer = told.browser.get(taken(told, kind, "with"))

    text = text_of_pdf(answer.content) if kind == "pdf" else text_of(answer)
    for told_ in ("Tollemarsh", VOICE, WHAT_HAPPENED):
        assert told_ in text
    for kept in ("Robin", "Sedge Row", world.POSTCODE, "Maro"):
        assert kept not in text


def test_the_version_without_words_is_offered_first_and_chosen_already(told: School) -> None:
    page = told.browser.get(reverse("copies", args=[of().id]))

    form = page.context["form"]
    assert form.fields["words"].choices[0][0] == form["words"].initial == "without"


def test_the_words_left_out_are_the_texts_that_say_what_a_child_said_or_went_through() -> None:
    assert set(FULL) > WORDS
    assert {"voice", "circumstances"} <= WORDS


def test_a_note_of_support_stays_out_of_a_copy_without_words(told: School) -> None:
    told.browser.post(
        reverse("record_support", args=[of().id]),
        {
            "discreet": ["watched"], "manner": "silent", "given_by": "Tutor", "note": "She cried.",
            "given_on_0": "23", "given_on_1": "11", "given_on_2": "2026",
        },
    )  # fmt: skip

    for kind in ("page", "json"):
        assert "She cried." not in text_of(told.browser.get(taken(told, kind)))
        assert "She cried." in text_of(told.browser.get(taken(told, kind, "with")))


def test_the_document_has_the_shape_that_is_told(told: School) -> None:
    document = json.loads(told.browser.get(taken(told, "json", "with")).content)

    assert document["shape"] == "firstbell-copy/1"
    assert list(document) == ["shape", "copy", "notification", "facts", "not_told", "support"]
    assert set(document["facts"]) <= set(FULL)
    assert document["facts"]["voice"] == VOICE
    assert document["notification"]["recipient"] == "990001"
    assert document["copy"]["number"] == 1


# ---- marked, counted, in the trail ----


def test_every_page_of_a_pdf_says_who_took_it_when_and_what_to_check(told: School) -> None:
    row = of()
    row.content["voice"] = "Word for word. " * 900
    row.save()

    pdf = PdfReader(io.BytesIO(told.browser.get(taken(told, "pdf", "with")).content))

    assert len(pdf.pages) > 2
    for page in pdf.pages:
        text = " ".join(page.extract_text().split())
        assert "Check before disclosure. Do not file where a parent may read it." in text
        assert "Copy 1, taken by Ade Lark, 23 November 2026, 07:10." in text


def test_a_pdf_can_be_read_aloud_and_its_title_names_no_child(told: School) -> None:
    answer = told.browser.get(taken(told))
    pdf = PdfReader(io.BytesIO(answer.content))

    assert answer.headers["Content-Disposition"] == 'attachment; filename="firstbell-copy-1.pdf"'
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Firstbell, copy 1"
    catalogue: Any = pdf.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"].startswith("en")
    assert b"<pdfuaid:part>1" in catalogue["/Metadata"].get_data().replace(b" ", b"")


def test_copies_are_counted_for_the_reader_the_hub_and_the_trail(told: School) -> None:
    taken(told)
    taken(told, "json", "with")

    assert "2 copies were taken" in text_of(told.browser.get(told.url("family")))
    page = text_of(told.browser.get(reverse("copies", args=[of().id])))
    assert "Copy 2: JSON, for another system, taken by Ade Lark, 23 November 2026" in page
    trail = AuditEntry.objects.filter(action="notification.copied").order_by("id")
    assert [row.detail for row in trail] == [
        {"number": 1, "kind": "pdf", "with_words": False},
        {"number": 2, "kind": "json", "with_words": True},
    ]


def test_the_hub_sees_how_many_copies_a_recipient_took(told: School) -> None:
    taken(told)
    worker = Client()
    worker.force_login(ready_person("hub-worker"))

    page = text_of(worker.get(reverse("child", args=[of().child_id])))

    assert "1 copy was taken for the child’s file" in page


def test_a_second_click_is_the_same_copy(told: School) -> None:
    once = uuid4()

    assert taken(told, once=once) == taken(told, once=once)
    assert Copy.objects.count() == 1
    assert AuditEntry.objects.filter(action="notification.copied").count() == 1


def test_going_back_and_choosing_another_form_takes_no_copy_by_the_old_name(told: School) -> None:
    once = uuid4()
    taken(told, "pdf", once=once)

    assert taken(told, "json", once=once) == reverse("copies", args=[of().id])
    assert Copy.objects.get().kind == "pdf"


def test_each_fetch_is_in_the_trail(told: School) -> None:
    where = taken(told)
    told.browser.get(where)
    told.browser.get(where)

    assert AuditEntry.objects.filter(action="notification.copy_handed_over").count() == 2


# ---- who, and how long ----


def test_only_who_took_a_copy_fetches_it(told: School) -> None:
    where = taken(told)
    _, colleague = colleague_of(told)

    assert colleague.get(where).status_code == 404
    other = reverse("copy", args=[of("C2").id, Copy.objects.get().id])
    assert told.browser.get(other).status_code == 404


def test_a_copy_cannot_be_fetched_for_ever(
    told: School, settings: Settings, monday: datetime
) -> None:
    where = taken(told)
    settings.CLOCK_AT = monday + timedelta(minutes=16)

    answer = told.browser.get(where)

    assert answer.headers["Location"].endswith("/copies/?lapsed=1")
    assert "can no longer be fetched" in text_of(told.browser.get(answer.headers["Location"]))


def test_a_copy_of_what_has_changed_since_cannot_be_fetched(told: School, monday: datetime) -> None:
    where = taken(told)
    row = of()
    row.amended_at = monday + timedelta(minutes=1)
    row.save()

    assert told.browser.get(where).status_code == 302


@pytest.mark.parametrize("state", ["recalled", "not_ours"])
def test_what_was_taken_back_is_copied_no_more(told: School, state: str) -> None:
    where = taken(told)
    row = of()
    row.state = state
    row.save()

    assert told.browser.get(where).status_code == 302
    taken(told)
    assert Copy.objects.count() == 1


# ---- nothing in a copy acts ----


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_is_plain_text_in_a_pdf(told: School, text: str) -> None:
    row = of()
    for key in ("given_names", "surname", "reference", "voice", "circumstances", "conditions"):
        row.content[key] = text
    row.save()

    answer = told.browser.get(taken(told, "pdf", "with"))

    assert answer.status_code == 200
    pdf = PdfReader(io.BytesIO(answer.content))
    assert set(keys_of(pdf)) & ACTS == set()
    if text.isascii() and len(text) < 1000:
        assert "".join(text.split()) in "".join(text_of_pdf(answer.content).split())


def test_a_character_without_a_shape_is_given_by_its_number(told: School) -> None:
    row = of()
    row.content["voice"] = "王 said 🙂"
    row.save()

    text = text_of_pdf(told.browser.get(taken(told, "pdf", "with")).content)

    assert "[U+738B] said [U+1F642]" in text


def test_what_acts_in_a_pdf_is_found() -> None:
    pdf = PdfReader(io.BytesIO(PDF_THAT_ACTS))

    assert {"/OpenAction", "/JS"} <= set(keys_of(pdf)) & ACTS


ACTS = {
    "/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/URI", "/GoToR", "/GoToE",
    "/OpenAction", "/AA", "/SubmitForm", "/ImportData", "/RichMedia", "/AcroForm", "/XFA", "/F",
    "/Annots",
}  # fmt: skip
"""What makes a PDF do something, carry a file, or point elsewhere."""


def keys_of(pdf: PdfReader) -> list[str]:
    """Return every name of every dictionary in a PDF, and every kind of action."""
    found: list[str] = []
    for number in range(1, int(str(pdf.trailer["/Size"]))):
        rest: list[Any] = [pdf.get_object(number)]
        while rest:
            each = rest.pop()
            if isinstance(each, dict):
                found += [str(key) for key in each]
                found += [str(value) for key, value in each.items() if key == "/S"]
                rest += list(each.values())
            elif isinstance(each, list):
                rest += each
    return found


PDF_THAT_ACTS = b"\n".join(
    [
        b"%PDF-1.4",
        b"1 0 obj",
        b"<</Type /Catalog /Pages 2 0 R /OpenAction <</S /JavaScript /JS (app.alert\\(1\\))>> >>",
        b"endobj",
        b"2 0 obj",
        b"<</Type /Pages /Kids [] /Count 0>>",
        b"endobj",
        b"xref",
        b"0 3",
        b"0000000000 65535 f ",
        b"0000000009 00000 n ",
        b"0000000104 00000 n ",
        b"trailer",
        b"<</Size 3 /Root 1 0 R>>",
        b"startxref",
        b"156",
        b"%%EOF",
        b"",
    ]
)
