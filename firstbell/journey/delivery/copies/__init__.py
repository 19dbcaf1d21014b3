"""A copy of one notification that leaves these walls: what stands on it, in each of its forms.

Who may take one is the door's to say (`delivery.access`), and counting is `actions.copying`'s.
Every form carries the same marks: its number, who took it and when, whether the child's words
are in it, and that it must be checked before anybody discloses it. A file's name says nothing
of the child.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from firstbell.journey.delivery.models import Copy


@dataclass(frozen=True, kw_only=True)
class Taken:
    """One copy that was taken."""

    copy_id: UUID
    number: int
    kind: str
    kind_in_words: str
    with_words: bool
    by: str
    at: datetime

    @property
    def file_name(self) -> str:
        """What the file is called: it may lie in a folder that anybody sees."""
        return f"firstbell-copy-{self.number}.{self.kind}"

    @property
    def is_on_paper(self) -> bool:
        """Whether it is a page to print and no file."""
        return self.kind == Copy.Kind.PAGE


def taken_of(row: Copy) -> Taken:
    """Return one copy in plain values."""
    return Taken(
        copy_id=row.id,
        number=row.number,
        kind=row.kind,
        kind_in_words=str(row.get_kind_display()),
        with_words=row.with_words,
        by=str(row.made_by or _("the hub, for its morning")),
        at=row.made_at,
    )


def warning() -> str:
    """Return what stands on every page of every copy."""
    return _("Check before disclosure. Do not file where a parent may read it.")


def what_is_left_out(taken: Taken) -> str:
    """Say whether the child's words are in a copy."""
    if taken.with_words:
        return _("With the child’s words and the circumstances.")
    return _("Without the child’s words and the circumstances.")


def whose(taken: Taken) -> str:
    """Return who took a copy and when, with its number."""
    said = {
        "number": taken.number,
        "name": taken.by,
        "day": date_format(localtime(taken.at), "j F Y, H:i"),
    }
    return _("Copy %(number)s, taken by %(name)s, %(day)s.") % said
