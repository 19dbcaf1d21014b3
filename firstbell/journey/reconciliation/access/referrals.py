"""The door to referrals: the hub puts a record before an advocate's service, and ends that."""

from uuid import UUID

from firstbell.core.need_to_know import Act
from firstbell.journey.reconciliation.access import guarding
from firstbell.journey.reconciliation.access.guarding import NotForThem, Row
from firstbell.registry.agencies.models import Agency
from firstbell.registry.circles.models import Referral

__all__ = ["WHO", "NotForThem", "referral", "service", "services"]

WHO = guarding.HUB


def services(row: Row) -> list[tuple[str, str]]:
    """Return the services that a record can be referred to, and is not, by id and name."""
    already = Referral.objects.filter(record_id=row.incident.id, ended_at=None).values("agency")
    rows = Agency.objects.filter(kind=Agency.Kind.OTHER).exclude(id__in=already)
    return [(str(each.id), each.name) for each in rows.order_by("name")]


def service(id_: UUID) -> Agency:
    """Return the service that a form names."""
    return Agency.objects.get(id=id_, kind=Agency.Kind.OTHER)


def referral(row: Row, referral_id: UUID) -> Referral:
    """Return a referral of a record that has not ended.

    :raises NotForThem: if there is none, or it is not this person's to end.
    """
    rows = Referral.objects.filter(id=referral_id, record_id=row.incident.id, ended_at=None)
    found = rows.select_related("agency").first()
    if found is None or not row.may(Act.REFER):
        raise NotForThem
    return found
