"""The docs are true to the code where a machine can tell: words, links, packages, commands."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.apps import apps

from firstbell import flow
from firstbell.cli import COMMANDS
from firstbell.core.lifecycle import LINK_STATES, NOTIFICATION_STATES
from firstbell.foundation import history
from firstbell.journey.intake.actions.accept import EVENT_OF
from firstbell.journey.intake.models import RecordedChild, Waiting
from firstbell.journey.linkage.actions.link import EVENTS
from firstbell.journey.routing.models import Route
from firstbell.registry.people.models import Roll
from tests.architecture.sources import modules
from tools import CHECKOUT

DOCS = CHECKOUT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *CHECKOUT.glob("*.md")])

TABLES_OF_EVENTS = {"EVENTS", "EVENT_OF"}
"""Names of events that an action looks up instead of writing them out."""

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
ENTRY = re.compile(r"^\*\*(.+?)\*\*", re.MULTILINE)


def glossary() -> str:
    return (DOCS / "glossary.md").read_text(encoding="utf-8")


def known_words() -> set[str]:
    """Return every word in code marks of the glossary and of the pages made from the code."""
    texts = [glossary()]
    texts += [page.read_text(encoding="utf-8") for page in (DOCS / "generated").glob("*.md")]
    return {word for text in texts for word in re.findall(r"`([^`\n]+)`", text)}


def names_of_events() -> Iterator[str]:
    """Yield every event that a step waits for or an action records."""
    yield from (
        *flow.STEPS,
        *flow.HURRY,
        flow.TO_SEND,
        *flow.OUTSIDE,
        *flow.TO_TELL,
        *EVENTS.values(),
        *EVENT_OF.values(),
    )
    for module in modules("firstbell"):
        for call in ast.walk(module.tree):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "events.record":
                yield event_of(call)


def event_of(call: ast.Call) -> str:
    """Return the event that a call records; one that is looked up stands in a known table."""
    name = call.args[0]
    if isinstance(name, ast.Constant):
        return str(name.value)
    assert isinstance(name, ast.Subscript), f"{ast.unparse(call)}: write the event's name out"
    assert ast.unparse(name.value) in TABLES_OF_EVENTS
    return "incident.received"


def slug(heading: str) -> str:
    """Return the fragment by which a heading is linked to."""
    return re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).strip().replace(" ", "-")


def broken_links(page: Path, *, root: Path = CHECKOUT) -> list[str]:
    """Return the links of a page that lead to no file or no heading below the root."""
    broken = []
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, fragment = unquote(target).partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or not file.is_relative_to(root):
            broken.append(target)
        elif fragment:
            headings = HEADING.findall(file.read_text(encoding="utf-8"))
            if fragment not in {slug(each) for each in headings}:
                broken.append(target)
    return broken


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_every_link_of_the_docs_leads_somewhere(page: Path) -> None:
    assert broken_links(page) == []


def test_a_link_that_leads_nowhere_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One `word`\n[a](gone.md) [b](#one-word) [c](#two) [d](../up.md)\n")

    assert broken_links(page, root=tmp_path) == ["gone.md", "#two", "../up.md"]


def test_every_table_of_the_product_is_in_the_glossary() -> None:
    tables = {
        model.__name__
        for model in apps.get_models()
        # Former rows have one entry for all: they are named after what they were.
        if model.__module__.startswith("firstbell.") and not history.is_past(model)
    }

    assert len(tables) > 30
    assert tables - known_words() == set()


@pytest.mark.parametrize(
    "codes",
    [
        NOTIFICATION_STATES,
        LINK_STATES,
        Waiting.Why.values,
        Waiting.Owner.values,
        Route.Reason.values,
        Roll.State.values,
        RecordedChild.Role.values,
    ],
    ids=["states", "links", "waits", "owners", "reasons", "rolls", "roles of a child"],
)
def test_every_stored_code_that_people_speak_of_is_in_the_glossary(codes: list[str]) -> None:
    assert set(codes) - known_words() == set()


def test_every_event_is_in_the_glossary_or_in_the_table_of_steps() -> None:
    events = set(names_of_events())

    assert "notification.acknowledged" in events
    assert events - known_words() == set()


def test_the_glossary_is_in_alphabetical_order_and_says_each_word_once() -> None:
    words, _, _ = glossary().partition("## Abbreviations")
    entries = [each.casefold() for each in ENTRY.findall(words)]
    plain = [re.sub(r"[^a-z0-9 ]", "", each.replace("-", " ")) for each in entries]

    assert plain == sorted(plain)
    numbered = re.findall(r"^\*\*(.+?)\*\*( \(\d\))?", words, re.MULTILINE)
    assert len(set(numbered)) == len(numbered)


def test_every_package_that_is_asked_for_has_its_reason() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["dev"],
        *(each for group in project["dependency-groups"].values() for each in group),
    ]
    names = {found[0] for each in asked if (found := re.match(r"[\w-]+", each))}
    told = (DOCS / "decisions" / "0011-dependencies.md").read_text(encoding="utf-8")
    reasons = {re.split(r"\[", word)[0] for word in re.findall(r"`([^`\n]+)`", told)}

    assert names - reasons == set()


def test_every_command_that_the_docs_name_exists() -> None:
    named = {
        command
        for page in PAGES
        for command in re.findall(
            r"(?:`|^|bin/)firstbell ([a-z][a-z-]*)", page.read_text(encoding="utf-8"), re.MULTILINE
        )
    }

    assert "serve" in named
    assert named - set(COMMANDS) == set()


def test_every_make_target_that_the_docs_name_exists() -> None:
    targets = set(
        re.findall(r"^([a-z-]+):", (CHECKOUT / "Makefile").read_text(encoding="utf-8"), re.M)
    )
    named = {
        target
        for page in PAGES
        for target in re.findall(r"(?:`|^)make ([a-z][a-z-]*)", page.read_text("utf-8"), re.M)
    }

    assert {"demo", "test"} <= named
    assert named - targets == set()
