"""What is wrong with the incidents of a file: what its cells say no value of, and what is refused
of every document."""

from dataclasses import replace

from firstbell.journey.intake.receipts import Problem, located
from firstbell.journey.intake.sheets.files import SheetFeed
from firstbell.journey.intake.sheets.rows import FromSheet
from firstbell.journey.intake.validation import Checked, check_incident


def with_problems(checked: Checked, row: FromSheet) -> Checked:
    """Return an incident judged with what was wrong in its cells, which says more."""
    if not row.problems:
        return checked
    own = [Problem(**{**each, "place": checked.place + each["place"]}) for each in row.problems]
    if "as_sent" in row.said:
        return replace(checked, incident=None, problems=tuple(own))
    told = {each["place"] for each in own}
    more = [each for each in checked.problems if not _is_within(each["place"], told)]
    return replace(checked, incident=None, problems=(*own, *more))


def _is_within(place: str, told: set[str]) -> bool:
    return any(place == each or place.startswith(f"{each}/") for each in told)


def judged_alone(sheet: SheetFeed) -> list[Checked]:
    """Return the incidents of a file judged without anything that is held, for a trial."""
    return [_judged(each) for each in sheet.incidents]


def _judged(row: FromSheet) -> Checked:
    children = [
        {"id": str(number), **child} for number, child in enumerate(row.said.get("children", ()))
    ]
    said = row.said if "as_sent" in row.said else {"revision": 1, **row.said, "children": children}
    judged = with_problems(check_incident(said, place=""), row)
    problems = [located(each, row.cell_of) for each in judged.problems]
    return replace(judged, problems=tuple(problems))
