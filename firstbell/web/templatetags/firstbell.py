"""`{% load firstbell %}`: the time left, in figures and words, and what waits for one's word.

Only how things are said stands here; what is due when is decided in `core`.
"""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firstbell.core.identifiers import place_reference
from firstbell.journey.admissions.access import waits_for_answer as places_asked_of
from firstbell.journey.allegations import access as allegations
from firstbell.journey.known.access import waits_for
from firstbell.registry.agencies.access import second, working
from firstbell.registry.cover import checks
from firstbell.registry.cover.access import to_name
from firstbell.registry.home_education.access import waits_for_answer

register = template.Library()

SOON = timedelta(hours=1)
"""From here on a page says that the time is short."""


def in_words(length: timedelta) -> str:
    """Return a length in one or two units: `1 day 3 hours`, `2 hours 5 minutes`, `40 minutes`."""
    minutes = int(length.total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [
        ngettext("%(n)d day", "%(n)d days", days) % {"n": days} if days else "",
        ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours} if hours else "",
        ngettext("%(n)d minute", "%(n)d minutes", rest) % {"n": rest} if rest and not days else "",
    ]
    return " ".join(filter(None, parts)) or _("less than a minute")


@register.filter
def place_number(urn: int) -> str:
    """Return what people call the number of a place: a URN, or a childcare reference."""
    return place_reference(urn)


@register.inclusion_tag("components/time_left.html")
def time_left(due_at: datetime, now: datetime) -> dict[str, object]:
    """Show how long there is until `due_at`, or by how much it is late.

    `{% time_left notification.due_at clock_now %}`: `clock_now` is there on every page.
    """
    left = due_at - now
    if left < timedelta(0):
        state, words = "late", _("%(length)s late") % {"length": in_words(-left)}
    else:
        state = "soon" if left <= SOON else "calm"
        words = _("%(length)s left") % {"length": in_words(left)}
    return {"state": state, "words": words, "due_at": due_at, "is_today": _is_same_day(due_at, now)}


def _is_same_day(one: datetime, other: datetime) -> bool:
    return localdate(one) == localdate(other)


@register.inclusion_tag("people/due.html", takes_context=True)
def people_to_confirm(context: dict[str, Any]) -> dict[str, object]:
    """Say how many wait for this reader's word that they still work at their school or force."""
    return {"people": working.due_for(context["request"].user, context["clock_now"])}


@register.inclusion_tag("cover/to_name.html", takes_context=True)
def cover_to_name(context: dict[str, Any]) -> dict[str, object]:
    """Say which holidays of this reader's own schools have days that nobody covers."""
    return {"holidays": to_name(context["request"].user, at=context["clock_now"])}


@register.inclusion_tag("cover/contacts_due.html", takes_context=True)
def contacts_to_confirm(context: dict[str, Any]) -> dict[str, object]:
    """Say at which of this reader's places it is to be said that the key adults are right."""
    return {"places": checks.due_for(context["request"].user, at=context["clock_now"])}


@register.inclusion_tag("home_education/waits.html", takes_context=True)
def home_education_waits(context: dict[str, Any]) -> dict[str, object]:
    """Say how many reports of home education wait for an answer of this reader's own desks."""
    return {"reports": waits_for_answer(context["request"].user, at=context["clock_now"])}


@register.inclusion_tag("admissions/waits.html", takes_context=True)
def place_request_waits(context: dict[str, Any]) -> dict[str, object]:
    """Say how many requests for a school place wait for this reader's own desks."""
    return {"waiting": places_asked_of(context["request"].user, at=context["clock_now"])}


@register.inclusion_tag("known/waits.html", takes_context=True)
def known_waits(context: dict[str, Any]) -> dict[str, object]:
    """Say how many children wait for a word of this reader's own service."""
    return {"waiting": waits_for(context["request"].user, at=context["clock_now"])}


@register.inclusion_tag("allegations/waits.html", takes_context=True)
def allegation_waits(context: dict[str, Any]) -> dict[str, object]:
    """Say how many suspects who work with children wait for this reader's own desks."""
    waiting = allegations.waits_for(context["request"].user, at=context["clock_now"])
    return {"waiting": waiting}


@register.inclusion_tag("people/second_waits.html", takes_context=True)
def waits_for_a_second(context: dict[str, Any]) -> dict[str, object]:
    """Say how many requests wait for this reader's word as the second of two people."""
    asked = second.asked_for(context["request"].user, context["clock_now"])
    return {"requests": sum(each.may_answer for each in asked)}


@register.filter
def or_not_recorded(value: object) -> object | str | Promise:
    """Show a value, or say that it was not recorded: an empty cell looks like a fault."""
    return value if value not in (None, "", []) else _("Not recorded")
