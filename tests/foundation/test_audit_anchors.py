"""What is no anchor is refused, whatever it holds."""

from datetime import datetime

import pytest

from firstbell.foundation.audit import anchors
from firstbell.foundation.audit.sealing import Head


def test_an_anchor_holds_the_heads_and_its_instant(monday: datetime) -> None:
    heads = {3: Head(7, b"x" * 32), 11: Head(0, bytes(32))}
    text = anchors.write(heads, at=monday)

    assert anchors.read(text) == heads
    assert monday.isoformat() in text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "7",
        "{}",
        '{"sha256": 1}',
        '{"sha256": "", "form": "", "heads": []}',
        "[" * 100_000,
    ],
)
def test_what_is_no_anchor_is_refused(text: str) -> None:
    with pytest.raises(anchors.NoAnchor, match="it is no anchor"):
        anchors.read(text)


def test_an_anchor_of_another_form_or_content_is_refused(monday: datetime) -> None:
    text = anchors.write({3: Head(7, b"x" * 32)}, at=monday)

    with pytest.raises(anchors.NoAnchor, match="its form is not"):
        anchors.read(text.replace("anchor-1", "anchor-2"))
    with pytest.raises(anchors.NoAnchor, match="not as it was written"):
        anchors.read(text.replace('"number": 7', '"number": 6'))
