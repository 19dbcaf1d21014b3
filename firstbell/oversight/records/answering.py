"""The answer to a request as a PDF, made on this machine in the way of a copy for the file.

Everything that anybody wrote goes in as data and is set as text. What is left out is not in it.
"""

from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from firstbell.journey.delivery.copies.pdf import document_pdf
from firstbell.oversight.looking.statement import Seen
from firstbell.oversight.records.access.asking import Answer


def what_is_left_out(answer: Answer) -> str:
    """Say how much was left out, never where all of a thing was, or which reason it had."""
    if not answer.left_out:
        return _("Nothing was left out.")
    return ngettext(
        "%(n)d passage was left out, because it is about somebody else or because the law lets "
        "it be kept back. Where it stood in a text you find “[left out]”.",
        "%(n)d passages were left out, because they are about somebody else or because the law "
        "lets them be kept back. Where one stood in a text you find “[left out]”.",
        answer.left_out,
    ) % {"n": answer.left_out}


def pdf_of(answer: Answer) -> bytes:
    """Return an answer as a PDF.

    :raises CannotSet: if typst could not make it.
    """
    day = date_format(localtime(answer.made_at), "j F Y, H:i")
    sections = []
    for record in answer.records:
        facts = [{"label": label, "value": value} for label, value in record.lines]
        seen = [
            {"label": _when(line), "value": f"{line.works}: {line.what}"}
            for line in record.seen.lines
        ]
        sections.append({"heading": record.heading, "facts": facts})
        sections.append({"heading": f"{record.heading}: {_('who has seen it')}", "facts": seen})
    said: dict[str, Any] = {
        "title": _("Firstbell, answer, copy %(number)s") % {"number": answer.number},
        "language": (get_language() or "en").partition("-")[0],
        "warning": _("For the person named here alone."),
        "marks": _("Copy %(number)s, %(day)s.") % {"number": answer.number, "day": day},
        "heading": _("What is held about you, or about the child whom you asked about"),
        "lead": _("To %(name)s, who asked on %(day)s.")
        % {"name": answer.asker_name, "day": date_format(answer.received_on, "j F Y")},
        "sections": sections,
        "support": None,
        "advice": [what_is_left_out(answer)],
        "acts": "",
    }
    return document_pdf(said)


def _when(line: Seen) -> str:
    return date_format(localtime(line.first_at), "j F Y, H:i")
