"""`{% load delivery %}`: the codes of support given, in words."""

from collections.abc import Iterable

from django import template

from firstbell.journey.delivery.forms import KINDS

register = template.Library()


@register.filter
def kinds_in_words(kinds: Iterable[str]) -> str:
    """Return what was done as one phrase; a code that is not known here stands as it is."""
    return "; ".join(str(KINDS.get(kind, kind)) for kind in kinds)
