"""The levels of each field in their order: what no version of the weights may turn round."""

from collections.abc import Mapping, Sequence

from firstbell.core.linkage.levels import Field, Level

LADDERS: Mapping[Field, Sequence[Sequence[Level]]] = {
    Field.UPN: ((Level.SAME, Level.MISSING, Level.TEMPORARY, Level.DIFFERENT),),
    Field.FORENAME: (
        (Level.SAME, Level.RUN_TOGETHER, Level.FAMILY, Level.CLOSE, Level.MIDDLE, Level.LOOKALIKE,
         Level.DIFFERENT),
        (Level.SAME, Level.INITIAL, Level.MISSING, Level.LOOKALIKE),
    ),
    Field.MIDDLE_NAMES: ((Level.SAME, Level.INITIAL, Level.MISSING, Level.DIFFERENT),),
    Field.SURNAME: (
        (Level.SAME, Level.FAMILY, Level.CLOSE, Level.PART, Level.PART_CLOSE, Level.ADULT,
         Level.LOOKALIKE, Level.DIFFERENT),
        (Level.PART_CLOSE, Level.INITIAL, Level.MISSING, Level.LOOKALIKE),
    ),
    Field.BIRTH: (
        (Level.SAME, Level.YEAR_SLIP, Level.FIRST_OF, Level.CLOSE, Level.SWAPPED, Level.MISSING,
         Level.DIFFERENT),
        (Level.FIRST_OF, Level.FIRST_OF_YEAR, Level.MISSING),
        (Level.SAME, Level.AGE, Level.MISSING, Level.AGE_NEAR, Level.DIFFERENT),
    ),
    Field.ADDRESS: (
        (Level.HOUSE, Level.POSTCODE_CLOSE, Level.LINE, Level.POSTCODE, Level.DISTRICT,
         Level.MISSING, Level.DIFFERENT),
    ),
    Field.SEX: ((Level.SAME, Level.MISSING, Level.DIFFERENT),),
    Field.SCHOOL: ((Level.SAME, Level.MISSING, Level.DIFFERENT),),
    Field.SIBLINGS: ((Level.ONE_HOME, Level.MISSING), (Level.ONE_HOME_MOVED, Level.MISSING)),
}  # fmt: skip
"""More agreement first. A level may stand in several ladders where two cannot be compared."""
