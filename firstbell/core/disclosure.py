"""What a recipient may be told: content profiles as allow-lists of named facts.

A fact that no profile names never leaves: no sibling, no other recipient, no address, no
adult. A new fact in a feed is therefore private until somebody puts it into a profile. The
police may withhold the place, the circumstances or the child's words; free text that seems
to name somebody else is kept back until a hub worker has looked (`core.mentions`).

Who may read a notification is not decided here.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from firstbell.core.mentions import Mention, Others, Person, names_others

__all__ = [
    "ADVOCATE",
    "FIRST_STEP",
    "FREE_TEXT",
    "PROFILES",
    "WITHHOLD",
    "WORDS",
    "Mention",
    "Others",
    "Person",
    "Screened",
    "content",
    "first_step",
    "for_advocate",
    "is_kept_safe",
    "names_others",
    "screened",
    "taken_out",
    "without_words",
]

FIRST_STEP: tuple[str, ...] = ("given_names", "surname", "date_of_birth")
"""What is read before "on our roll?" is answered yes: enough to look the child up."""

MINIMAL: tuple[str, ...] = (
    *FIRST_STEP,
    "reference",
    "occurred_from",
    "occurred_to",
    "presence",
    "seen",
)
"""Leaves out who, where and what, as some forces' joint protocols do."""

FULL: tuple[str, ...] = (
    *MINIMAL,
    "place_kind",
    "where_present",
    "spoken_to",
    "spoken_to_alone",
    "voice",
    "presentation",
    "circumstances",
    "conditions",
    "suspect_status",
    "social_care_referral",
    "language",
    "interpreter",
    "communication_needs",
)
"""What the duty under section 49A Domestic Abuse Act 2021 is meant to bring to a school."""

ADVOCATE: Mapping[str, tuple[str, ...]] = {
    "incident": (
        "reference",
        "occurred_from",
        "occurred_to",
        "place_kind",
        "circumstances",
        "risk",
        "suspect_status",
        "conditions",
        "social_care_referral",
        "safe_contact",
        "victim_told",
    ),
    "victim": ("role", "given_names", "surname", "date_of_birth", "phone", "email", "address"),
    "other_adult": ("role", "given_names", "surname", "date_of_birth"),
    "child": ("given_names", "surname", "date_of_birth", "sex", "presence"),
}
"""What an advocate reads of a case that is referred to them, by whom it is about.

An independent domestic violence adviser works with the victim from the point of crisis, on risk
and on safety: who the victim is, how they may be reached, what happened, where the suspect is and
what binds them, and who the children of the home are (Home Office, Victims and Prisoners Act 2024
statutory guidance on the role of the independent domestic violence adviser; SafeLives, "National
definition of Idva work"). The child's own words are for those who support the child, and an
address that is kept safe goes no further than police and hub, not even to them."""

PROFILES: Mapping[str, tuple[str, ...]] = {"full": FULL, "minimal": MINIMAL}

WITHHOLD: Mapping[str, frozenset[str]] = {
    "place": frozenset({"place_kind", "where_present"}),
    "circumstances": frozenset({"circumstances"}),
    "voice": frozenset({"voice"}),
}
"""What each word of a feed's `disclosure.withhold` takes out."""

FREE_TEXT: frozenset[str] = frozenset(
    {
        "where_present",
        "voice",
        "presentation",
        "circumstances",
        "conditions",
        "suspect_status",
        "language",
        "interpreter",
        "communication_needs",
    }
)
"""Facts in somebody's own words, which may name anybody."""

WORDS: frozenset[str] = frozenset({"voice", "presentation", "circumstances", "where_present"})
"""The child's words and the circumstances: what would tell a parent that the child has spoken.

A copy for the child's file is made without them unless a person chooses otherwise."""


@dataclass(frozen=True, kw_only=True)
class Screened:
    """Content that may go, and where in each kept-back text something was found."""

    content: dict[str, object]
    kept_back: dict[str, tuple[Mention, ...]]


def content(
    profile: str, facts: Mapping[str, object], *, withhold: Collection[str] = ()
) -> dict[str, object]:
    """Return of everything known only what `profile` allows, in the profile's order.

    Facts that are unknown (None, or an empty text) are left out; "no" is an answer and stays.

    :raises ValueError: for a profile or a word of `withhold` that does not exist; nothing may
        go out by a rule that nobody knows.
    """
    if profile not in PROFILES:
        raise ValueError(f"no content profile {profile!r}; there are {', '.join(PROFILES)}")
    if unknown := sorted(set(withhold) - set(WITHHOLD)):
        raise ValueError(f"cannot withhold {unknown}; there are {', '.join(WITHHOLD)}")
    not_shared = taken_out(withhold)
    return {
        key: facts[key]
        for key in PROFILES[profile]
        if key not in not_shared and facts.get(key) not in (None, "")
    }


def taken_out(withhold: Collection[str]) -> frozenset[str]:
    """Return the facts that these words of a feed take out; a word that does not exist, none."""
    return frozenset[str]().union(*(WITHHOLD.get(word, frozenset()) for word in withhold))


def for_advocate(facts: Mapping[str, object], *, about: str) -> dict[str, object]:
    """Return of what police recorded of somebody what an advocate may read, in order.

    `about` is a key of `ADVOCATE`. Facts that are unknown are left out, and so is an address that
    is kept safe.
    """
    return {
        key: facts[key]
        for key in ADVOCATE[about]
        if facts.get(key) not in (None, "") and not is_kept_safe(facts[key])
    }


def is_kept_safe(fact: object) -> bool:
    """Say whether a fact is an address that police keep safe: it leaves their circle in nothing."""
    return isinstance(fact, Mapping) and bool(fact.get("safe"))


def first_step(told: Mapping[str, object]) -> dict[str, object]:
    """Return of a notification's content what is read before the child is known to be ours."""
    return {key: told[key] for key in FIRST_STEP if key in told}


def without_words(told: Mapping[str, object]) -> dict[str, object]:
    """Return of a notification's content what goes into a copy without the child's words."""
    return {key: value for key, value in told.items() if key not in WORDS}


def screened(
    told: Mapping[str, object], *, others: Others, looked_at: Collection[str] = ()
) -> Screened:
    """Return the content without the free texts that seem to name others.

    `looked_at` are the keys that a hub worker has read and let go.
    """
    kept_back: dict[str, tuple[Mention, ...]] = {}
    for key in FREE_TEXT - set(looked_at):
        if found := names_others(str(told.get(key, "")), others=others):
            kept_back[key] = found
    may_go = {key: value for key, value in told.items() if key not in kept_back}
    return Screened(content=may_go, kept_back=kept_back)
