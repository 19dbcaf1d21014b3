"""What parties to an agreement are called, and the desks and kinds that may be one."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firstbell.core.basis import kind_of
from firstbell.registry.agencies.models import Agency
from firstbell.registry.agreements.models import AgreementParty

Councils = Mapping[str, str]
"""The name of each council by its code."""

KINDS: Mapping[str, Promise] = {
    "school": gettext_lazy("Schools"),
    "further_education": gettext_lazy("Colleges"),
    "sixteen_to_nineteen": gettext_lazy("16 to 19 Academies and sixth form colleges"),
    "early_years": gettext_lazy("Nursery schools"),
    "early-years": gettext_lazy("Early years desks"),
    "health-visiting": gettext_lazy("Health visiting"),
    "school-nursing": gettext_lazy("School nursing"),
    "midwifery": gettext_lazy("Midwifery"),
    "gp": gettext_lazy("General practices"),
}
"""Kinds that may be a party as a whole: establishments first, then desks."""

DESKS: Mapping[str, Promise] = {
    "home-education": gettext_lazy("Home education desk"),
    "missing-education": gettext_lazy("Missing education desk"),
    "early-years": gettext_lazy("Early years desk"),
    "virtual-school": gettext_lazy("Virtual school"),
    "health-visiting": gettext_lazy("Health visiting"),
    "school-nursing": gettext_lazy("School nursing"),
    "midwifery": gettext_lazy("Midwifery"),
    "gp": gettext_lazy("Practice"),
}


def councils_by_code() -> Councils:
    """Return the name of each council by its code."""
    held = Agency.objects.filter(kind=Agency.Kind.COUNCIL)
    return dict(held.values_list("code", "name"))


def in_order(parties: Iterable[AgreementParty], councils: Councils) -> list[AgreementParty]:
    return sorted(
        parties,
        key=lambda each: (each.agency is None, party_name(each, councils), str(each.id)),
    )


def party_name(party: AgreementParty, councils: Councils) -> str:
    """Return what people call a party."""
    if party.agency is not None:
        return party.agency.name
    if party.desk is not None:
        return desk_name(party.desk.code, councils)
    words = str(KINDS.get(party.kind, party.kind))
    if not party.council_code:
        return words
    council = councils.get(party.council_code, party.council_code)
    return _("%(kind)s of %(council)s") % {"kind": words, "council": council}


def desk_name(code: str, councils: Councils | None = None) -> str:
    """Return what people call a desk that other systems write as `380:home-education`.

    A council whose name is not given stays the code that it has.
    """
    kind, (first, _colon, second) = kind_of(code), code.partition(":")
    place = second if kind == "gp" else (councils or {}).get(first, first)
    return f"{DESKS.get(kind, kind)} ({place})"
