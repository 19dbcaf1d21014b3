"""What parties to an agreement are called, and the kinds that may be one."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firstbell.registry.agencies.desk_names import Councils, desk_name
from firstbell.registry.agencies.models import Agency
from firstbell.registry.agreements.models import AgreementParty

KINDS: Mapping[str, Promise] = {
    "school": gettext_lazy("Schools"),
    "further_education": gettext_lazy("Colleges"),
    "sixteen_to_nineteen": gettext_lazy("16 to 19 Academies and sixth form colleges"),
    "early_years": gettext_lazy("Nursery schools"),
    "childcare": gettext_lazy("Nurseries, pre-schools and childminders"),
    "early-years": gettext_lazy("Early years desks"),
    "health-visiting": gettext_lazy("Health visiting"),
    "school-nursing": gettext_lazy("School nursing"),
    "midwifery": gettext_lazy("Midwifery"),
    "gp": gettext_lazy("General practices"),
}
"""Kinds that may be a party as a whole: establishments first, then desks."""


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
