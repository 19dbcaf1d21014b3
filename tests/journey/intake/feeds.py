"""Feeds to hand over in tests: plainly invented, complete, and changed one thing at a time."""

import copy
import json
from datetime import UTC, datetime
from typing import Any

from firstbell.registry.agencies.models import Agency

AT = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
"""Saturday morning, when the night's feed comes."""

BELIEF = "2026-11-20T23:50:00+00:00"


def force(code: str = "quillshire", **more: Any) -> Agency:
    return Agency.objects.create(code=code, name=f"{code} police", kind="police", **more)


def child(reference: str = "c1", **more: Any) -> dict[str, Any]:
    return {
        "id": reference,
        "given_names": "Mirabel",
        "surname": "Thornquill",
        "date_of_birth": "2017-03-04",
        "seen": True,
        "spoken_to": True,
        "spoken_to_alone": False,
        "voice": "Shouting woke me.",
        "school_as_told": "Fernhollow Primary",
        **more,
    }


def adult(reference: str = "a1", **more: Any) -> dict[str, Any]:
    return {
        "id": reference,
        "role": "victim",
        "given_names": "Odalys",
        "surname": "Thornquill",
        "date_of_birth": "1988-07-01",
        **more,
    }


def incident(reference: Any = "QS/1", revision: Any = 1, **more: Any) -> dict[str, Any]:
    return {
        "reference": reference,
        "revision": revision,
        "status": "active",
        "belief_formed_at": BELIEF,
        "address": {"lines": ["1 Imaginary Row"], "postcode": "ZZ1 1ZZ"},
        "circumstances": "Shouting heard by a neighbour.",
        "adults": [adult()],
        "children": [child()],
        **more,
    }


def feed(*incidents: Any, reference: str = "night-1", **more: Any) -> dict[str, Any]:
    return {
        "feed": {
            "source": "quillshire",
            "reference": reference,
            "created_at": "2026-11-21T05:00:00Z",
            "covers_from": "2026-11-20T05:00:00Z",
            "covers_to": "2026-11-21T05:00:00Z",
            **more,
        },
        "incidents": list(incidents),
    }


def without(document: dict[str, Any], *names: str) -> dict[str, Any]:
    kept = copy.deepcopy(document)
    for name in names:
        del kept[name]
    return kept


def written(document: object) -> bytes:
    return json.dumps(document).encode()
