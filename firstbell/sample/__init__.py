"""An invented borough: its schools, families and rolls, and a weekend of police incidents.

For trying the product out, for its demo and for its tests. Nobody and nothing in it exists. It
stands beside the rules (it may use `core`) and the product's own logic never reads it.
"""

from firstbell.sample.borough import MONDAY, make_borough
from firstbell.sample.files import files, truth_document, write
from firstbell.sample.model import Borough

__all__ = ["MONDAY", "Borough", "files", "make_borough", "truth_document", "write"]
