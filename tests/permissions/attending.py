"""A childminder's list: the school of the world is one, with a child on it."""

from tests.permissions import at_home
from tests.permissions.world import World


def place(world: World) -> dict[str, object]:
    """Return what the address of a childminder's list is made of."""
    world.school.type_code = "CM"
    world.school.save(update_fields=["type_code"])
    return at_home.school(world)


def child(world: World) -> dict[str, object]:
    """Return what the addresses of one child of the list are made of."""
    place(world)
    return at_home.pupil(world)
