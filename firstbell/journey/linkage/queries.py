"""Read links: what was shown to a person, and by when a child without a school must be settled."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from firstbell.core.deadlines import deadline
from firstbell.core.linkage.levels import Field, Level
from firstbell.core.linkage.thresholds import Thresholds
from firstbell.core.linkage.weights import SHIPPED, Weights
from firstbell.journey.intake.models import Incident, RecordedChild, Waiting
from firstbell.journey.linkage.models import Candidate, Decision, Link, WeightsVersion
from firstbell.registry.agencies.queries import calendars, places, rules


def weights_in_force() -> Weights:
    """Return the weights by which children are linked now.

    Those that the partnership trained count only while its impact assessment covers them.
    """
    own = WeightsVersion.objects.filter(is_in_force=True).first()
    if own is None or rules.policy().own_weights != "assessed":
        return SHIPPED
    return Weights.read(own.content)


def shown(link: Link) -> list[dict[str, object]]:
    """Return the candidates as they stand: ids, figures and codes, no names."""
    return [
        {
            "pupil": str(candidate.pupil_id),
            "rank": candidate.rank,
            "weight": candidate.weight,
            "evidence": candidate.evidence,
        }
        for candidate in link.candidates.order_by("rank")
    ]


def open_question(child: RecordedChild) -> Waiting | None:
    """Return the question that the sender has not answered, or None."""
    return child.waiting.filter(why=Waiting.Why.QUESTION, closed_at=None).first()


def pupils_said_not_to_be(link: Link) -> frozenset[UUID]:
    """Return the pupils of whom a person said that the child is not they."""
    said_no = link.decisions.filter(choice=Decision.Choice.RECONSIDERED)
    return frozenset(id_ for id_ in said_no.values_list("pupil", flat=True) if id_)


def pupils_still_possible(link: Link) -> frozenset[UUID]:
    """Return the pupils that a child under review may well be: not ruled out, likely, or a twin."""
    shown = list(link.candidates.order_by("rank"))
    lines = weights_in_force().thresholds
    least = min(lines.review, least_likely(shown, lines))
    likely = {each.pupil_id for each in shown if each.weight >= least or _is_of_one_birth(each)}
    return frozenset(likely) - pupils_said_not_to_be(link)


def least_likely(shown: Sequence[Candidate], lines: Thresholds) -> float:
    """Return the weight from which a pupil may be mistaken for the one that fits best."""
    return max((each.weight for each in shown), default=0.0) - lines.rival_at_home


def _is_of_one_birth(candidate: Candidate) -> bool:
    """Say whether birth date and home agree: such a pupil is the child, or its twin."""
    found = {(piece["field"], piece["level"]) for piece in candidate.evidence}
    return {(Field.BIRTH, Level.SAME), (Field.ADDRESS, Level.HOUSE)} <= found


def unrouted_bell(child: RecordedChild, *, incident: Incident) -> datetime:
    """Return the bell that a child without a school is settled by: that of the council's schools.

    The council is that of the child's postcode, else of the incident's, else the partnership's.
    """
    address = child.said.get("address") or incident.said.get("address") or {}
    return _bell_at(address, incident=incident)


def bell_of(incident: Incident) -> datetime:
    """Return the bell of the schools of the council in which an incident was."""
    return _bell_at(incident.said.get("address") or {}, incident=incident)


def _bell_at(address: Mapping[str, Any], *, incident: Incident) -> datetime:
    residence = places.residence_of(address.get("postcode") or "")
    code = residence.council_code if residence else None
    if code is None:
        code = next((council.code for council in places.our_councils()), "")
    policy = rules.policy()
    calendar = calendars.council_of(code, policy=policy)
    return deadline(incident.belief_formed_at, calendar, policy).due_at
