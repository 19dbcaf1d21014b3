"""The people and the incident of the pages, as for who looked."""

from tests.oversight.looking.conftest import scene

__all__ = ["scene"]
