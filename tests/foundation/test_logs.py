"""`foundation.logs`: a log tells where a fault is, and repeats nothing that it says."""

import logging
import sys

from firstbell.foundation.logs import WithoutWords


def a_fault() -> None:
    try:
        dict[str, str]()["Wren"]
    except KeyError as cause:
        raise ValueError("Wren, born 1 April 2015") from cause


def test_a_logged_fault_has_its_place_and_kind_but_not_its_words() -> None:
    try:
        a_fault()
    except ValueError:
        told = sys.exc_info()
    record = logging.LogRecord("a", logging.ERROR, __file__, 1, "Something failed", (), told)

    text = WithoutWords().format(record)

    assert "Wren" not in text
    assert "Something failed" in text
    assert "builtins.KeyError" in text
    assert "builtins.ValueError" in text
    assert f"{__file__}:" in text
