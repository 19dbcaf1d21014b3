"""What the governance documents are filled from: this installation's own settings, nothing else.

No record of a child is read, and no date of today: the same settings give the same documents, so
that a difference between two of them is a change of settings.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from firstbell.cli.governance import words
from firstbell.core.basis import TABLE, basis_of
from firstbell.core.disclosure import PROFILES, WITHHOLD
from firstbell.core.linkage.weights import SHIPPED, Weights
from firstbell.core.periods import YEAR
from firstbell.core.policy import RULES, Policy
from firstbell.core.retention import CLASSES, period
from firstbell.journey.linkage.queries import weights_in_force
from firstbell.registry.agencies.models import Agency
from firstbell.registry.agencies.queries import places, rules
from firstbell.registry.agreements.queries import register
from firstbell.web import idle, scheme


@dataclass(frozen=True, kw_only=True)
class RuleFact:
    """One open rule as it is set here."""

    key: str
    value: str
    meaning: str
    source: str
    is_changed: bool


@dataclass(frozen=True, kw_only=True)
class BasisFact:
    """One kind of recipient, and what telling it rests on here."""

    recipient: str
    ground: str
    purpose: str
    law: str
    source: str
    must_check: bool
    stops: bool


@dataclass(frozen=True, kw_only=True)
class RetentionFact:
    """One class of record, and how long it is kept here."""

    what: str
    period: str
    runs_from: str
    ending: str
    source: str


@dataclass(frozen=True, kw_only=True)
class AgreementFact:
    """One agreement of the register, with its state."""

    title: str
    state: str
    parties: str
    purpose: str
    shared: str
    last_on: str


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """A council or a force, by its name and code."""

    name: str
    code: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything that the documents may name."""

    partnership: str
    councils: tuple[Organisation, ...]
    senders: tuple[Organisation, ...]
    force_pfa: str
    rules: tuple[RuleFact, ...]
    bases: tuple[BasisFact, ...]
    retention: tuple[RetentionFact, ...]
    agreements: tuple[AgreementFact, ...]
    profile: str
    told: tuple[str, ...]
    may_be_withheld: tuple[str, ...]
    sign_in: tuple[str, ...]
    session_hours: int
    two_people: str
    mail: str
    database: str
    dependencies: tuple[str, ...]
    weights: Weights
    scheme: tuple[scheme.Section, ...]

    @property
    def rule(self) -> Mapping[str, str]:
        """What each open rule is set to, by its key."""
        return {each.key: each.value for each in self.rules}

    @property
    def changed_rules(self) -> tuple[RuleFact, ...]:
        """The rules that this partnership has set otherwise than by default."""
        return tuple(each for each in self.rules if each.is_changed)

    @property
    def council_names(self) -> str:
        """The councils as a sentence has them."""
        return scheme.listed([each.name for each in self.councils], otherwise="the council")

    @property
    def police_names(self) -> str:
        """The forces that send, as a sentence has them."""
        return scheme.listed([each.name for each in self.senders], otherwise="the police force")

    @property
    def by_agreement(self) -> tuple[BasisFact, ...]:
        """The recipients that are told only while an agreement is in force."""
        return tuple(each for each in self.bases if each.stops)

    @property
    def to_check(self) -> tuple[BasisFact, ...]:
        """The recipients whose basis the law leaves open."""
        return tuple(each for each in self.bases if each.must_check)


def gather(*, at: datetime) -> Facts:
    """Return what this installation's settings say at an instant."""
    policy, partnership = rules.policy(), places.partnership()
    return made_of(
        partnership=_line(partnership.name) if partnership else "(the partnership is not set yet)",
        force_pfa=(partnership.force_pfa if partnership else "") or "not set",
        councils=_organisations(places.our_councils()),
        senders=_organisations(places.senders()),
        agreements=_agreements(at),
        sections=scheme.sections(scheme.scheme(at=at)),
        policy=policy,
        mail=_mail(policy),
        sign_in=_sign_in(),
        weights=weights_in_force(),
    )


def made_of(
    *,
    partnership: str,
    force_pfa: str,
    councils: tuple[Organisation, ...],
    senders: tuple[Organisation, ...],
    agreements: tuple[AgreementFact, ...],
    sections: tuple[scheme.Section, ...],
    policy: Policy,
    mail: str,
    sign_in: tuple[str, ...],
    weights: Weights = SHIPPED,
) -> Facts:
    """Return the facts of an installation with these settings; what the product fixes is added."""
    written = policy.as_settings()
    return Facts(
        partnership=partnership,
        councils=councils,
        senders=senders,
        force_pfa=force_pfa,
        rules=tuple(
            RuleFact(
                key=rule.key,
                value=_line(written[rule.key]) or "none",
                meaning=rule.meaning,
                source=rule.source,
                is_changed=written[rule.key] != rule.default,
            )
            for rule in RULES
        ),
        bases=_bases(policy),
        retention=_retention(policy),
        agreements=agreements,
        profile=policy.content_profile,
        told=tuple(words.TOLD_WORDS[key] for key in PROFILES[policy.content_profile]),
        may_be_withheld=tuple(sorted(WITHHOLD)),
        sign_in=sign_in,
        session_hours=idle.LONGEST_DAY // timedelta(hours=1),
        two_people=words.TWO_PEOPLE_WORDS[policy.two_people_for],
        mail=mail,
        database="PostgreSQL, with two roles: one owns the tables, one serves and owns nothing",
        dependencies=_dependencies(),
        weights=weights,
        scheme=sections,
    )


def _mail(policy: Policy) -> str:
    by_mail = "a mail server of the installation" if settings.SMTP_URL else "none: kept as files"
    if settings.NOTIFY_KEY and policy.texts != "no":
        return f"{by_mail}; texts without content to key adults' mobiles by GOV.UK Notify"
    return by_mail


def _line(text: str) -> str:
    """Return a text that somebody typed as one line that breaks no table."""
    return " ".join(text.split()).replace("|", "\\|")


def _organisations(agencies: Iterable[Agency]) -> tuple[Organisation, ...]:
    return tuple(Organisation(name=_line(each.name), code=each.code) for each in agencies)


def _bases(policy: Policy) -> tuple[BasisFact, ...]:
    found = []
    for kind in TABLE:
        basis = basis_of(kind, policy=policy)
        found.append(
            BasisFact(
                recipient=words.KIND_WORDS[kind],
                ground=words.GROUND_WORDS[basis.ground],
                purpose=words.PURPOSE_WORDS[basis.purpose],
                law=basis.law,
                source=basis.source,
                must_check=not basis.is_settled,
                stops=basis.stops_without_agreement,
            )
        )
    return tuple(found)


def _retention(policy: Policy) -> tuple[RetentionFact, ...]:
    sources = {rule.key: rule.source for rule in RULES}
    return tuple(
        RetentionFact(
            what=words.RECORD_WORDS[kind],
            period=_length(period(kind, policy)),
            runs_from=each.runs_from,
            ending=words.ENDING_WORDS[each.ending],
            source=sources[each.rule],
        )
        for kind, each in CLASSES.items()
    )


def _length(length: timedelta) -> str:
    years, left = divmod(length, YEAR)
    if left or not years:
        return f"{length.days} days"
    return f"{length.days} days ({years} {'year' if years == 1 else 'years'})"


def _agreements(at: datetime) -> tuple[AgreementFact, ...]:
    return tuple(
        AgreementFact(
            title=_line(each.title),
            state=str(each.state_words),
            parties=_line("; ".join(each.parties)),
            purpose=_line(each.purpose),
            shared=_line(each.shared),
            last_on=each.last_on.isoformat() if each.last_on else "",
        )
        for each in register.entries(at=at)
    )


USUAL_SIGN_IN = (
    "an account by invitation only, with a password and a one-time code or a passkey",
    "recovery codes, each of which works once",
)


def _sign_in() -> tuple[str, ...]:
    providers: Sequence[dict[str, object]] = (
        getattr(settings, "SOCIALACCOUNT_PROVIDERS", {}).get("openid_connect", {}).get("APPS", [])
    )
    named = tuple(
        f"signing in with {each.get('name') or each.get('provider_id')}" for each in providers
    )
    return (*USUAL_SIGN_IN, *named)


def _dependencies() -> tuple[str, ...]:
    project = tomllib.loads((settings.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted: list[str] = project["project"]["dependencies"]
    return tuple(sorted(re.split(r"[^\w-]", each)[0] for each in wanted))
