"""Workbooks in tests: one by the sample's writer, and its parts changed one at a time."""

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from firstbell.sample.workbook import workbook
from tests.journey.intake.sheets import ROW

SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
STYLES = "xl/styles.xml"

Change = bytes | Callable[[bytes], bytes]


def book(*rows: Mapping[str, Any], name: str = "Sheet1") -> bytes:
    """Return a workbook whose first row names the columns."""
    return workbook(name, [], rows or [ROW])


def changed(body: bytes, parts: Mapping[str, Change]) -> bytes:
    """Return a workbook with parts written anew, or changed; a new one is added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old:
        held = {name: old.read(name) for name in old.namelist()}
    for name, change in parts.items():
        held[name] = change if isinstance(change, bytes) else change(held[name])
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in held.items():
            new.writestr(name, content)
    return made.getvalue()


def put(*pairs: tuple[str, str]) -> Callable[[bytes], bytes]:
    """Return what replaces texts of a part, each of which must be there."""

    def change(content: bytes) -> bytes:
        for old, new in pairs:
            assert old.encode() in content, old
            content = content.replace(old.encode(), new.encode())
        return content

    return change


def cell(place: str, xml: str) -> Callable[[bytes], bytes]:
    """Return what puts one cell in place of another of the sheet."""

    def change(content: bytes) -> bytes:
        start = content.index(f'<c r="{place}"'.encode())
        end = content.index(b"</c>", start) + 4
        return content[:start] + xml.encode() + content[end:]

    return change
