"""Who of our hub is too near to a child that is offered to us: for them it does not exist.

Asked of what came, for it is no incident here yet; once accepted, the doors ask as of any other.
"""

from collections.abc import Callable

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.journey.handover.models import Arrival
from firstbell.journey.handover.wire import read_package
from firstbell.journey.intake.adults import near_to


def nearness_of(user: User) -> Callable[[Arrival], bool]:
    """Return what says of an arrival whether this person is an adult of it, or close to it.

    Of one that is answered nobody is: it says nothing any more. One query, however many are asked.
    """
    with acting.as_the_system(savepoint=False):
        is_near_to = near_to(user)

    def is_near(row: Arrival) -> bool:
        package = read_package(row.package) if row.package else None
        return package is not None and is_near_to(package.incident)

    return is_near
