"""What one recipient may be told of one child: everything known, through the allow-list.

A way to reach somebody that is marked as not safe, and an address that goes no further than
police and hub, are taken out of every text, whoever has let it go.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from firstbell.core.disclosure import FREE_TEXT, content, screened, taken_out
from firstbell.journey.intake.models import Incident, RecordedChild
from firstbell.journey.intake.others import others_than
from firstbell.journey.intake.unsafe import cleaned, safe_addresses, unsafe_of

OF_THE_INCIDENT = (
    "occurred_from",
    "occurred_to",
    "place_kind",
    "circumstances",
    "conditions",
    "suspect_status",
    "social_care_referral",
)
OF_THE_CHILD = (
    "presence",
    "where_present",
    "seen",
    "spoken_to",
    "spoken_to_alone",
    "voice",
    "presentation",
    "language",
    "interpreter",
    "communication_needs",
)


@dataclass(frozen=True, kw_only=True)
class Content:
    """What may be shown, the keys of the texts that wait for a hub worker, and of what police keep.

    A recipient's pages have no other source: they cannot read the incident itself.
    """

    shown: dict[str, object]
    withheld: tuple[str, ...]
    not_shared: tuple[str, ...]


def content_for(
    child: RecordedChild,
    *,
    recipient: str,
    profile: str,
    looked_at: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> Content:
    """Return the content of a notification as the incident stands.

    `recipient` is the reader's own name, which a text may hold.

    `looked_at` gives, by key, the mark of each text that a hub worker has read and let go; a
    text that has changed since must be looked at again. `wrong` gives the mark of each fact
    that was wrong and taken back; what police have put right since is told again.
    """
    incident = child.incident
    withhold = _withhold(incident)
    told = content(profile, _known(child, incident), withhold=withhold)
    still = {key for key, mark in (wrong or {}).items() if mark == mark_of(told.get(key))}
    told = {key: value for key, value in told.items() if key not in still}
    let_go = {key for key, mark in (looked_at or {}).items() if mark == mark_of(told.get(key))}
    result = screened(told, others=others_than(child, recipient=recipient), looked_at=let_go)
    # After the marks: a text that was let go stays let go, without what is not safe in it.
    ways = unsafe_of(incident).ways | safe_addresses(incident.said)
    shown = {
        key: cleaned(value, ways) if key in FREE_TEXT and isinstance(value, str) else value
        for key, value in result.content.items()
    }
    return Content(
        shown=shown,
        withheld=tuple(sorted(result.kept_back)),
        not_shared=tuple(sorted(taken_out(withhold))),
    )


def mark_of(text: object) -> str:
    """Return a mark by which a text is known again without being kept twice."""
    return sha256(str(text).encode()).hexdigest()


def full_text(child: RecordedChild, key: str) -> str:
    """Return one text as police wrote it, for the hub worker who decides about it."""
    return str(_known(child, child.incident).get(key) or "")


def _known(child: RecordedChild, incident: Incident) -> dict[str, object]:
    return {
        "given_names": child.given_names,
        "surname": child.surname,
        "date_of_birth": child.born_on.isoformat() if child.born_on else None,
        "reference": incident.reference,
        **{key: incident.said.get(key) for key in OF_THE_INCIDENT},
        **{key: child.said.get(key) for key in OF_THE_CHILD},
    }


def _withhold(incident: Incident) -> list[str]:
    return list((incident.said.get("disclosure") or {}).get("withhold") or [])
