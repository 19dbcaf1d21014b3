"""A copy as data for another system: the allow-listed facts under their own names.

The shape is told in `docs/how-to/copies-for-the-file.md`; a field may be added, none is renamed.
"""

import json
from typing import Any

from firstbell.core.disclosure import FIRST_STEP, PROFILES, without_words
from firstbell.journey.delivery.copies import Taken, warning, what_is_left_out
from firstbell.journey.delivery.models import Notification
from firstbell.journey.delivery.sheet import Known, Sheet

SHAPE = "firstbell-copy/1"


def document_of(taken: Taken, row: Notification, sheet: Sheet) -> bytes:
    """Return a copy as JSON in UTF-8."""
    document = {
        "shape": SHAPE,
        "copy": {
            "number": taken.number,
            "taken_by": taken.by,
            "taken_at": taken.at.isoformat(),
            "with_words": taken.with_words,
            "warning": warning(),
            "note": what_is_left_out(taken),
        },
        "notification": _notification(row),
        "facts": _facts(taken, row),
        "not_told": _not_told(sheet),
        "support": [
            {
                "kinds": list(done.kinds),
                "overt": done.is_overt,
                "given_by": done.given_by,
                "given_on": done.given_on.isoformat(),
                "note": done.note,
            }
            for done in sheet.support
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def _facts(taken: Taken, row: Notification) -> dict[str, object]:
    """Return what the profile allows and nothing that found its way beside it."""
    allowed = (*FIRST_STEP, *PROFILES[row.profile])
    told = {key: row.content[key] for key in dict.fromkeys(allowed) if key in row.content}
    return told if taken.with_words else without_words(told)


def _not_told(sheet: Sheet) -> dict[str, str]:
    return {
        fact.key: fact.known.value
        for section in sheet.incident + sheet.sections
        for fact in section.facts
        if fact.known != Known.SAID
    }


def _notification(row: Notification) -> dict[str, Any]:
    instants = {
        name: getattr(row, name)
        for name in ("statutory_since", "raised_at", "acknowledged_at", "withdrawn_at")
    }
    return {
        "recipient": row.recipient,
        "recipient_name": row.recipient_name,
        "reason": row.reason,
        "basis": row.basis,
        "purpose": row.purpose,
        "agreement": str(row.agreement_id) if row.agreement_id else None,
        "revision": row.revision,
        **{name: instant.isoformat() if instant else None for name, instant in instants.items()},
    }
