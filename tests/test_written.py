"""A word about a child that is written beside the records is seen, wherever it is written."""

import logging
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.http import HttpResponse, HttpResponseNotFound, HttpResponseRedirect
from django.test import Client
from pytest_django.fixtures import Settings

from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from tests.smtp import Mailbox
from tests.written import CANARIES, Said, outgoing, told_by

pytestmark = [pytest.mark.plants_a_leak, pytest.mark.django_db]

WORD = CANARIES[0]


def test_in_the_log(written: list[Said]) -> None:
    logging.getLogger("firstbell.flow").warning("child %s", WORD)

    assert told_by(written) == [f"the log: {WORD}"]


def test_what_the_log_does_not_repeat_is_no_leak(written: list[Said]) -> None:
    logging.getLogger("django.request").error("Internal Server Error: %s", WORD)

    assert [where for where, _text in written] == ["the log"]
    assert told_by(written) == []


def test_in_the_trail(written: list[Said], monday: datetime) -> None:
    with transaction.atomic():
        audit.record(
            "child.read", subject_kind="child", subject_id=uuid4(), by=None, at=monday,
            detail={"name": WORD.upper()},
        )  # fmt: skip

    assert told_by(written) == [f"the trail: {WORD}"]


def test_in_the_ledger(written: list[Said], monday: datetime) -> None:
    with transaction.atomic():
        events.record(f"child.{WORD}", subject=uuid4(), at=monday)

    assert told_by(written) == [f"the ledger: {WORD}"]


def test_in_a_letter(written: list[Said], mailbox: Mailbox, settings: Settings) -> None:
    letter = EmailMessage("Of Wren", f"About {WORD} é", to=["ade@school.example"])
    get_connection(settings.MAIL_BACKEND).send_messages([letter])

    assert len(mailbox.taken) == 1
    assert told_by(written) == [f"a letter: {WORD}"]


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (HttpResponseNotFound(f"No {WORD} here"), [f"the answer 404: {WORD}"]),
        (HttpResponseRedirect(f"/children/{WORD}/"), [f"the answer 302: {WORD}"]),
        (HttpResponse(headers={"Content-Disposition": f'attachment; filename="{WORD}.pdf"'}),
         [f"the answer 200: {WORD}"]),
        (HttpResponse(f"A page for {WORD}"), []),
    ],
)  # fmt: skip
def test_in_an_answer(
    written: list[Said], settings: Settings, answer: HttpResponse, found: list[str]
) -> None:
    settings.MIDDLEWARE = []
    settings.ROOT_URLCONF = type(
        "Urls", (), {"urlpatterns": [], "handler404": lambda *_, **__: answer}
    )
    Client().get("/anywhere/")

    assert told_by(written) == found


def test_in_a_file(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "mail").mkdir(parents=True)
    (home / "mail" / "1.eml").write_text(f"Dear {WORD}")
    (tmp_path / "served.log").write_text(WORD.lower())
    (tmp_path / "feed.json").write_text(WORD)

    assert told_by(outgoing(home)) == [f"the file 1.eml: {WORD}", f"the file served.log: {WORD}"]
