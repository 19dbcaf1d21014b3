"""On what basis something about a child is shared, and for which purpose.

A share rests on one of three things: the duty of section 49A Domestic Abuse Act 2021, another
statutory gateway, or an agreement alone. What rests on a statute never stops for want of an
agreement: it is flagged. What rests on an agreement alone stops when none is in force. Consent is
the basis of none of them: to ask the wrong adult is dangerous.

Where the law is open the basis is a rule of the partnership (`core.policy`). Pure: says nothing
about which agreements there are (`core.agreements`) or who is told (`core.routing`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from firstbell.core.policy import Policy

Ground = Literal["section_49a", "gateway", "agreement"]
GROUNDS: tuple[Ground, ...] = get_args(Ground)

Purpose = Literal[
    "support_at_school",
    "find_the_school",
    "education_elsewhere",
    "early_years",
    "looked_after",
    "health",
    "voice_of_the_victim",
    "hand_over",
    "safe_at_work",
]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)

AGREEMENT_ALONE: Ground = "agreement"


BESIDE_THE_DUTY: frozenset[Purpose] = frozenset({"early_years", "health"})
"""Purposes of shares that section 49A asks of nobody, whatever they rest on."""


class UnknownKind(LookupError):
    """Nothing says on what basis this kind of recipient is told: nobody may share so."""


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What one kind of share rests on, why it is made, and how sure that is."""

    kind: str
    ground: Ground
    purpose: Purpose
    law: str
    source: str
    is_settled: bool
    """False where the law leaves it open: the partnership's own rule decides, and must check."""

    @property
    def stops_without_agreement(self) -> bool:
        """Whether nothing may go out on a day on which no agreement is in force."""
        return self.ground == AGREEMENT_ALONE


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the table: a kind of share, with the rule that settles it where one does."""

    purpose: Purpose
    law: str
    source: str
    ground: Ground | None = None
    rule: str = ""


DUTY = "Section 49A Domestic Abuse Act 2021"

_ACT = "Section 49A(3) Domestic Abuse Act 2021, in force since 7 November 2025 (SI 2025/1168)."

TABLE: Mapping[str, Line] = {
    "registered": Line(ground="section_49a", purpose="support_at_school", law=DUTY, source=_ACT),
    "dual_registered": Line(
        ground="section_49a",
        purpose="support_at_school",
        law=DUTY,
        source=f"{_ACT} A school where the child is a registered pupil: each of them.",
    ),
    "post_16": Line(
        ground="section_49a",
        purpose="support_at_school",
        law=DUTY,
        source=f"{_ACT} Further education and, in England, 16 to 19 Academies; of several, those "
        "that the force's own arrangements name.",
    ),
    "as_told": Line(
        rule="basis_as_told",
        purpose="find_the_school",
        law=DUTY,
        source="The force must have arrangements to tell the school of a registered pupil; asking "
        "a named school by name and birth date is how that school is found. Check.",
    ),
    "home_educated": Line(
        rule="basis_home_educated",
        purpose="education_elsewhere",
        law="Sections 10 and 11 Children Act 2004; section 436A Education Act 1996",
        source="Statutory guidance of 7 November 2025 as published in summary: local authorities "
        "are told where relevant. Check against its full text.",
    ),
    "missing_education": Line(
        rule="basis_missing_education",
        purpose="education_elsewhere",
        law="Sections 10 and 11 Children Act 2004; section 436A Education Act 1996",
        source="The council must find children who are missing education (section 436A). That "
        "police may tell it so is taken from sections 10 and 11. Check.",
    ),
    "early_years": Line(
        rule="basis_early_years",
        purpose="early_years",
        law="No duty to tell: section 49A reaches schools, not other early years providers",
        source="A maintained nursery school is a school; private and voluntary nurseries and "
        "childminders are not. Some areas tell them by agreement, some refuse. Check.",
    ),
    "childcare": Line(
        rule="basis_early_years",
        purpose="early_years",
        law="No duty to tell: section 49A reaches schools, not other early years providers",
        source="Private and voluntary nurseries, pre-schools and childminders are no schools. Some "
        "areas tell them by agreement, some refuse. Check.",
    ),
    "not_in_education": Line(
        rule="basis_not_in_education",
        purpose="education_elsewhere",
        law="Sections 10 and 12 Education and Skills Act 2008; sections 10 and 11 Children Act "
        "2004",
        source="The council must find young people of 16 and 17 who take no part in education or "
        "training. That police may tell it so is taken from sections 10 and 11. Check.",
    ),
    "virtual-school": Line(
        rule="basis_virtual_school",
        purpose="looked_after",
        law="Section 22(3A) and (3B) Children Act 1989; sections 10 and 11 Children Act 2004",
        source="The council's own officer for the education of children it looks after. Check.",
    ),
    "health-visiting": Line(
        rule="basis_health",
        purpose="health",
        law="No duty to tell health services under section 49A",
        source="Told in some areas by a joint protocol. Check.",
    ),
    "school-nursing": Line(
        rule="basis_health",
        purpose="health",
        law="No duty to tell health services under section 49A",
        source="Told in some areas by a joint protocol. Check.",
    ),
    "midwifery": Line(
        rule="basis_health",
        purpose="health",
        law="No duty to tell health services under section 49A",
        source="Told in some areas by a joint protocol. Check.",
    ),
    "gp": Line(
        rule="basis_practice",
        purpose="health",
        law="No duty to tell a practice under section 49A",
        source="A practice is a controller of its own; told in some areas by agreement. Check.",
    ),
    "advocate": Line(
        rule="basis_advocate",
        purpose="voice_of_the_victim",
        law="No duty to tell a charity or an advocate under section 49A",
        source="Working Together to Safeguard Children: share where it protects. Check.",
    ),
    "out_of_area": Line(
        ground="gateway",
        purpose="hand_over",
        law="Part 3 Data Protection Act 2018: the other force's own law enforcement purpose",
        source="Residence fixes which force owes the duty (section 49A(1)); handing the record to "
        "that force is police to police.",
    ),
    "allegations": Line(
        ground="gateway",
        purpose="safe_at_work",
        law="Sections 10, 11 and 16E Children Act 2004; what police may disclose under the common "
        "law where it is needed to protect",
        source="Working Together to Safeguard Children, and Keeping Children Safe in Education, "
        "part four: the council's designated officer is told, within one working day, of somebody "
        "who works with children and may have harmed one or may be a risk, outside work too. "
        "Check.",
    ),
}
"""Every kind of share: a reason for a route, else a kind of desk, else the advocate."""

NEVER_A_DUTY = "An agreement, and the parties' own powers"
"""What stands for the law where the partnership's rule says: by agreement alone."""


def kind_of(recipient: str) -> str:
    """Return the kind of a desk written as `380:health-visiting` or `gp:A12345`."""
    first, _colon, second = recipient.partition(":")
    return "gp" if first == "gp" else second


def basis_of(kind: str, *, policy: Policy) -> Basis:
    """Return what a share of one kind rests on in this partnership.

    `kind` is the reason of a route, the kind of a desk (`gp:` and a code count as `gp`), or
    `advocate`.

    :raises UnknownKind: for one that is not in the table; nothing may be shared on no basis.
    """
    line = TABLE.get("gp" if kind.startswith("gp:") else kind)
    if line is None:
        raise UnknownKind(f"no basis is known for {kind!r}; there is one for {', '.join(TABLE)}")
    ground = line.ground or getattr(policy, line.rule)
    return Basis(
        kind=kind,
        ground=ground,
        purpose=line.purpose,
        law=_law(line, ground),
        source=line.source,
        is_settled=not line.rule,
    )


def _law(line: Line, ground: Ground) -> str:
    if ground == "section_49a":
        return DUTY
    if ground == AGREEMENT_ALONE:
        return NEVER_A_DUTY
    return "Sections 10 and 11 Children Act 2004" if line.law.startswith("No duty") else line.law
