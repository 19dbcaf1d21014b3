"""How long a membership lasts and which roles two people give: rules of `core.policy`.

What follows from them, and who may do what, is said in `core.memberships`.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from firstbell.core.open_rules import about

WEEK = timedelta(weeks=1)


@dataclass(frozen=True, kw_only=True)
class Staying:
    """How people stay, how the strongest roles are given, and who needs a passkey."""

    membership_lasts: timedelta = field(
        default=22 * WEEK,
        metadata=about(
            "days",
            "How many days after its last confirmation a membership ends, unless somebody else "
            "says that the person still works there.",
            "OWASP ASVS 5.0, 8.3, and NHS data security standard 4: joiners, movers, leavers. "
            "Once a term is ours: from one April to the next September is 21 weeks.",
        ),
    )
    membership_notice: timedelta = field(
        default=4 * WEEK,
        metadata=about(
            "days",
            "How many days before that those who may confirm it are reminded, at the least.",
            "Ours: longer than any half-term or Christmas break.",
        ),
    )
    two_people_for: str = field(
        default="strongest",
        metadata=about(
            "choice",
            "Which roles one person alone cannot give: the strongest (hub manager, information "
            "governance, administrator), the whole hub as well, or every role.",
            "ISO 27002, 5.3 segregation of duties; the choice is ours, and it cannot be none.",
            ("strongest", "hub", "every"),
        ),
    )
    passkey_required_for: str = field(
        default="nobody",
        metadata=about(
            "choice",
            "Whose sign-in needs a passkey, which cannot be given away on a forged page, and not "
            "a one-time code: nobody's, that of the strongest roles (hub manager, information "
            "governance, administrator), of the whole hub and the police as well, or everyone's.",
            "OWASP ASVS 5.0, 6.3.3 at level 3. Nobody's until passkeys have been handed out: "
            "ours, so that an installation can begin.",
            ("nobody", "strongest", "hub_and_police", "everyone"),
        ),
    )
