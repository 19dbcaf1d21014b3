"""`{% load attending %}`: the days on which a child comes, in words."""

from django import template
from django.utils.translation import gettext as _

from firstbell.core.attending import AFTERNOON, AWAY, MORNING, Attendance
from firstbell.registry.people.forms import DAYS

register = template.Library()


@register.filter
def days_in_words(attends: Attendance) -> list[str]:
    """Return each day on which the child comes: `On Mondays`, `On Thursdays, afternoon`."""
    return [
        _said(str(label), session)
        for (_name, label), session in zip(DAYS, attends.days, strict=True)
        if session != AWAY
    ]


def _said(day: str, session: str) -> str:
    if session == MORNING:
        return _("%(day)s, morning") % {"day": day}
    if session == AFTERNOON:
        return _("%(day)s, afternoon") % {"day": day}
    return day
