"""Which pages stand in the bar at the top, by role. One line a page; the page builds itself.

An address that this version does not have is left out, so the bar never holds a dead link.
Whoever has many pages sees the first few, and where they are; the others open below.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.conf import settings
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.models import Membership
from firstbell.registry.agencies.queries import people
from firstbell.registry.agencies.queries.places import kind_of

HUB = frozenset({Role.HUB_WORKER, Role.HUB_MANAGER})
READERS = frozenset({Role.KEY_ADULT, Role.DESK_OFFICER})
POLICE = frozenset({Role.POLICE_SENDER})
AGREEMENTS = frozenset(
    {Role.BUSINESS_UNIT, Role.INFORMATION_GOVERNANCE, Role.ADMINISTRATOR, Role.HUB_MANAGER}
)

FIGURES = frozenset({Role.BUSINESS_UNIT, Role.SCRUTINY_MEMBER})

PEOPLE = frozenset({Role.KEY_ADULT, Role.POLICE_SENDER, Role.HUB_MANAGER, Role.ADMINISTRATOR})

BAR: tuple[tuple[str, Promise, frozenset[Role]], ...] = (
    ("this_morning", _("This morning"), READERS),
    ("morning_board", _("The morning board"), HUB),
    ("calls", _("Calls"), HUB),
    ("review_queue", _("Is this the same child?"), HUB),
    ("search", _("Search"), HUB | READERS | {Role.POLICE_SENDER}),
    ("morning_sheets", _("Morning sheets"), HUB),
    ("contacts_standing", _("Key adults"), HUB),
    ("coverage", _("Which schools have a key adult"), frozenset({Role.BUSINESS_UNIT})),
    ("recording_systems", _("Recording systems"), frozenset({Role.BUSINESS_UNIT})),
    ("attending", _("Children who come to you"), frozenset({Role.KEY_ADULT})),
    ("known", _("Known or not"), HUB | {Role.DESK_OFFICER}),
    ("allegations", _("Allegations"), HUB | {Role.DESK_OFFICER}),
    ("home_education", _("Home education"), HUB | READERS),
    ("helpline", _("Helpline"), frozenset({Role.DESK_OFFICER})),
    ("cover", _("Holiday cover"), HUB),
    ("next_morning", _("The next morning"), HUB),
    ("rota", _("Who is on call"), HUB),
    ("who_is_off", _("Who is off"), HUB),
    ("taken_back", _("Taken back"), HUB),
    ("hand_overs", _("Handed over"), HUB),
    ("areas", _("Other areas"), frozenset({Role.HUB_MANAGER})),
    ("held_rolls", _("Rolls that are held"), frozenset({Role.HUB_MANAGER, Role.ADMINISTRATOR})),
    ("known_figures", _("Known or not, by month"), FIGURES),
    ("differences", _("What difference it made"), FIGURES | HUB),
    ("helpline_figures", _("The helpline, by month"), FIGURES | HUB),
    ("refused_whole", _("Refused deliveries"), HUB),
    ("alarms", _("Alarms"), frozenset({Role.HUB_MANAGER, Role.ADMINISTRATOR})),
    ("your_feeds", _("Your feeds"), POLICE),
    ("look_up", _("Before the door"), POLICE),
    ("live_incidents", _("Live incidents"), POLICE),
    ("duty", _("Section 49A in a month"), frozenset({Role.POLICE_SENDER, Role.HUB_MANAGER})),
    ("referred_cases", _("Cases referred to you"), frozenset({Role.ADVOCATE})),
    ("place_requests", _("School places"), HUB | {Role.DESK_OFFICER, Role.ADVOCATE}),
    ("circles", _("Restricted and sealed"), HUB | {Role.POLICE_SENDER}),
    ("who_looked", _("Who looked"), frozenset({Role.INFORMATION_GOVERNANCE, Role.HUB_MANAGER})),
    ("breaches", _("Breaches"), frozenset({Role.INFORMATION_GOVERNANCE, Role.HUB_MANAGER})),
    ("trail", _("The trail"), frozenset({Role.INFORMATION_GOVERNANCE})),
    ("ended", _("Records"), frozenset({Role.INFORMATION_GOVERNANCE, Role.HUB_MANAGER})),
    ("subject_requests", _("Subject access"), frozenset({Role.INFORMATION_GOVERNANCE})),
    ("agreements", _("Agreements"), AGREEMENTS),
    ("people", _("People"), PEOPLE),
    ("grants", _("To agree to"), frozenset({Role.INFORMATION_GOVERNANCE})),
    ("account", _("Your account"), frozenset(Role)),
)
"""Name of the address, what it is called, and for whom: what a morning needs comes first."""

OF_DESKS: Mapping[str, frozenset[str]] = {
    "known": frozenset({"social-care", "early-help"}),
    "allegations": frozenset({"allegations"}),
    "home_education": frozenset({"home-education"}),
    "helpline": frozenset({"helpline"}),
    "place_requests": frozenset({"admissions"}),
}
"""Pages at which a desk officer has something only at a desk of one of these kinds."""

OF_CHILDCARE, OF_SCHOOLS = frozenset({"attending"}), frozenset({"home_education"})
"""Pages at which a key adult has something only at a nursery or childminder, or only elsewhere: a
school's roll comes from its own system, and no child leaves childcare to be taught at home."""

IN_SIGHT = 5
"""How many pages stand in the bar of whoever has more than one line holds."""

ONE_LINE = 7
"""How many pages a bar holds in one line of a desktop."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One page in the bar."""

    url: str
    label: Promise
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class Signed:
    """Who is signed in, as the top of every page shows it."""

    name: str
    place: str
    entries: list[Entry]
    more: list[Entry]


def address_of(name: str) -> str | None:
    """Return the path of a page, or None when this version has no such page."""
    return _address_in(get_urlconf() or settings.ROOT_URLCONF, name)


@cache
def _address_in(urlconf: str, name: str) -> str | None:
    try:
        return reverse(name, urlconf=urlconf)
    except NoReverseMatch:
        return None


def signed_in(user: User, path: str, at: datetime) -> Signed:
    """Return what the top of the page at `path` shows to this person."""
    held = people.memberships_of(user, at)
    places = list(dict.fromkeys(filter(None, map(people.place_name, held))))
    entries = [
        Entry(url=url, label=label, is_current=path.startswith(url))
        for name, label, allowed in BAR
        if (name == people.ACCOUNT or any(_is_for(name, allowed, each) for each in held))
        and (url := address_of(name))
    ]
    in_sight, more = _parted(entries)
    return Signed(name=user.name, place=", ".join(places[:2]), entries=in_sight, more=more)


def _is_for(name: str, allowed: frozenset[Role], held: Membership) -> bool:
    """Say whether a page has something for who holds this role at this place."""
    if held.role not in allowed:
        return False
    if held.desk is not None and name in OF_DESKS:
        return held.desk.kind in OF_DESKS[name]
    if held.establishment is not None and name in OF_CHILDCARE | OF_SCHOOLS:
        return is_at_childcare(held) == (name in OF_CHILDCARE)
    return True


def is_at_childcare(held: Membership) -> bool:
    """Say whether a membership is at a nursery or childminder."""
    return held.establishment is not None and kind_of(held.establishment) == "childcare"


def _parted(entries: list[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Return the pages in sight, with the one that is open, and those below."""
    if len(entries) <= ONE_LINE:
        return entries, []
    in_sight = entries[:IN_SIGHT] + [each for each in entries[IN_SIGHT:] if each.is_current]
    return in_sight, [each for each in entries[IN_SIGHT:] if not each.is_current]
