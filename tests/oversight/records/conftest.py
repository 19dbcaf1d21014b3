"""The people and the incident of the pages, as for who looked."""

from tests.oversight.looking.conftest import made, scene

__all__ = ["made", "scene"]
