"""The doors to who looked, to a case that is open by break glass, and to the trail itself.

Nobody is shown what concerns themselves, and every reading writes the trail.
"""

from firstbell.registry.agencies.models import Role

WHO = (Role.INFORMATION_GOVERNANCE, Role.HUB_MANAGER)


class NotForThem(LookupError):
    """There is no such thing, or it is not this person's: which of the two is not told."""
