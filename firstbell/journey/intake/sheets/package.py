"""A workbook (XLSX) as a package of XML parts, read without believing any of it.

No part is unpacked beyond a limit, whatever the package says of its size; no document type, no
entity, nothing outside the package; no macro and no formula is run. Only the parts that a table
needs are opened.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, cast
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

from firstbell.journey.intake.reading import Unusable
from firstbell.journey.intake.receipts import Problem

MOST_UNPACKED = 64 * 1024 * 1024
"""Bytes of one part; a sheet of ten thousand rows has less."""

MOST_PARTS = 2_000

MOST_ELEMENTS = 1_500_000
"""Of one part; ten thousand rows of seventy cells have fewer."""

SEEN_AT_ONCE = 1_000
"""Parts of an element that are let go together, once they were seen."""

DEEPEST = 40
"""How deep an element may lie; those of a sheet lie six deep."""

_DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ParseError,
    DefusedXmlException, KeyError, ValueError, OSError, OverflowError,
)  # fmt: skip


class TooLarge(ValueError):
    """A part of the package is larger than any real one."""


class Package:
    """The parts of one workbook.

    :raises Unusable: when it is none.
    """

    def __init__(self, body: bytes) -> None:
        if body.startswith(b"\xd0\xcf\x11\xe0"):
            raise unusable(
                "not_xlsx",
                _("This is a workbook with a password, or one of an old kind (XLS)."),
            )
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(body))
            self._names = {info.filename.lower(): info for info in self._zip.infolist()}
        except _DAMAGED:
            raise damaged() from None
        if len(self._names) > MOST_PARTS:
            raise damaged()

    def has(self, name: str) -> bool:
        """Say whether there is a part of this name."""
        return name.lower() in self._names

    def elements(self, name: str, *wanted: str) -> Iterator[tuple[str, Element]]:
        """Yield each wanted element of a part with its name, whole; it is then forgotten.

        :raises Unusable: when the part is missing, damaged or too large.
        """
        info = self._names.get(name.lower())
        if info is None:
            raise damaged()
        try:
            with self._zip.open(info) as part:
                yield from _whole(_Limited(part), frozenset(wanted))
        except TooLarge:
            raise unusable(
                "too_large", _("Unpacked, the workbook is larger than any real one.")
            ) from None
        except _DAMAGED:
            raise damaged() from None

    def targets(self, name: str) -> dict[str, tuple[str, str]]:
        """Return of each relation of a part its kind and the part it leads to, in the package."""
        folder, file = posixpath.split(name)
        relations = posixpath.join(folder, "_rels", f"{file}.rels")
        found = {}
        for _tag, each in self.elements(relations, "Relationship"):
            target = each.get("Target", "")
            if each.get("TargetMode") == "External" or not target:
                continue
            path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
            kind = each.get("Type", "").rpartition("/")[2]
            found[each.get("Id", "")] = (kind, posixpath.normpath(path))
        return found


def _whole(part: "_Limited", wanted: frozenset[str]) -> Iterator[tuple[str, Element]]:
    above: list[Element] = []
    done: list[int] = []  # of each element above, how many of its parts were seen and are empty
    inside, count = 0, 0
    for event, element in iterparse(
        cast(IO[bytes], part), events=("start", "end"), forbid_dtd=True
    ):
        is_wanted = local(element.tag) in wanted
        if event == "start":
            above.append(element)
            done.append(0)
            inside += is_wanted
            count += 1
            if count > MOST_ELEMENTS or len(above) > DEEPEST:
                raise TooLarge
            continue
        above.pop()
        done.pop()
        inside -= is_wanted
        if is_wanted:
            yield local(element.tag), element
        if not inside:  # what was seen is forgotten, so that a part is never held whole
            element.clear()
            if above:
                done[-1] += 1
                if done[-1] == SEEN_AT_ONCE:
                    del above[-1][:SEEN_AT_ONCE]
                    done[-1] = 0


class _Limited:
    """Reads a part up to the limit, whatever size the package gives for it."""

    def __init__(self, part: IO[bytes]) -> None:
        self._part = part
        self._read = 0

    def read(self, size: int = -1) -> bytes:
        chunk = self._part.read(min(size, 65_536) if size > 0 else 65_536)
        self._read += len(chunk)
        if self._read > MOST_UNPACKED:
            raise TooLarge
        return chunk


def local(tag: str) -> str:
    """Return the name of an element without its namespace, of which there are two kinds."""
    return tag.rpartition("}")[2]


def unusable(code: str, problem: str, cure: str = "") -> Unusable:
    """Return why nothing of a workbook can be used."""
    cure = cure or _("Save it as an Excel workbook (XLSX) without a password, or as CSV UTF-8.")
    return Unusable([Problem(code=code, place="", problem=problem, cure=cure)])


def damaged() -> Unusable:
    """Return that a workbook cannot be read at all."""
    return unusable("not_xlsx", _("This is not a whole workbook."))
