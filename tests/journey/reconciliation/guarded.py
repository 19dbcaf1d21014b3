"""An incident and those who guard it, let each other in and find nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.test import Client

from firstbell.foundation.accounts.models import User
from firstbell.journey.intake.models import Incident
from firstbell.registry.circles.actions import restricting
from firstbell.registry.circles.models import Restriction


@dataclass
class Scene:
    """An incident, two managers, a worker and an officer, each with a browser."""

    incident: Incident
    manager: tuple[User, Client]
    other: tuple[User, Client]
    worker: tuple[User, Client]
    officer: tuple[User, Client]


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
