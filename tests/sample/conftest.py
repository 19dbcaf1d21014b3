"""Boroughs that the tests of the sample share: a small one of every kind, and its files."""

import csv
import io
from typing import Any

import pytest

from firstbell import sample
from firstbell.sample import Borough

type_of_row = dict[str, str]


@pytest.fixture(scope="session")
def borough() -> Borough:
    """A small borough with every case and every sequel."""
    return sample.make_borough(seed=7, pupils=600, incidents=90)


@pytest.fixture(scope="session")
def written(borough: Borough) -> dict[str, bytes]:
    """Its files by path."""
    return sample.files(borough)


@pytest.fixture(scope="session")
def roll(written: dict[str, bytes]) -> list[type_of_row]:
    """The lines of its combined roll."""
    return read_csv(written["rolls/eastmarsh.csv"], "utf-8-sig")


@pytest.fixture(scope="session")
def feed(borough: Borough) -> list[dict[str, Any]]:
    """The incidents of its first feed."""
    incidents: list[dict[str, Any]] = borough.feeds["feed.json"]["incidents"]
    return incidents


def read_csv(content: bytes, encoding: str = "utf-8") -> list[type_of_row]:
    """The lines of a CSV file by column."""
    return list(csv.DictReader(io.StringIO(content.decode(encoding), newline="")))
