"""From which incidents a person stands back: for them these do not exist, at any door or wall.

They are an adult of it or close to it, or were found to be when it was raised. Asked once for each
request, before anything else is read; the doors are given the same answer until an action was done.
"""

import json
from collections import defaultdict
from typing import Any
from uuid import UUID

from django.db import connection

from firstbell.core import conflicts
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.journey.intake.adults import own_incidents

WHAT_IS_KEPT_OF_THEM = """
    SELECT 'contact', NULL::uuid, jsonb_build_array(name, phone, mobile)
      FROM agencies_contact WHERE upper(email) = upper(%(email)s)
    UNION ALL
    SELECT 'kept from', notification.incident_id, NULL
      FROM delivery_conflict AS conflict
      JOIN delivery_notification AS notification ON notification.id = conflict.notification_id
      LEFT JOIN agencies_contact AS contact ON contact.id = conflict.contact_id
     WHERE conflict.user_id = %(person)s::uuid OR upper(contact.email) = upper(%(email)s)
    UNION ALL
    SELECT 'close to', NULL, jsonb_build_array(kind, said)
      FROM circles_interest WHERE email = %(folded)s AND ended_at IS NULL
"""
"""Three things that have nothing in common but that they are asked of everybody at every request:
as whom key adults know them, from which incidents they were kept before, to what they are close.
As text, because to put it together anew took longer than its answer."""


def stands_back_from(user: User) -> frozenset[UUID]:
    """Return the incidents that do not exist for this person, in two queries of a request."""
    question = ("stands back from", user.id)
    return acting.asked_once(question, lambda: _found_for(user), by_the_system=True)


def _found_for(user: User) -> frozenset[UUID]:
    with acting.as_the_system(savepoint=False):
        kept = _kept_of(user)
        as_key_adult = [
            conflicts.Reader(name=name, phones=(phone, mobile), born_on=user.born_on)
            for _, (name, phone, mobile) in kept["contact"]
        ]
        declared = [(kind, said) for _, (kind, said) in kept["close to"]]
        own = own_incidents(user, also=as_key_adult, declared=declared)
    return own | frozenset(incident_id for incident_id, _ in kept["kept from"])


def _kept_of(user: User) -> defaultdict[str, list[tuple[UUID, Any]]]:
    """Return what is kept of somebody, by what it is: the incident of each, and what it says."""
    found: defaultdict[str, list[tuple[UUID, Any]]] = defaultdict(list)
    about = {"person": str(user.id), "email": user.email, "folded": user.email.casefold()}
    with connection.cursor() as cursor:
        cursor.execute(WHAT_IS_KEPT_OF_THEM, about)
        for what, incident_id, said in cursor.fetchall():
            found[what].append((incident_id, json.loads(said or "null")))
    return found
