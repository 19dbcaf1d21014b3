"""What people call a desk, whose code is for other systems. Asks the database nothing."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from firstbell.core.basis import kind_of

Councils = Mapping[str, str]
"""The name of each council by its code."""

DESKS: Mapping[str, Promise] = {
    "home-education": gettext_lazy("Home education desk"),
    "missing-education": gettext_lazy("Missing education desk"),
    "early-years": gettext_lazy("Early years desk"),
    "participation": gettext_lazy("Desk for 16 and 17 year olds"),
    "virtual-school": gettext_lazy("Virtual school"),
    "health-visiting": gettext_lazy("Health visiting"),
    "school-nursing": gettext_lazy("School nursing"),
    "midwifery": gettext_lazy("Midwifery"),
    "social-care": gettext_lazy("Children’s social care"),
    "early-help": gettext_lazy("Early help"),
    "admissions": gettext_lazy("Admissions desk"),
    "helpline": gettext_lazy("Helpline"),
    "allegations": gettext_lazy("Officer for allegations"),
    "gp": gettext_lazy("Practice"),
}


def desk_name(code: str, councils: Councils | None = None) -> str:
    """Return what people call a desk that other systems write as `380:home-education`.

    A council whose name is not given stays the code that it has.
    """
    kind, (first, _colon, second) = kind_of(code), code.partition(":")
    place = second if kind == "gp" else (councils or {}).get(first, first)
    return f"{DESKS.get(kind, kind)} ({place})"
