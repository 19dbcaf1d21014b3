"""What the partnership says a share rests on where the law is open, and whether health is told.

Which share that is, and what stops without an agreement, is for `core.basis` to say.
"""

from dataclasses import dataclass, field

from firstbell.core.open_rules import about


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """The open rules of what shares rest on."""

    tell_health: str = field(
        default="off",
        metadata=about(
            "choice",
            "Whether health is told of cases of high risk beside the school: health visiting of a "
            "child under five, midwifery where an adult is pregnant, and a practice that the hub "
            "chooses; on the basis that the rules for health and practices name.",
            "Scrutiny of 2015: a protocol to tell practices of high-risk cases. No duty says so.",
            ("off", "high_risk"),
        ),
    )
    basis_as_told: str = field(
        default="section_49a",
        metadata=about(
            "choice",
            "What asking a school that somebody named, by name and birth date, rests on.",
            "Section 49A(1): the force must have arrangements to reach the school. Check.",
            ("section_49a", "gateway", "agreement"),
        ),
    )
    basis_home_educated: str = field(
        default="gateway",
        metadata=about(
            "choice",
            "What telling a council's home education desk rests on.",
            "Guidance of 7 November 2025 in summary: councils are told where relevant. Check.",
            ("gateway", "agreement"),
        ),
    )
    basis_missing_education: str = field(
        default="gateway",
        metadata=about(
            "choice",
            "What telling a council's missing education desk rests on.",
            "Section 436A Education Act 1996; sections 10 and 11 Children Act 2004. Check.",
            ("gateway", "agreement"),
        ),
    )
    basis_early_years: str = field(
        default="agreement",
        metadata=about(
            "choice",
            "What telling an early years desk, a nursery or a childminder rests on; by agreement, "
            "it stops without one.",
            "Section 49A reaches schools, not other early years providers. Check.",
            ("gateway", "agreement"),
        ),
    )
    basis_not_in_education: str = field(
        default="gateway",
        metadata=about(
            "choice",
            "What telling the council's desk for 16 and 17 year olds in no education rests on.",
            "Sections 10 and 12 Education and Skills Act 2008; sections 10 and 11 Children Act "
            "2004. Check.",
            ("gateway", "agreement"),
        ),
    )
    basis_virtual_school: str = field(
        default="gateway",
        metadata=about(
            "choice",
            "What telling the virtual school of a looked-after child rests on.",
            "Section 22(3A) and (3B) Children Act 1989. Check.",
            ("gateway", "agreement"),
        ),
    )
    basis_health: str = field(
        default="agreement",
        metadata=about(
            "choice",
            "What telling health visiting, school nursing or midwifery rests on.",
            "No duty under section 49A; joint protocols in some areas. Check.",
            ("gateway", "agreement"),
        ),
    )
    basis_practice: str = field(
        default="agreement",
        metadata=about(
            "choice",
            "What telling a general practice rests on.",
            "No duty under section 49A; a practice is a controller of its own. Check.",
            ("gateway", "agreement"),
        ),
    )
    basis_advocate: str = field(
        default="agreement",
        metadata=about(
            "choice",
            "What referring a record to an advocate's service rests on.",
            "No duty under section 49A; a charity is a controller of its own. Check.",
            ("gateway", "agreement"),
        ),
    )
