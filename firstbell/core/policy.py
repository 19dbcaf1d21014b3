"""The rules that the law and its guidance leave open, as one partnership has decided them.

Each rule has a default, a unit, a meaning in plain words and a source, so that a settings
page and a table in the docs can be made from this file alone. A setting that is unknown or
unusable is refused in words that say what would be right. What the law or the contract
fixes is not here, and nothing here knows where settings are kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, time, timedelta
from typing import Any, Self

from firstbell.core.admissions import Admitting
from firstbell.core.allegations import Alleging
from firstbell.core.attending import Attending
from firstbell.core.chasing import Chasing
from firstbell.core.covering import Covering
from firstbell.core.duty import Publishing
from firstbell.core.folders import Folders
from firstbell.core.grounds import Grounds
from firstbell.core.handing import Handing
from firstbell.core.helpline import Helping
from firstbell.core.home_education import HomeEducating
from firstbell.core.known import Knowing
from firstbell.core.looking_up import LookingUp
from firstbell.core.missing import Missing
from firstbell.core.open_rules import RuleKind, about
from firstbell.core.paper import Paper
from firstbell.core.periods import DAY, LONGEST_KEPT, Periods
from firstbell.core.staying import Staying
from firstbell.core.taking_back import TakingBack
from firstbell.core.unrecorded import Households
from firstbell.core.watching import Watching
from firstbell.core.withdrawals import Withdrawing

LONGEST = timedelta(days=7)
"""No lead and no chase is longer than a week: a longer one is a slip of the keyboard."""

MOST = 100_000
"""No rule counts further than this."""

_UNIT = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1), "days": DAY}

_AT_MOST = {"minutes": LONGEST, "hours": LONGEST, "days": LONGEST_KEPT}


class UnusableSetting(ValueError):
    """A setting has a name or a value that no rule has; the message says what would be right."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One open rule: what it is called, how it is written, what it means, whence it comes."""

    key: str
    kind: RuleKind
    default: str
    meaning: str
    source: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Policy(
    Admitting,
    Alleging,
    Attending,
    Chasing,
    Covering,
    Folders,
    Grounds,
    Households,
    Handing,
    Helping,
    HomeEducating,
    Knowing,
    LookingUp,
    Missing,
    Paper,
    Periods,
    Publishing,
    Staying,
    TakingBack,
    Watching,
    Withdrawing,
):
    """Every open rule of one partnership; `Policy()` is the defaults."""

    chase_lead: timedelta = field(
        default=timedelta(minutes=45),
        metadata=about(
            "minutes",
            "How long before the bell a person is chased when nobody has acknowledged.",
            "The bell is practice under section 49A Domestic Abuse Act 2021; the lead is ours.",
        ),
    )
    in_session_chase: timedelta = field(
        default=timedelta(minutes=60),
        metadata=about(
            "minutes",
            "How long after a belief formed during the school day a person is chased.",
            "Section 49A: as soon as reasonably practicable; the length is ours.",
        ),
    )
    sealed_stand_in: timedelta = field(
        default=timedelta(minutes=15),
        metadata=about(
            "minutes",
            "How long after a chase that nobody of a sealed record's circle took up its stand-in "
            "hears that one of them is needed.",
            "Ours: before the bell a telephone call comes before a wider disclosure or silence.",
        ),
    )
    session_ends: time = field(
        default=time(15, 30),
        metadata=about(
            "time",
            "When the school day ends; a chase during the day is never later than this.",
            "Usual end of the school day in England and Wales.",
        ),
    )
    holiday_chase: timedelta = field(
        default=timedelta(hours=4),
        metadata=about(
            "hours",
            "How long after a belief formed out of term the duty key adult is chased.",
            "Section 49A runs in the holidays too; the length is ours.",
        ),
    )
    holiday_council: timedelta = field(
        default=timedelta(hours=24),
        metadata=about(
            "hours",
            "How long after a belief formed out of term the council's desk is told of the silence.",
            "Section 49A runs in the holidays too; the length is ours.",
        ),
    )
    default_opens_at: time = field(
        default=time(8, 45),
        metadata=about(
            "time",
            "When an establishment opens where no calendar says so.",
            "Usual start of the school day in England and Wales.",
        ),
    )
    desk_opens_at: time = field(
        default=time(9),
        metadata=about(
            "time",
            "When a council's desk opens on a working day.",
            "Usual office hours.",
        ),
    )
    one_off_bank_holidays: tuple[date, ...] = field(
        default=(),
        metadata=about(
            "dates",
            "Bank holidays proclaimed since this version of the product was made.",
            "Banking and Financial Dealings Act 1971, section 1.",
        ),
    )
    roll_hold_share: float = field(
        default=0.20,
        metadata=about(
            "share",
            "A roll that would remove more than this share of the pupils waits for a person.",
            "Ours: a cut-off file is likelier than so many leavers in a day.",
        ),
    )
    content_profile: str = field(
        default="full",
        metadata=about(
            "choice",
            "What a school is told: everything that helps it to support the child, or a minimum "
            "that leaves out who, where and what.",
            "Statutory guidance of 7 November 2025 (full); some forces' joint protocols (minimal).",
            ("full", "minimal"),
        ),
    )
    helpline: str = field(
        default="For advice on supporting this child, ask your council's safeguarding team. "
        "In an emergency call 999.",
        metadata=about(
            "text",
            "Where a key adult can get advice after a notification.",
            "Practice: notifications name a helpline; each partnership puts in its own number.",
        ),
    )
    not_a_referral: str = field(
        default="This notification does not replace a referral. If you think that the child is "
        "at risk of harm, refer to children's social care now.",
        metadata=about(
            "text",
            "What every notification says about referrals.",
            "Practice of all schemes; Working Together to Safeguard Children.",
        ),
    )
    do_not_approach: str = field(
        default="Do not approach the parents about this notification. It could put the child or "
        "another person in danger.",
        metadata=about(
            "text",
            "What every notification says about the parents.",
            "Practice of most forces: the alert alone is no reason to approach a parent.",
        ),
    )
    own_weights: str = field(
        default="off",
        metadata=about(
            "choice",
            "Whether weights of linkage may be trained on what people of this partnership "
            "decided, and used: only once its impact assessment covers that and is recorded.",
            "Article 35 UK GDPR: another use of the records is assessed before it begins.",
            ("off", "assessed"),
        ),
    )

    @classmethod
    def from_settings(cls, settings: Mapping[str, str]) -> Self:
        """Return the policy that the written `settings` make; what they leave out is default.

        :raises UnusableSetting: naming every unknown key and every unusable value at once.
        """
        values: dict[str, Any] = {}
        wrong: list[str] = []
        for key, text in sorted(settings.items()):
            rule = RULE_OF.get(key)
            if rule is None:
                wrong.append(f"{key}: there is no such rule; the rules are {', '.join(RULE_OF)}")
                continue
            try:
                values[key] = _read(rule, text.strip())
            except ValueError:
                wrong.append(f"{key}: {text!r} will not do; {_wanted(rule)}")
        if wrong:
            raise UnusableSetting("; ".join(wrong))
        return cls(**values)

    def as_settings(self) -> dict[str, str]:
        """Return every rule as it would be written; `from_settings` reads it back the same."""
        return {rule.key: _written(rule.kind, getattr(self, rule.key)) for rule in RULES}


def _written(kind: RuleKind, value: Any) -> str:
    if kind in _UNIT:
        return str(value // _UNIT[kind])
    if kind == "time":
        return f"{value:%H:%M}"
    if kind == "dates":
        return ", ".join(day.isoformat() for day in value)
    return str(value)


def _read(rule: Rule, text: str) -> object:
    if rule.kind in _UNIT:
        return _length(text, _UNIT[rule.kind], longest=_AT_MOST[rule.kind])
    if rule.kind == "time":
        return _clock_time(text)
    if rule.kind == "share":
        return _share(text)
    if rule.kind == "count":
        return _count(text)
    if rule.kind == "dates":
        return tuple(sorted({date.fromisoformat(day) for day in text.replace(",", " ").split()}))
    if not text or (rule.choices and text not in rule.choices):
        raise ValueError(text)
    return text


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text) <= MOST):
        raise ValueError(text)
    return int(text)


def _length(text: str, unit: timedelta, *, longest: timedelta) -> timedelta:
    if not (text.isascii() and text.isdecimal() and len(text) <= 6):
        raise ValueError(text)
    length = int(text) * unit
    if not timedelta(0) < length <= longest:
        raise ValueError(text)
    return length


def _clock_time(text: str) -> time:
    hours, colon, minutes = text.partition(":")
    if not (colon and len(hours) == 2 and len(minutes) == 2):
        raise ValueError(text)
    return time(int(hours), int(minutes))


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share <= 1:
        raise ValueError(text)
    return share


def _wanted(rule: Rule) -> str:
    if rule.choices:
        return f"write one of {', '.join(rule.choices)}"
    return {
        "minutes": f"write whole minutes from 1 to {LONGEST // _UNIT['minutes']}",
        "hours": f"write whole hours from 1 to {LONGEST // _UNIT['hours']}",
        "days": f"write whole days from 1 to {LONGEST_KEPT // DAY}",
        "time": "write a time of day as HH:MM, for example 08:45",
        "share": "write a share from 0 to 1, for example 0.20",
        "count": f"write a whole number from 1 to {MOST}",
        "dates": "write dates as YYYY-MM-DD with commas between them",
    }.get(rule.kind, "write at least one word")


RULES: tuple[Rule, ...] = tuple(
    Rule(
        key=each.name,
        kind=each.metadata["kind"],
        default=_written(each.metadata["kind"], each.default),
        meaning=each.metadata["meaning"],
        source=each.metadata["source"],
        choices=each.metadata["choices"],
    )
    for each in sorted(
        fields(Policy), key=lambda each: any(hasattr(of, each.name) for of in Policy.__bases__)
    )
)
"""Every rule in the order of `Policy`, for the settings page and the table in the docs."""

RULE_OF: dict[str, Rule] = {rule.key: rule for rule in RULES}
