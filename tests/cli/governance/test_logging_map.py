"""Every action that the trail can hold has its one place in the map of section 62."""

import ast
import re
from collections.abc import Iterator
from typing import get_args

from firstbell.cli.governance.logging_map import ACTIONS, BESIDES, KINDS
from firstbell.core.handing_over import ANSWERS
from firstbell.foundation.audit.refusals import ACTIONS as REFUSALS
from firstbell.journey.delivery.models import Attempt, Call
from firstbell.journey.intake.receipts import Fate
from firstbell.journey.linkage.models import Decision, Link
from firstbell.oversight.looking.readings import READ
from firstbell.registry.agencies.models import Grant
from firstbell.registry.circles.models import Restriction
from tests.architecture.sources import Module, module_of, modules

NAME = re.compile(r"[a-z_]+\.[a-z_]+")

FAMILIES = {
    "arrival.": ANSWERS,
    "call.": Call.Outcome.values,
    "grant.": Grant.Answer.values,
    "incident.": get_args(Fate),
    "link.": Link.State.values,
    "offer.": ANSWERS,
    "nudge.": Attempt.Outcome.values,
    "record.": Restriction.Kind.values,
    "review.": Decision.Choice.values,
}
"""Actions whose last word is a code that is stored: `link.linked`, `link.review`..."""

TRAIL = "firstbell.foundation.audit"

LOADED = ".loaded"
"""The end of an action whose first word is the kind of a file."""

NO_ACTION = {
    "admissions.answered",
    "admissions.due",
    "absence.began",
    "answer.due",
    "arrival.waits",
    "offer.due",
    "firstbell.settings",
    "child.in_review",
    "child.linked",
    "child.not_ours",
    "child.released",
    "child.unlinked",
    "allegation.changed",
    "allegation.due",
    "allegation.look",
    "circle.emptied",
    "confirmation.due",
    "contacts.due",
    "cover.due",
    "completeness.due",
    "household.asked",
    "household.due",
    "follow_up.due",
    "home_education.due",
    "incident.missed",
    "incident.received",
    "incident.revised",
    "incident.rolls_changed",
    "incident.unsafe",
    "incident.withdrawal_ended",
    "known.due",
    "notification.unanswered",
    "password.link_asked",
    "person.left",
    "post.due",
    "provider.ended",
    "readers.changed",
    "recall.asked",
    "text.due",
    "withdrawal.asked",
    "withdrawal.overdue",
}
"""Events of the ledger and a module, named where the trail is written too; actions are none."""

PLACED = [action for actions in ACTIONS.values() for action in actions]


def imports_the_trail(node: ast.AST) -> bool:
    """Say whether a node imports from the trail, or is part of it."""
    return isinstance(node, ast.ImportFrom) and str(node.module).startswith(TRAIL)


def written(of: Module) -> Iterator[str]:
    """Yield what a module that writes the trail may write there: names, or ends of families."""
    if not any(map(imports_the_trail, ast.walk(of.tree))):
        return
    for node in ast.walk(of.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if NAME.fullmatch(node.value):
                yield node.value
        elif isinstance(node, ast.JoinedStr) and len(node.values) == 2:
            text = "".join(
                str(each.value) for each in node.values if isinstance(each, ast.Constant)
            )
            if re.fullmatch(r"[a-z_]+\.|\.[a-z_]+", text):
                yield text


def without_a_place(found: set[str]) -> set[str]:
    """Return the names that are neither in the map nor a family of it nor an event's alone."""
    return found - set(PLACED) - NO_ACTION - FAMILIES.keys() - {LOADED}


def of_the_product() -> set[str]:
    """Return every name that the product may write."""
    return {name for module in modules("firstbell") for name in written(module)}


def test_every_action_of_the_trail_has_its_place() -> None:
    found = of_the_product()

    assert len(found) > 120
    assert without_a_place(found) == set()


def test_a_new_action_without_a_place_is_seen() -> None:
    text = (
        "from firstbell.foundation.audit import actions as audit\n"
        "audit.record('child.sold', by=None)\n"
        "audit.record(f'parcel.{state}', by=None)\n"
    )

    assert without_a_place(set(written(module_of("new.py", text)))) == {"child.sold", "parcel."}


def test_every_family_has_all_its_members() -> None:
    found = of_the_product()

    assert found >= FAMILIES.keys()
    members = {f"{first}{last}" for first, lasts in FAMILIES.items() for last in lasts}
    assert members - set(PLACED) == set()


def test_every_kind_of_file_that_is_loaded_is_there() -> None:
    kinds = {
        str(keyword.value.value)
        for module in modules("firstbell/registry/agencies/actions/loading")
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call) and "loaded" in {each.arg for each in call.keywords}
        for keyword in call.keywords
        if keyword.arg == "kind" and isinstance(keyword.value, ast.Constant)
    }

    assert len(kinds) > 4
    assert {f"{kind}{LOADED}" for kind in kinds} - set(PLACED) == set()


def test_nothing_is_in_the_map_that_is_never_written() -> None:
    members = {f"{first}{last}" for first, lasts in FAMILIES.items() for last in lasts}
    loaded = {each for each in PLACED if each.endswith(LOADED)}

    assert set(PLACED) - of_the_product() - members - loaded == set()


def test_each_action_has_one_place_and_all_six_operations_are_there() -> None:
    assert len(PLACED) == len(set(PLACED))
    assert [*ACTIONS] == [*KINDS, BESIDES]
    assert all(ACTIONS.values())


def test_what_counts_as_a_reading_is_a_consultation_or_a_disclosure() -> None:
    told = {*ACTIONS["consultation"], *ACTIONS["disclosure"]}

    assert set(READ) - told == set()
    assert set(REFUSALS) - set(ACTIONS[BESIDES]) == set()
