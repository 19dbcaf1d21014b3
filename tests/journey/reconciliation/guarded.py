"""An incident and those who guard it, let each other in and find nothing."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

from django.test import Client

from firstbell.foundation.accounts.models import User
from firstbell.journey.intake.models import Incident
from firstbell.registry.circles.actions import restricting
from firstbell.registry.circles.models import Restriction
from tests import world
from tests.journey.hub import signed_in
from tests.keeping import like


@dataclass
class Scene:
    """An incident, two managers, a worker and an officer, each with a browser."""

    incident: Incident
    manager: tuple[User, Client]
    other: tuple[User, Client]
    worker: tuple[User, Client]
    officer: tuple[User, Client]

    def afresh(self) -> "Scene":
        """Return the scene as it was made, whatever a test does to this one."""
        people = (self.manager, self.other, self.worker, self.officer)
        return Scene(
            deepcopy(self.incident),
            *((deepcopy(person), like(browser)) for person, browser in people),
        )


def make_scene(*, at: datetime) -> Scene:
    """Make the borough, an incident and those who may guard it."""
    council, force, school = world.a_partnership(), world.a_force(), world.a_school()
    world.a_key_adult(school)
    world.a_pupil(school)
    world.receive(world.an_incident(), at=at)
    people = [
        signed_in("hub-manager", name="Sacha Brand", agency=council),
        signed_in("hub-manager", name="Noor Wexley", agency=council),
        signed_in("hub-worker", name="Hale Brook", agency=council),
        signed_in("police-sender", name="Jules Thorn", agency=force),
    ]
    User.objects.update(phone="01632 960009")
    for person, _browser in people:
        person.refresh_from_db()
    return Scene(world.the_incident(), *people)


def seal(scene: Scene, monday: datetime, kind: str = "sealed") -> Restriction:
    return restricting.guard(
        scene.incident.id,
        kind=kind,
        ground="employee",
        contact=scene.manager[0],
        circle=[scene.officer[0]],
        stand_in=scene.other[0],
        by=scene.manager[0],
        at=monday,
    )
