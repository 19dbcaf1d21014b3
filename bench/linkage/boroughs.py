"""How many children of whole boroughs are linked, from all that police record of an incident.

``python -m bench.linkage.boroughs`` writes boroughs of `firstbell sample`, links every child of the
weekend's feed to the borough's roll (the table, without the schools that hand in other files), and
prints how many were linked, how many of these wrongly, and how many wait for a person. The feeds of
`files.py` name no adults; here those of the incident have their surnames, as from the police.
"""

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Hashable, Iterator
from datetime import date
from pathlib import Path

from bench.linkage.day import ON
from firstbell.core.linkage import RecordedChild, RollPupil
from firstbell.journey.linkage.bulk import decide_against
from firstbell.journey.linkage.roll_file import read_register
from firstbell.journey.linkage.tables import Findings


def write_borough(folder: Path, seed: int, pupils: int, incidents: int) -> None:
    """Write one borough, where it is not there yet."""
    if not (folder / "truth.json").exists():
        given = {"out": folder, "seed": seed, "pupils": pupils, "incidents": incidents}
        options = [text for name, value in given.items() for text in (f"--{name}", str(value))]
        subprocess.run([sys.executable, "-m", "firstbell.cli", "sample", *options], check=True)


def children_of(feed: Path) -> Iterator[RecordedChild]:
    """The children of a feed, as the product hands them to the linkage."""
    for incident in json.loads(feed.read_text(encoding="utf-8"))["incidents"]:
        adults = tuple(a["surname"] for a in incident.get("adults", ()) if a.get("surname"))
        for child in incident.get("children", ()):
            home = child.get("address") or incident.get("address") or {}
            born_on = child.get("date_of_birth")
            yield RecordedChild(
                child_id=(incident["reference"], child["id"]),
                given_names=child.get("given_names") or "",
                surname=child.get("surname") or "",
                sex=child.get("sex") or "",
                upn=child.get("upn") or "",
                also_known_as=tuple(
                    (name.get("given_names") or "", name.get("surname") or "")
                    for name in child.get("also_known_as") or ()
                ),
                born_on=date.fromisoformat(born_on) if born_on else None,
                age_estimate=child.get("age_estimate"),
                on=ON,
                address_line_1=(home.get("lines") or [""])[0],
                postcode=home.get("postcode") or "",
                uprn=home.get("uprn") or "",
                household=incident["reference"],
                adult_surnames=adults,
            )


def who_is(pupil: RollPupil) -> Hashable:
    """A pupil's UPN, or forename, surname and birth date of one whom the roll gives none."""
    return pupil.upn or (pupil.forename, pupil.surname, str(pupil.born_on))


def link(folder: Path) -> Counter[str]:
    """Count what became of the children of one borough."""
    register = read_register(folder / "rolls" / "eastmarsh.csv", ON, Findings())
    on_roll = {who_is(register.pupil(row)) for row in range(len(register))}
    truth: dict[Hashable, set[Hashable]] = {}
    for each in json.loads((folder / "truth.json").read_text(encoding="utf-8"))["children"]:
        told = each["pupil"] or dict.fromkeys(("upn", "forename", "surname", "date_of_birth"))
        names = told["forename"], told["surname"], told["date_of_birth"]
        truth[each["incident"], each["child"]] = {told["upn"], names}
    found: Counter[str] = Counter()
    for decision in decide_against(register, list(children_of(folder / "feed.json"))):
        found[decision.decision] += 1
        found["on the roll"] += not truth[decision.child].isdisjoint(on_roll)
        if decision.pupil is not None:
            pupil = who_is(register.pupil(int(str(decision.pupil)) - 1))
            found["rightly" if pupil in truth[decision.child] else "wrongly"] += 1
    return found


def main(given: argparse.Namespace) -> None:
    """Write and link every borough, and print the sums."""
    total: Counter[str] = Counter()
    for seed in given.seeds:
        folder = given.folder / f"borough-{given.pupils}-{given.incidents}-{seed}"
        write_borough(folder, seed, given.pupils, given.incidents)
        total += link(folder)
    print(
        f"{total['on the roll']:,} children on the roll;"
        f" linked {total['linked']:,}, wrong {total['wrongly']:,}, to a person {total['review']:,};"
        f" recall {total['rightly'] / total['on the roll']:.3f}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(".firstbell-bench"))
    parser.add_argument("--seeds", type=int, nargs="+", default=list(range(81, 93)))
    parser.add_argument("--pupils", type=int, default=4_000)
    parser.add_argument("--incidents", type=int, default=800)
    main(parser.parse_args())
