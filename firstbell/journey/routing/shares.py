"""On what basis one recipient is told about a child, and whether that may go out today."""

from dataclasses import dataclass
from datetime import datetime

from firstbell.core import basis as rules
from firstbell.core.policy import Policy
from firstbell.journey.routing.models import Route
from firstbell.registry.agencies.models import Agency, Desk, Establishment
from firstbell.registry.agencies.queries.rules import policy as policy_in_force
from firstbell.registry.agreements.models import Agreement
from firstbell.registry.agreements.queries import covering


@dataclass(frozen=True, kw_only=True)
class Share:
    """One share: what it rests on, and the agreement that covers it or did."""

    basis: rules.Basis
    cover: covering.Cover

    @property
    def may_go(self) -> bool:
        """Whether it may go out now: by statute always, by agreement alone while it is in force."""
        return self.cover.is_in_force or not self.basis.stops_without_agreement

    @property
    def is_flagged(self) -> bool:
        """Whether it goes by statute although its agreement has lapsed."""
        return self.may_go and self.cover.has_lapsed

    def as_columns(self) -> dict[str, object]:
        """Return it as the columns of a route."""
        return {
            "basis": self.basis.ground,
            "purpose": self.basis.purpose,
            "agreement": self.cover.agreement,
            "agreement_had_lapsed": self.is_flagged,
        }

    def as_detail(self) -> dict[str, object]:
        """Return it as codes and ids, for the trail."""
        agreement: Agreement | None = self.cover.agreement
        return {
            "basis": self.basis.ground,
            "purpose": self.basis.purpose,
            "agreement": str(agreement.id) if agreement else None,
            "agreement_had_lapsed": self.is_flagged,
        }


def share_of(
    *,
    reason: str,
    sender: Agency,
    at: datetime,
    establishment: Establishment | None = None,
    desk: Desk | None = None,
    policy: Policy | None = None,
) -> Share:
    """Return the share of a route for a reason to an establishment or a desk.

    What a desk is decides where that says more than the reason, as for a practice.
    """
    kind = reason
    if desk is not None and rules.kind_of(desk.code) in rules.TABLE:
        kind = rules.kind_of(desk.code)
    return Share(
        basis=rules.basis_of(kind, policy=policy or policy_in_force()),
        cover=covering.cover(sender=sender, at=at, establishment=establishment, desk=desk),
    )


def share_of_route(route: Route, *, at: datetime) -> Share:
    """Return what a route rests on now; its child's incident names who shares."""
    return share_of(
        reason=route.reason,
        sender=route.child.incident.source,
        at=at,
        establishment=route.establishment,
        desk=route.desk,
    )
