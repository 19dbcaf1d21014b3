"""The PDF of a morning sheet: set for paper, then sealed with the hub's password (AES-256).

Without the password the file is noise: it may lie in a folder, on a laptop or a stick.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pypdf import PdfReader, PdfWriter

from firstbell.core.policy import Policy
from firstbell.journey.delivery.copies.pdf import document_pdf
from firstbell.journey.delivery.sheet import Known
from firstbell.journey.reconciliation.paper.content import Content, Ladder, Line, Unplaced

TEMPLATE = Path(__file__).with_name("sheet.typ")

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""What a password is made of: nothing that looks like something else on paper."""

GROUPS, OF = 5, 4
"""Twenty of them are 99 bits: more than anybody can try."""


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What stands on every page of one sheet."""

    number: int
    hub: str
    made_at: datetime


def a_password() -> str:
    """Return a new password, as it is written down by hand: groups of letters and figures."""
    group = ["".join(secrets.choice(LETTERS) for _ in range(OF)) for _ in range(GROUPS)]
    return "-".join(group)


def sealed_pdf(marks: Marks, content: Content, *, policy: Policy, password: str) -> bytes:
    """Return the sheet as a PDF that only the password opens.

    :raises firstbell.journey.delivery.copies.pdf.CannotSet: if it could not be set.
    """
    plain = document_pdf(_said(marks, content, policy=policy), template=TEMPLATE)
    writer = PdfWriter(clone_from=PdfReader(BytesIO(plain)))
    writer.encrypt(password, algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _said(marks: Marks, content: Content, *, policy: Policy) -> dict[str, Any]:
    made = date_format(localtime(marks.made_at), "l j F Y, H:i")
    return {
        "title": _("Firstbell, morning sheet %(number)s") % {"number": marks.number},
        "language": (get_language() or "en").partition("-")[0],
        "warning": _("Lock away. Shred within a day. Never leave it on a printer."),
        "marks": _("Sheet %(number)s for %(hub)s, made %(made)s. Whatever came later is not on it.")
        % {"number": marks.number, "hub": marks.hub, "made": made},
        "heading": _("Morning sheet"),
        "lead": _lead(content),
        "how": [
            _("Ring the topmost school first, and its people in the order in which they stand."),
            _(
                "To whoever answers say: This is (your name) from the hub. There is something "
                "waiting in Firstbell for (the person). I cannot say more. May I speak to them?"
            ),
            _(
                "To the person themselves say only the first name of a child. They must tell you "
                "the surname and the date of birth from their own roll. Only when both are those "
                "of the line, read out the line, and nothing else."
            ),
            _("Say nothing of a child on an answering machine. Ring no number but these."),
            policy.do_not_approach,
            policy.not_a_referral,
            policy.helpline,
            _(
                "Write down each call on its line. When Firstbell is back, enter them under "
                "“Morning sheets”: who was told stays told, and nobody is told twice."
            ),
        ],
        "how_heading": _("How to use it"),
        "nothing": "" if content.lines or content.stubs else _("No child is open."),
        "ladders": [_ladder(each, marks) for each in content.ladders],
        "unplaced_heading": _("Nobody to ring yet: the hub decides first"),
        "unplaced": [_unplaced(each, marks) for each in content.unplaced],
        "stubs_heading": _("Restricted: only this person may act"),
        "stubs": [
            _("%(name)s, %(phone)s: something waits that is due %(due)s.")
            % {
                "name": stub.contact,
                "phone": stub.phone or _("no number held"),
                "due": _due(stub.due_at, marks),
            }
            for stub in content.stubs
        ],
    }


def _lead(content: Content) -> str:
    said = {
        "places": len(content.ladders),
        "lines": sum(len(each.lines) for each in content.ladders),
        "unplaced": len(content.unplaced),
    }
    return (
        _("To ring: %(places)s places, %(lines)s lines. To decide: %(unplaced)s children.") % said
    )


def _due(at: datetime | None, marks: Marks) -> str:
    if at is None:
        return _("now")
    local = localtime(at)
    if local.date() == localtime(marks.made_at).date():
        return f"{local:%H:%M}"
    return date_format(local, "l j F, H:i")


def _born(born_on: date | None) -> str:
    if born_on is None:
        return _("birth date not recorded")
    return _("born %(day)s") % {"day": date_format(born_on, "j F Y")}


def _ladder(ladder: Ladder, marks: Marks) -> dict[str, Any]:
    people = [
        f"{person.name}, {person.role.lower()}: "
        + (", ".join(person.numbers) or _("no number held"))
        for person in ladder.people
    ]
    return {
        "heading": _("By %(due)s: %(place)s")
        % {"due": _due(ladder.due_at, marks), "place": ladder.name},
        "people": people,
        "nobody": ""
        if people
        else _("No key adult is known who may be told. Find out who safeguards there."),
        "switchboard": _("Main number: %(number)s") % {"number": ladder.switchboard}
        if ladder.switchboard
        else "",
        "lines": [_line(each, ladder, marks) for each in ladder.lines],
    }


def _line(line: Line, ladder: Ladder, marks: Marks) -> dict[str, Any]:
    facts = [f"{fact.label}: {fact.value}" for fact in line.facts if fact.known == Known.SAID]
    if line.is_asked:
        facts = [_("Ask only whether this child is on their roll. Read out nothing else.")]
    if line.reference:
        facts.insert(0, _("Police reference: %(reference)s") % {"reference": line.reference})
    if line.not_to:
        facts.append(_("Not to be said to: %(names)s") % {"names": ", ".join(line.not_to)})
    return {
        "number": str(line.number),
        "who": f"{line.name}, {_born(line.born_on)}",
        # Said once for the place, and again only where it is another.
        "due": ""
        if line.due_at == ladder.due_at
        else _("By %(due)s") % {"due": _due(line.due_at, marks)},
        "facts": facts,
        "outcome": [_("Time, caller:"), _("Told:")],
        "ticks": _("[ ] no answer   [ ] wrong number   [ ] left word, no detail"),
    }


def _unplaced(child: Unplaced, marks: Marks) -> dict[str, Any]:
    facts = [
        _("Police reference: %(reference)s") % {"reference": child.reference or "–"},
        _("Waits: %(why)s") % {"why": "; ".join(child.why) or _("not looked at yet")},
    ]
    if child.school_as_told:
        facts.append(_("School as told: %(school)s") % {"school": child.school_as_told})
    return {
        "number": str(child.number),
        "who": f"{child.name}, {_born(child.born_on)}",
        "due": _("By %(due)s") % {"due": _due(child.due_at, marks)},
        "facts": facts,
        "outcome": [_("Decided, by whom, when:")],
        "ticks": "",
    }
