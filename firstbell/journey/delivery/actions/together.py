"""The same act for several children of one family: one click, one transaction, one row each.

What is no longer possible for one child never stops it for the others; it is handed back, so
that the page can say what happened to that one meanwhile.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.actions import answering
from firstbell.journey.delivery.models import Notification

Rows = Sequence[Notification]


@acting.as_system
def open_together(*, notifications: Rows, by: User, at: datetime) -> Rows:
    """Open what was not opened; return those that are no longer here."""
    refused = []
    for row in _in_order(notifications):
        if row.opened_at is not None:
            continue
        try:
            answering.open_notification(notification=row, by=by, at=at)
        except answering.CannotAnswer:
            refused.append(row)
    return refused


@acting.as_system
def confirm_together(*, notifications: Rows, by: User, at: datetime) -> Rows:
    """Answer "on our roll?" with yes; return those that were answered with no, or taken back."""
    refused = []
    for row in _in_order(notifications):
        try:
            answering.confirm_on_roll(notification=row, by=by, at=at)
        except answering.CannotAnswer:
            refused.append(row)
    return refused


@acting.as_system
def say_none_are_ours(
    *, notifications: Rows, known_confirmed: Collection[UUID], by: User, at: datetime
) -> Rows:
    """Answer "on our roll?" with no; return those that cannot be, or that a colleague confirmed.

    Whoever says no to a child that somebody else at the place has said yes to must have been
    told so: `known_confirmed` are those that they saw as confirmed.
    """
    refused = []
    for row in _locked(notifications):
        if row.confirmed_at and row.id not in known_confirmed and _can_still_be_said(row):
            refused.append(row)
            continue
        try:
            answering.say_not_ours(notification=row, by=by, at=at)
        except answering.CannotAnswer:
            refused.append(row)
    return refused


@acting.as_system
def acknowledge_together(*, notifications: Rows, by: User, at: datetime) -> Rows:
    """Say "I have read this and will act on it"; return those for which it is not possible."""
    refused = []
    for row in _in_order(notifications):
        try:
            answering.acknowledge(notification=row, by=by, at=at)
        except answering.CannotAnswer:
            refused.append(row)
    return refused


def _can_still_be_said(row: Notification) -> bool:
    return row.state != Notification.State.NOT_OURS


def _in_order(notifications: Rows) -> list[Notification]:
    """Return them by id: two people who lock the same rows wait for each other, never for ever."""
    return sorted(notifications, key=lambda row: row.id)


def _locked(notifications: Rows) -> list[Notification]:
    ids = [row.id for row in notifications]
    return list(
        Notification.objects.select_for_update(of=("self",)).filter(id__in=ids).order_by("id")
    )
