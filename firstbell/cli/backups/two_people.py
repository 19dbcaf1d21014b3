"""Who lets a frozen copy go on: two people of the strongest roles, each by a code of their own.

Asks at the command line, one after the other. Decides nothing: `core.thawing` says who is enough.
"""

from collections.abc import Sequence
from datetime import datetime

import click

from firstbell.core.memberships import AGREE
from firstbell.core.thawing import CannotThaw, Missing, check_who_thaws
from firstbell.foundation import acting
from firstbell.foundation.accounts import second_steps
from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.models import Role
from firstbell.registry.agencies.queries import people

WHAT_IS_MISSING: dict[Missing, str] = {
    "two_people": "two people let a copy go on: name both, --by EMAIL --by EMAIL",
    "not_able": (
        "whoever is named must be a hub manager, of information governance or an administrator, "
        "with an app that shows codes, or recovery codes"
    ),
    "not_alone": "there are two people who could: leave out --alone and name both with --by",
    "say_alone": (
        "there are not two people who could: name the one there is with --by, or nobody where "
        "there is none, and add --alone; the trail keeps it"
    ),
}


class NotConfirmed(RuntimeError):
    """They are not enough, or a code was wrong; the message says what would be right."""


def who_thaws(named: Sequence[str], *, alone: bool, at: datetime) -> list[User]:
    """Return those who let the copy go on, each asked for a code.

    :raises NotConfirmed: if they are not enough, or one of them gives a wrong code.
    """
    with acting.as_the_system():
        strong = people.who_holds(*map(Role, sorted(AGREE)), at=at)
        able = {each.email.casefold(): each for each in second_steps.who_has_a_code(strong)}
    try:
        check_who_thaws(named, able=able, alone=alone)
    except CannotThaw as missing:
        could = ", ".join(sorted(able)) or "nobody"
        text = f"still frozen: {WHAT_IS_MISSING[missing.code]} (who could: {could})"
        raise NotConfirmed(text) from missing
    found = [able[each] for each in dict.fromkeys(each.strip().casefold() for each in named)]
    for each in found:
        code = click.prompt(f"Code of {each.email}", hide_input=True)
        with acting.as_the_system():
            if not second_steps.is_confirmed(each, code):
                raise NotConfirmed(f"still frozen: this code is not one of {each.email}")
    return found
