"""Integer keys by which candidates are found: rows whose keys are equal may be the same child.

Each key says one thing that both records would say alike, such as "sounds like this surname,
born that day". Names enter by sound and by family, so the keys by exact name are inside the
ones by sound. The store (a table, a dictionary, an index) only looks for equal integers; the
integers are stable for ever, and the same for everybody, so that they can be kept.
"""

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import product

from firstbell.core.linkage import addresses
from firstbell.core.linkage.compare import names_of
from firstbell.core.linkage.dates import years_possible
from firstbell.core.linkage.names import families, halves, joined, sound, words
from firstbell.core.linkage.records import RecordedChild, RollPupil
from firstbell.core.linkage.upns import tidy_upn

Texts = Iterable[str]

KEY_BYTES = 8
"""A key fits a bigint of PostgreSQL."""


def keys_of_pupil(pupil: RollPupil) -> tuple[int, ...]:
    """Every key of a pupil, sorted: signed 64-bit, about thirty of them.

    A middle name counts as a forename where a birth date, year or postcode stands beside it.
    """
    firsts = _forename_codes((words(pupil.forename), words(pupil.preferred_forename)))
    forenames = firsts | _forename_codes((words(pupil.middle_names),))
    surnames = _surname_codes((pupil.surname, pupil.preferred_surname, pupil.former_surname))
    years = () if pupil.born_on is None else (str(pupil.born_on.year),)
    days = _days(pupil)
    found = [
        *_join("names, year", forenames, surnames, years),
        *_join("names, outcode", firsts, surnames, (addresses.outcode(pupil.postcode),)),
        *_join("names, day and month", firsts, surnames, (day[5:] for day in days)),
        *_join("whole names", _whole(pupil.forename), _whole(pupil.surname)),
        *_dates(forenames, surnames, days),
        *_places(pupil, forenames, surnames, days),
        *_schools(pupil.urns, forenames, surnames),
        *_join("upn", (tidy_upn(pupil.upn),)),
    ]
    return tuple(sorted(set(found)))


def keys_of_child(child: RecordedChild) -> tuple[int, ...]:
    """Every key of a recorded child, sorted: as many as its little allows.

    A child also goes by its forename and surname swapped, and by the surnames of the incident's
    adults; an age stands for the birth years that it allows, and one to either side.
    """
    given, known_surnames = names_of(child)
    told = _forename_codes(given)
    family = _surname_codes((*known_surnames, *child.adult_surnames))
    swapped = (
        _forename_codes(words(text) for text in known_surnames),
        _surname_codes(" ".join(name) for name in given),
    )
    years = tuple(map(str, years_possible(child.born_on, child.age_estimate, child.on)))
    outcodes = (addresses.outcode(child.postcode),)
    days = _days(child)
    found: list[int] = []
    for forenames, surnames in ((told, family), swapped):
        found += [
            *_join("names, year", forenames, surnames, years),
            *_join("names, outcode", forenames, surnames, outcodes),
            *_join("names, day and month", forenames, surnames, (day[5:] for day in days)),
            *_dates(forenames, surnames, days),
            *_places(child, forenames, surnames, days),
            *_schools(child.school_urns, forenames, surnames),
        ]
    found += _join("upn", (tidy_upn(child.upn),))
    if child.born_on is None:
        found += _join(
            "whole names",
            {code for name in given for code in _whole(name[0])},
            {code for text in (*known_surnames, *child.adult_surnames) for code in _whole(text)},
        )
    return tuple(sorted(set(found)))


def _dates(forenames: set[str], surnames: set[str], days: tuple[str, ...]) -> Iterator[int]:
    yield from _join("forename, day", forenames, days)
    yield from _join("surname, day", surnames, days)


def _places(
    record: RollPupil | RecordedChild,
    forenames: set[str],
    surnames: set[str],
    days: tuple[str, ...],
) -> Iterator[int]:
    postcodes = (addresses.postcode(record.postcode),)
    yield from _join("postcode, forename", postcodes, forenames)
    yield from _join("postcode, surname", postcodes, surnames)
    yield from _join("outcode, day", (addresses.outcode(record.postcode),), days)
    yield from _join("postcode, house", postcodes, (addresses.house(record.address_line_1),))
    yield from _join("uprn", (record.uprn.strip().lstrip("0"),))


def _schools(urns: Texts, forenames: set[str], surnames: set[str]) -> Iterator[int]:
    yield from _join("school, forename", urns, forenames)
    yield from _join("school, surname", urns, surnames)


def _days(record: RollPupil | RecordedChild) -> tuple[str, ...]:
    return () if record.born_on is None else (record.born_on.isoformat(),)


def _whole(text: str) -> set[str]:
    return {joined(text)} if joined(text) else set()


def _forename_codes(names: Iterable[tuple[str, ...]]) -> set[str]:
    codes: set[str] = set()
    for name in names:
        for word in (*name, "".join(name)):
            if len(word) > 1:
                codes.add(sound(word))
                codes |= {f"~{head}" for head in families(word)}
    return codes


def _surname_codes(texts: Texts) -> set[str]:
    codes: set[str] = set()
    for text in texts:
        for word in (*halves(text), joined(text)):
            if len(word) > 1:
                codes.add(sound(word))
                codes |= {f"~{head}" for head in families(word)}
    return codes


def _join(kind: str, *parts: Texts) -> Iterator[int]:
    """One key for each way to take one text of each part; none where a text is blank."""
    for values in product((kind,), *parts):
        if all(values):
            digest = blake2b("|".join(values).encode(), digest_size=KEY_BYTES).digest()
            yield int.from_bytes(digest, "big", signed=True)
