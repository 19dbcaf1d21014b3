"""Is this the same child? Normalise, find candidates by key, compare, weigh, decide.

Pure: the caller finds the pupils whose keys are equal (a table, a file, an index in memory all
give the same decisions) and says on which day an age was estimated. A decision is always the sum
of per-field weights that a social worker can read; when in doubt a person decides.
"""

from firstbell.core.linkage.decide import Candidate, Decision, Outcome, decide, decide_household
from firstbell.core.linkage.keys import keys_of_child, keys_of_pupil
from firstbell.core.linkage.records import ChildId, PupilId, RecordedChild, RollPupil
from firstbell.core.linkage.thresholds import Thresholds
from firstbell.core.linkage.weigh import (
    FieldEvidence,
    Frequencies,
    forename_key,
    namesake_key,
    surname_key,
)
from firstbell.core.linkage.weights import SHIPPED, Weights

__all__ = [
    "SHIPPED",
    "Candidate",
    "ChildId",
    "Decision",
    "FieldEvidence",
    "Frequencies",
    "Outcome",
    "PupilId",
    "RecordedChild",
    "RollPupil",
    "Thresholds",
    "Weights",
    "decide",
    "decide_household",
    "forename_key",
    "keys_of_child",
    "keys_of_pupil",
    "namesake_key",
    "surname_key",
]
