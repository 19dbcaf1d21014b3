"""Take in the files of the registers, one function for each kind of file.

Each load is one transaction with one row in the trail. What is refused is kept until a later
file of the same name mends it; everything else loads.
"""

from firstbell.registry.agencies.actions.loading.calendar import load_calendar
from firstbell.registry.agencies.actions.loading.childcare import load_childcare
from firstbell.registry.agencies.actions.loading.contacts import load_contacts
from firstbell.registry.agencies.actions.loading.establishments import load_establishments
from firstbell.registry.agencies.actions.loading.leavers import load_leavers
from firstbell.registry.agencies.actions.loading.links import load_links
from firstbell.registry.agencies.actions.loading.outcome import Loaded
from firstbell.registry.agencies.actions.loading.postcodes import load_postcodes

__all__ = [
    "Loaded",
    "load_calendar",
    "load_childcare",
    "load_contacts",
    "load_establishments",
    "load_leavers",
    "load_links",
    "load_postcodes",
]
