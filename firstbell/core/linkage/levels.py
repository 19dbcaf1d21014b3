"""The words in which evidence is told: how far one field of two records agrees.

Each is shown to the person who decides, so each says what was found in plain words. They name
kinds of agreement only, never a value of a field.
"""

from enum import StrEnum


class Field(StrEnum):
    """The fields of evidence, in the order in which a person reads them."""

    REGISTER = "pupils it could be"
    UPN = "UPN"
    FORENAME = "forename"
    MIDDLE_NAMES = "middle names"
    SURNAME = "surname"
    BIRTH = "birth date"
    SEX = "sex"
    ADDRESS = "address"
    SCHOOL = "school as told"
    NAMESAKES = "pupils of the same name"
    SIBLINGS = "brothers and sisters"
    CONFLICT = "conflict"
    RIVAL = "another pupil"


class Level(StrEnum):
    """How far a field agrees."""

    PRIOR = "before any evidence"
    SAME = "the same"
    FAMILY = "another form of the same name"
    CLOSE = "one slip apart"
    RUN_TOGETHER = "the same, run together or parted"
    PART = "one part of a double name"
    PART_CLOSE = "nearly one part of a double name"
    MIDDLE = "a middle name used as forename"
    SWAPPED = "the same, two parts swapped"
    INITIAL = "an initial only"
    ADULT = "the surname of an adult of the incident"
    MISSING = "not known"
    LOOKALIKE = "a different name that looks alike"
    DIFFERENT = "different"
    YEAR_SLIP = "one year apart on the same day"
    FIRST_OF = "a first of the month given"
    FIRST_OF_YEAR = "a first of January given, another month of that year"
    AGE = "in the year that the age gives"
    AGE_NEAR = "a year beside the age given"
    HOUSE = "the same home"
    POSTCODE = "the same postcode"
    POSTCODE_CLOSE = "the same house, a postcode one slip apart"
    LINE = "the same house and street, no postcode"
    DISTRICT = "the same postcode district"
    NOT_VALID = "given, but no valid UPN"
    TEMPORARY = "different, one of them temporary"
    ONE_HOME = "another child of the incident fits a pupil of this home"
    ONE_HOME_MOVED = "another child of the incident fits a pupil of this other home"
    NAMESAKES = "the two names often go together"
    CONTRADICTED = "the UPN fits, the name and birth date do not"
    NAME_DOUBTFUL = "a forename that differs or is not known needs a person"
    NAMESAKE = "a pupil elsewhere of whom too little is told to know a namesake from the child"
    ALIKE = "a forename that agrees in part, and no birth date that would tell two children apart"
    BEATEN = "another pupil fits better"
    RIVAL_AT_HOME = "a pupil of the same home fits nearly as well"
    RIVAL_ELSEWHERE = "another pupil fits nearly as well"
    CLAIMED = "another child of the incident fits this pupil as well"
