"""An anchor: the heads of the trail as they were at one instant, for somebody else to keep.

Whoever can rewrite the whole trail can make it fit itself again, but not a copy of its heads
that is out of their reach. The file holds no personal data. Its own hash shows a copy that was
damaged, not one that was forged: who keeps it is what counts.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from firstbell.foundation.audit.sealing import Head

FORM = "firstbell-anchor-1"


class NoAnchor(ValueError):
    """The text is no anchor, or no longer as it was written; the message says which."""


def write(heads: Mapping[int, Head], *, at: datetime) -> str:
    """Return the text of an anchor."""
    content = {
        "form": FORM,
        "at": at.isoformat(),
        "heads": {
            str(shard): {"number": head.number, "hash": head.hash.hex()}
            for shard, head in sorted(heads.items())
        },
    }
    return json.dumps(content | {"sha256": _hash_of(content)}, indent=1) + "\n"


def read(text: str) -> dict[int, Head]:
    """Return the heads of an anchor.

    :raises NoAnchor: if the text is none, or was changed.
    """
    try:
        content = json.loads(text)
        told = content.pop("sha256")
        heads = {
            int(shard): Head(int(head["number"]), bytes.fromhex(head["hash"]))
            for shard, head in content["heads"].items()
        }
        form = content["form"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NoAnchor("it is no anchor; `firstbell anchor-audit` writes one") from error
    if form != FORM:
        raise NoAnchor(f"its form is not {FORM}")
    if told != _hash_of(content):
        raise NoAnchor("it is not as it was written: its own hash does not fit")
    return heads


def _hash_of(content: Mapping[str, object]) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
