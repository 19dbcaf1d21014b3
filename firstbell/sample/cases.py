"""The cases that every sample weekend shows, each with a family made for it.

A case says what the family must be like; what the police then record of it is for `incidents`.
The other incidents of a weekend are drawn from the whole borough.
"""

from firstbell.sample.families import FamilyPlan


def _case(
    case: str,
    ages: tuple[int, ...],
    schooling: str,
    *,
    council: str = "990",
    outcode: str = "",
    sexes: str = "",
    community: str = "english",
    surname: str = "",
    forenames: tuple[str, ...] = (),
) -> FamilyPlan:
    return FamilyPlan(
        case,
        ages,
        sexes,
        community,
        council,
        outcode,
        tuple(schooling.split()),
        surname,
        forenames,
    )


CASES = (
    _case("twins", (7, 7), "primary same", sexes="FF", forenames=("Evie", "Eva")),
    _case("three-schools", (16, 12, 6), "fe secondary primary"),
    _case("dual-alternative", (13,), "secondary+pru"),
    _case("dual-special", (8,), "primary+special"),
    _case("home-educated", (10, 7), "home_educated home_educated"),
    _case("home-educated-unsaid", (9,), "home_educated"),
    _case("out-of-area", (8, 5), "out_of_area out_of_area", council="993"),
    _case("independent", (10,), "no-roll"),
    _case("under-five", (2, 0), "under_five under_five"),
    _case("nursery-on-roll", (3,), "nursery"),
    _case("college", (17,), "fe+kept"),
    _case("sixth-form", (16,), "sixth"),
    _case("victim", (16,), "sixth", sexes="F"),
    _case("causing-harm", (15, 9), "secondary primary", sexes="MF"),
    _case("young-parent", (17, 0), "fe+kept under_five", sexes="FM"),
    _case("hold", (9,), "primary"),
    _case("withhold-place", (11,), "secondary"),
    _case("withhold-words", (13,), "secondary"),
    _case("names-others", (10, 6), "primary same"),
    _case("bail", (8,), "primary"),
    _case("interpreter", (7, 5), "primary same", community="polish"),
    _case("conflict", (9,), "primary"),
    _case("conflict-alone", (12,), "one-contact"),
    _case("future-instant", (6,), "primary"),
    _case("inset", (8,), "inset"),
    _case("saturday", (12,), "saturday"),
    _case("welsh", (10,), "welsh", community="welsh"),
    _case("no-contacts", (7,), "no-contacts"),
    _case("old-name", (14,), "chain"),
    _case("norwold", (6,), "primary", council="991"),
    _case("norwold-no-roll", (9,), "far-no-roll", council="991"),
    _case("moved-school", (9,), "primary+left"),
    _case("temporary-upn", (5,), "primary+temporary"),
    _case("blank-upn", (4,), "primary+blank", community="somali"),
    _case("guest", (9,), "primary+guest"),
    _case("refuge", (5,), "primary"),
    _case("no-children", (8,), "primary"),
    _case("thin", (6,), "primary"),
    _case("namesake", (8,), "primary", sexes="M", surname="Harper", forenames=("Alfie",)),
    _case("pregnant", (4,), "primary"),
    _case("referral", (14, 11), "secondary same"),
    _case("by-ctf", (9,), "ctf"),
)
"""In the order in which a small weekend takes them."""

COMPANIONS = (
    _case("namesake-other", (8,), "primary", sexes="M", surname="Harper", forenames=("Alfie",)),
)
"""Families without an incident that make another's case hard."""
