"""A source's rhythm in the words of a person."""

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from firstbell.core.rhythms import EVERY_DAY, Rhythm


def in_words(rhythm: Rhythm) -> str:
    """Return how often a source sends, as it follows the words "it sends"."""
    grace = rhythm.grace.total_seconds() // 60
    if rhythm.every is not None:
        minutes = rhythm.every.total_seconds() // 60
        return _("every %(minutes)d minutes; %(grace)d minutes late are an alarm") % {
            "minutes": minutes,
            "grace": grace,
        }
    hours = _(" and ").join(f"{hour:%H:%M}" for hour in sorted(rhythm.by))
    days = _days(rhythm.weekdays)
    if not rhythm.on_bank_holidays:
        days = _("%(days)s but for bank holidays") % {"days": days}
    return _("by %(hours)s, %(days)s; %(grace)d minutes late are an alarm") % {
        "hours": hours,
        "days": days,
        "grace": grace,
    }


def _days(weekdays: frozenset[int]) -> str:
    if weekdays == EVERY_DAY:
        return _("every day")
    if weekdays == frozenset(range(5)):
        return _("Monday to Friday")
    return ", ".join(str(WEEKDAYS[day]) for day in sorted(weekdays))
