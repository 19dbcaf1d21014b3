"""Receive one file of a force, by command or from its folder, and keep what was refused of it.

What a file says is known by what it holds: JSON, or a spreadsheet that its mapping reads. A file
of which nothing could be used stands under *Your feeds*, as what came by the API does.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from firstbell.foundation.accounts.models import User
from firstbell.journey.intake.actions.receive import ForeignSource, keep_unusable, receive_feed
from firstbell.journey.intake.actions.sheets import receive_sheet
from firstbell.journey.intake.reading import Unusable, read_document
from firstbell.journey.intake.receipts import Problem, Receipt
from firstbell.journey.intake.sheets.files import digest_of, is_workbook, read_sheet
from firstbell.journey.intake.sheets.mapping import SheetMapping
from firstbell.registry.agencies.models import Agency
from firstbell.registry.agencies.queries import places

_BLANK = b"\xef\xbb\xbf \t\r\n"


def receive_file(
    body: bytes,
    *,
    name: str,
    mapping: SheetMapping | None,
    by: User | None,
    at: datetime,
    sent_by: Agency | None = None,
) -> Receipt:
    """Take what a file says and return its receipt; `name` may tell the day that it covers.

    `sent_by` is the source in whose folder it lay; of a file that names another nothing is taken.

    :raises Unusable: when nothing of it can be used; it is kept where its source is known.
    """
    document: object = None
    try:
        if mapping is not None and not is_json(body):
            sheet = read_sheet(body, name=name, mapping=mapping, at=at)
            return receive_sheet(sheet=sheet, by=by, at=at)
        document = _read(body)
        return receive_feed(document=document, by=by, at=at, sent_by=sent_by)
    except Unusable as refusal:
        if isinstance(refusal, ForeignSource):
            refusal.problems = [_another_source()]
        if source := sent_by or _source_said(document, mapping):
            keep_unusable(
                document=_as_sent(body) if document is None else document,
                problems=refusal.problems,
                source=source,
                by=by,
                at=at,
            )
        raise


def _read(body: bytes) -> object:
    if is_workbook(body):
        raise Unusable([_no_mapping()])
    return read_document(body)


def is_json(body: bytes) -> bool:
    """Say whether a file begins as the object of a feed does."""
    return body[:1024].lstrip(_BLANK).startswith(b"{")


def _source_said(document: object, mapping: SheetMapping | None) -> Agency | None:
    """Return the source that a file or its mapping names, if there is one of that code."""
    if isinstance(document, dict) and isinstance(header := document.get("feed"), dict):
        code = header.get("source")
    else:
        code = mapping.delivery.source if mapping else None
    return places.sender_by_code(code) if isinstance(code, str) and "\0" not in code else None


def _as_sent(body: bytes) -> object:
    """Return what is kept of a file that could not be read: its text, or by what it is known."""
    if is_workbook(body) or b"\0" in body:
        return {"as_sent": "", "file": digest_of(body)}
    return {"as_sent": body.decode(errors="backslashreplace")}


def _no_mapping() -> Problem:
    return Problem(
        code="no_mapping",
        place="",
        problem=_("This is a spreadsheet, and nothing says what its columns mean."),
        cure=_("Give its mapping, or send JSON."),
    )


def _another_source() -> Problem:
    return Problem(
        code="not_your_source",
        place="/feed/source",
        problem=_("It lay in the folder of another source than the one that it names."),
        cure=_("Write the code of your own source, or put it into the folder of this one."),
    )
