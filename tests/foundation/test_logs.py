"""`foundation.logs`: a log tells where a fault is, and repeats nothing that it says."""

import json
import logging
import sys
from typing import Any

from firstbell.foundation import logs
from firstbell.foundation.logs import FIELDS, WithoutWords


def a_fault() -> None:
    try:
        dict[str, str]()["Wren"]
    except KeyError as cause:
        raise ValueError("Wren, born 1 April 2015") from cause


def line_of(name: str, message: str, *put_in: object, fault: Any = None) -> dict[str, Any]:
    record = logging.LogRecord(name, logging.ERROR, __file__, 1, message, put_in, fault)
    text = WithoutWords().format(record)
    assert "\n" not in text
    line: dict[str, Any] = json.loads(text)
    return line


def test_a_logged_fault_has_its_place_and_kind_but_not_its_words() -> None:
    try:
        a_fault()
    except ValueError:
        told = sys.exc_info()

    line = line_of("firstbell.flow", "Something failed", fault=told)

    assert "Wren" not in json.dumps(line)
    assert line["message"] == "Something failed"
    assert "builtins.KeyError" in line["fault"]
    assert line["fault"][-1] == "builtins.ValueError"
    assert any(f"{__file__}:" in each for each in line["fault"])


def test_a_line_has_no_field_but_those_that_are_listed() -> None:
    with logs.of_request() as request:
        record = logging.LogRecord("firstbell", logging.INFO, __file__, 1, "Done", (), None)
        record.child = "Wren"
        line = json.loads(WithoutWords().format(record))

    assert line["request"] == request
    assert [name for name in FIELDS if name in line] == list(line)
    assert set(line) == set(FIELDS) - {"fault"}


def test_the_products_own_messages_are_told_whole() -> None:
    assert line_of("firstbell.flow", "event %s failed", 7)["message"] == "event 7 failed"


def test_what_django_puts_into_a_message_is_not_told() -> None:
    line = line_of("django.request", "Internal Server Error: %s", "/join/a-secret/")

    assert line["message"] == "Internal Server Error: %s"


def test_the_words_of_code_that_nobody_here_wrote_are_not_told() -> None:
    line = line_of("somebody.elses", "cannot read Wren, born 1 April 2015")

    assert "message" not in line
    assert line["logger"] == "somebody.elses"


def test_a_request_has_one_id_and_the_next_another() -> None:
    with logs.of_request() as first:
        pass
    with logs.of_request() as second:
        pass

    assert len({first, second}) == 2
    assert "request" not in line_of("firstbell", "Outside of every request")
