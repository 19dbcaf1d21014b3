"""What speaks for a child who may live in a home, and what against, in sentences for the hub.

Makes words of the codes of `core.unrecorded`; decides nothing.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

Kept = Mapping[str, Any]
"""One reason as a question keeps it: `code`, `day` and `number`."""


def why(reason: Kept) -> str:
    """Return what speaks for it."""
    return {
        "roll_at_the_home": _("A school’s roll of %(day)s has the child at this address."),
        "roll_with_a_child": _(
            "A school’s roll of %(day)s has the child at one address with a child who was recorded."
        ),
        "surname": _("Somebody in the incident bears the same surname."),
        "recorded_before": _(
            "Police recorded the child with this household before, in an incident of %(day)s."
        ),
        "said_to_live_there": _("Somebody of the hub said on %(day)s that the child lives there."),
    }[reason["code"]] % {"day": _day(reason)}


def against(reason: Kept) -> str:
    """Return what speaks against it."""
    number = reason["number"]
    texts = {
        "other_surname": _("Nobody in the incident bears the child’s surname."),
        "other_families": ngettext(
            "The rolls have %(number)d other family’s surname at this address: it may be shared, "
            "or flats.",
            "The rolls have %(number)d other families’ surnames at this address: it may be shared, "
            "or flats.",
            number,
        ),
        "rolls_say_elsewhere": _(
            "The rolls have the children who were recorded at another address: the family may have "
            "moved in after this child moved out."
        ),
        "roll_is_old": _("That roll is of %(day)s: the child may have moved since."),
        "long_ago": _("That was on %(day)s: the child may live elsewhere now."),
        "may_be_one_of_them": ngettext(
            "%(number)d child who was recorded is on no roll that we found: it may be this one, "
            "under another name.",
            "%(number)d children who were recorded are on no roll that we found: it may be one of "
            "them, under another name.",
            number,
        ),
    }
    return texts[reason["code"]] % {"day": _day(reason), "number": number}


def _day(reason: Kept) -> str:
    return date_format(date.fromisoformat(reason["day"]), "j F Y") if reason["day"] else ""
