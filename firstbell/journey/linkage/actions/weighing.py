"""Train a version of the weights from what people decided, and put one in force.

Off until the partnership has recorded that its impact assessment covers it. What is learned are
figures for kinds of agreement; a version names no child, and what people decided stands whatever
the weights say.
"""

from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from uuid import UUID

from firstbell.core.linkage import SHIPPED, Weights
from firstbell.core.linkage.correcting import is_wrong
from firstbell.core.linkage.training import BY_HAND, count_patterns, train
from firstbell.core.linkage.weights import PRIOR, REGISTER
from firstbell.foundation import acting
from firstbell.foundation.audit import actions as audit
from firstbell.journey.linkage.comparing import compare
from firstbell.journey.linkage.models import WeightsVersion
from firstbell.journey.linkage.queries import weights_in_force
from firstbell.journey.linkage.truth import BySchools, KnownIncident, known_incidents
from firstbell.registry.agencies.queries import rules

LEAST_KNOWN = 100
"""So few children whose truth is known teach nothing that one could rely on."""

PULL = 20.0
"""Each figure is held to where it starts as by so many examples: few reviews change little."""

HELD = frozenset({*BY_HAND, PRIOR, REGISTER})
"""Figures that are not learned here: which children come to a person would be learned with them."""

PARTS, CHECKED = 3, 0
"""One incident of three is kept aside, to compare before and after on."""


class NotAssessed(RuntimeError):
    """The partnership has not recorded that its impact assessment covers this."""


class TooLittleKnown(RuntimeError):
    """Too few children are known for anything to be learned."""


class Unfit(RuntimeError):
    """The version would repeat what people corrected, or link more of them wrongly than before."""


@acting.as_system
def train_weights(*, schools: BySchools, at: datetime) -> WeightsVersion:
    """Learn a version from what is known, and keep it beside its figures; none is put in force.

    :raises NotAssessed: while the rule `own_weights` is off.
    :raises TooLittleKnown: where too few children are known, or all are of one kind.
    """
    _check_assessed()
    before = weights_in_force()
    known = list(known_incidents(schools))
    learned = [each.known() for each in known if not _is_kept_aside(each.incident_id)]
    count = sum(len(each.truth) for each in learned)
    if count < LEAST_KNOWN:
        raise TooLittleKnown(
            f"{count} children are known to learn from; at least {LEAST_KNOWN} are needed"
        )
    try:
        bits = train(count_patterns(learned), start=before.bits, pull=PULL, fixed=HELD)
    except ValueError as error:
        raise TooLittleKnown(str(error)) from error
    name = f"{SHIPPED.version}+{at:%Y%m%dT%H%M%S}"
    after = replace(before, version=name, bits=bits, report=_report(before, count))
    groups = compare((each for each in known if _is_kept_aside(each.incident_id)), before, after)
    said = {group: f"{group}: {both.after.said()}" for group, both in sorted(groups.items())}
    tested = {"tested_on": (said.pop("all"),), "fairness": tuple(said.values())}
    after = replace(after, report={**after.report, **tested})
    kept = WeightsVersion.objects.create(
        version=name,
        content=after.written(),
        compared=[
            {"group": group, "before": both.before.said(), "after": both.after.said()}
            for group, both in sorted(groups.items())
        ],
        is_worse=groups["all"].after.wrong > groups["all"].before.wrong,
        trained_at=at,
    )
    _audit("weights.trained", name, at=at, children=count)
    return kept


@acting.as_system
def use_weights(*, version: str, schools: BySchools, at: datetime) -> Weights:
    """Put a version in force, for what is decided from now on; links that stand, stand.

    Every child of whom people said something is decided once more, in thought.

    :raises NotAssessed: while the rule `own_weights` is off, unless the version is the shipped one.
    :raises LookupError: where there is no such version.
    :raises Unfit: where the version would repeat a mistake that somebody has corrected.
    """
    own = None
    if version != SHIPPED.version:
        _check_assessed()
        own = WeightsVersion.objects.select_for_update().filter(version=version).first()
        if own is None:
            raise LookupError(f"there is no version {version}; `firstbell weights show` lists them")
        if own.is_worse:
            raise Unfit(f"{version} linked more children wrongly than what it came from")
    weights = Weights.read(own.content) if own else SHIPPED
    repeated = sum(_mistakes(each, weights) for each in known_incidents(schools))
    if repeated:
        raise Unfit(
            f"{version} would link {repeated} children otherwise than people have decided;"
            " it is not put in force"
        )
    WeightsVersion.objects.filter(is_in_force=True).update(is_in_force=False)
    WeightsVersion.objects.filter(version=version).update(is_in_force=True)
    _audit("weights.used", version, at=at)
    return weights


def _check_assessed() -> None:
    if rules.policy().own_weights != "assessed":
        raise NotAssessed(
            "weights of your own are off: record the impact assessment first, then"
            " `firstbell rule set own_weights assessed`"
        )


def _is_kept_aside(incident_id: UUID) -> bool:
    """Say whether an incident is not learned from: the same answer whenever it is asked."""
    return blake2b(incident_id.bytes, digest_size=1).digest()[0] % PARTS == CHECKED


def _mistakes(incident: KnownIncident, weights: Weights) -> int:
    return sum(
        is_wrong(decision, incident.said[decision.child]) for decision in incident.decide(weights)
    )


def _report(before: Weights, children: int) -> dict[str, tuple[str, ...]]:
    """What the version says of itself; what it came from says the rest."""
    learned = f"{children:,} children of whom people of this partnership said who they are"
    return {
        "learned_on": (*before.report["learned_on"], learned),
        "by_hand": tuple(sorted(HELD)),
        "chosen_on": before.report["chosen_on"],
        "tested_on": (),
        "fairness": (),
    }


def _audit(action: str, version: str, *, at: datetime, **detail: object) -> None:
    audit.record(action, subject_kind="weights", subject_id=version, by=None, at=at, detail=detail)
