"""Ask as somebody, find in the answer what it tells, and compare it with the answer for nothing.

Every request is undone with its savepoint or transaction, so that the next finds all as it was.
"""

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.test import Client
from pypdf import PdfReader

from firstbell.foundation.accounts.models import User
from firstbell.web import idle
from tests import world
from tests.permissions import handed
from tests.permissions.matrix import people, records
from tests.permissions.matrix.addresses import FORMS, Operation
from tests.permissions.matrix.records import Record
from tests.permissions.matrix.table import PEOPLE

OWN_TO_A_REQUEST = frozenset({"x-request-id", "content-length"})
"""Headers that differ by nature; a length is compared with the body that it counts."""

A_TOKEN = re.compile(
    r'(csrfmiddlewaretoken" value|once" value|seconds|"token": )="?[\w-]+"|"seconds": \d+'
)
"""What is by chance, or counts down to the end of a session by the real clock."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer, as far as somebody could learn from it: with no token and no id of the asker's.

    `tells` are pairs of a state and a letter.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str
    tells: frozenset[tuple[str, str]]


@dataclass(kw_only=True)
class Matrix:
    """The people by what they are, and a record in each state."""

    at: datetime
    places: people.Places
    people: Mapping[str, User]
    tokens: Mapping[str, str]
    records: dict[str, Record] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    cookies: dict[str, Mapping[str, str]] = field(default_factory=dict)
    nowhere: dict[tuple[str, str], Answer] = field(default_factory=dict)
    nothing: dict[tuple[str, Operation], Answer] = field(default_factory=dict)
    asked: int = 0
    changed_lists: list[str] = field(default_factory=list)

    def add(self, state: str) -> None:
        """Make the record of a state."""
        self.records[state] = records.make(state, self.places, self.people, at=self.at)

    def client(self, person: str) -> Client:
        """Return a browser in which this person is signed in, as they were at first."""
        if person not in self.clients:
            self.clients[person] = Client(raise_request_exception=False)
            if user := self.people.get(person):
                self.clients[person].force_login(user)
                _is_seen_for_an_hour(self.clients[person])
            if token := self.tokens.get(person):
                self.clients[person].defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
            self.cookies[person] = {
                key: cookie.value for key, cookie in self.clients[person].cookies.items()
            }
        client = self.clients[person]
        client.cookies.clear()
        client.cookies.load(dict(self.cookies[person]))
        return client

    def ask(self, person: str, operation: Operation, ids: Mapping[str, object]) -> Answer:
        """Ask as a person, and undo whatever came of it."""
        self.asked += 1
        client, path = self.client(person), operation.path(ids)
        form = FORMS.get(operation.name, {})
        with undone():
            if operation.method == "GET":
                answer = client.get(path, form)
            elif operation.name.startswith("api:"):
                answer = client.post(path, "{}", content_type="application/json")
            else:
                answer = client.post(path, form)
            typed = [value for value in form.values() if records.LOOKS_LIKE.fullmatch(value)]
            return self._answer(answer, asked=[*AN_ID.findall(path), *typed])

    def answer_from_nowhere(self, person: str, method: str) -> Answer:
        """Return what a person is answered at an address that the product does not have."""
        if (person, method) not in self.nowhere:
            nowhere = Operation(name="/nowhere/at/all/", method=method, takes=())
            self.nowhere[person, method] = self.ask(person, nowhere, {})
        return self.nowhere[person, method]

    def answer_for_nothing(
        self, person: str, operation: Operation, ids: Mapping[str, object]
    ) -> Answer:
        """Return what a person is answered at this address for ids that no record has.

        Asked once: an answer holds no id of the asker's, so that it is the same for every such.
        """
        if (person, operation) not in self.nothing:
            self.nothing[person, operation] = self.ask(
                person, operation, operation.ids_of_nothing(ids)
            )
        return self.nothing[person, operation]

    def _answer(self, answer: Any, *, asked: list[str]) -> Answer:
        headers = tuple(
            (name.lower(), _without(value, asked))
            for name, value in sorted(answer.headers.items())
            if name.lower() not in OWN_TO_A_REQUEST
        )
        body = A_TOKEN.sub("", _without(_text(answer), asked))
        everything = "\n".join([body, *(value for _name, value in headers)])
        cookies = tuple(("set-cookie", name) for name in sorted(answer.cookies))
        return Answer(
            status=answer.status_code,
            headers=headers + cookies,
            body=body,
            tells=frozenset(
                records.found_in(everything, ids=records.own_ids(self.records.values()))
            ),
        )


def _is_seen_for_an_hour(client: Client) -> None:
    """Let a session begin now, so that no question of the next hour writes that it was used.

    Whose account was ended has none that begins.
    """
    client.get("/help")
    session = client.session
    if idle.SEEN in session:
        session[idle.SEEN] += 3600
        session.save()


AN_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def _without(text: str, asked: list[str]) -> str:
    """Take out what the asker wrote themselves: to be told it back is to learn nothing.

    What stands in its place is of the same length.
    """
    for each in set(asked):
        text = text.replace(each, "?" * len(each))
    return text


def _text(answer: Any) -> str:
    """Return the words of an answer, those of a PDF included."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return str(content.decode("utf-8", errors="replace"))


@contextmanager
def undone() -> Iterator[None]:
    """Undo what is written in the block."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def make_matrix(at: datetime) -> Matrix:
    """Make the places and the people, and no record yet."""
    places = people.make_places()
    everybody = people.make_people(places)
    for place, name in (
        (places.school, "key adult of the school"),
        (places.other_school, "key adult of another school"),
        (places.desk, "officer of the desk"),
    ):
        world.a_key_adult(place, everybody[name].name, email=everybody[name].email)
    circle = [person for name, person in everybody.items() if "in the circle" in name]
    for person in circle:
        person.phone = "01632 960777"
        person.save()
    tokens = people.make_machines(places, at=at)
    records.enrol(places)
    handed.sibling()  # another area is about no record
    records.third_force()  # nor is a force that sends nothing
    assert set(everybody) | set(tokens) | {people.VISITOR} == set(PEOPLE)
    return Matrix(at=at, places=places, people=everybody, tokens=tokens)
