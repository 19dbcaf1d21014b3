"""A source's rhythm in the words of a person."""

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firstbell.core.rhythms import EVERY_DAY, Rhythm


def in_words(rhythm: Rhythm) -> str:
    """Return how often a source sends, as it follows the words "it sends"."""
    grace = int(rhythm.grace.total_seconds() // 60)
    late = ngettext(
        "%(grace)d minute late is an alarm", "%(grace)d minutes late are an alarm", grace
    ) % {"grace": grace}
    if rhythm.every is not None:
        minutes = int(rhythm.every.total_seconds() // 60)
        often = ngettext("every minute", "every %(minutes)d minutes", minutes)
        return f"{often % {'minutes': minutes}}; {late}"
    hours = _(" and ").join(f"{hour:%H:%M}" for hour in sorted(rhythm.by))
    days = _days(rhythm.weekdays)
    if not rhythm.on_bank_holidays:
        days = _("%(days)s but for bank holidays") % {"days": days}
    return _("by %(hours)s, %(days)s; %(late)s") % {"hours": hours, "days": days, "late": late}


def _days(weekdays: frozenset[int]) -> str:
    if weekdays == EVERY_DAY:
        return _("every day")
    if weekdays == frozenset(range(5)):
        return _("Monday to Friday")
    return ", ".join(str(WEEKDAYS[day]) for day in sorted(weekdays))
