"""Cut a recorded child from the pupil that it was linked to, and from rolls out of force.

The roll in force is the school's own record of its pupils and stays as it is: what goes is that
this pupil was ever the child of an incident.
"""

from collections.abc import Iterable
from uuid import UUID, uuid4

from django.db.models import Q, QuerySet

from firstbell.journey.intake.models import RecordedChild
from firstbell.journey.linkage.models import Candidate, Decision, Link, Unrecorded
from firstbell.registry.agencies.models import RefusedRow
from firstbell.registry.home_education.models import Entry
from firstbell.registry.people.models import Pupil, Registration, Roll

NOBODY = "erased:"
"""How the identity of a pupil begins who stands for nobody."""

ROLL_FILES = ("roll", "ctf")


def cut_from_pupils(links: QuerySet[Link]) -> None:
    """Let each link point at nobody, and drop what only old rolls still say of its pupil."""
    for link in links.exclude(pupil=None).select_related("pupil"):
        pupil = link.pupil
        # A linked child keeps a pupil, so that what became of it stays what it was.
        link.pupil = Pupil.objects.create(identity=f"{NOBODY}{uuid4()}")
        link.save(update_fields=["pupil"])
        if pupil is not None:
            forget_on_old_rolls(pupil)


def forget_on_old_rolls(pupil: Pupil) -> None:
    """Remove the rows of a pupil on rolls that are not in force, and the pupil if none is left."""
    old = Registration.objects.filter(pupil=pupil).exclude(
        roll__state__in=[Roll.State.CURRENT, Roll.State.HELD]
    )
    old.delete()
    drop_unknown([pupil])


def drop_unknown(pupils: Iterable[Pupil]) -> None:
    """Remove those pupils whom no roll, link or register names any more."""
    ids = [pupil.id for pupil in pupils]
    named = Q(pupil__in=ids)
    kept: set[UUID] = set()
    for model in (Registration, Link, Candidate, Decision, Unrecorded, Entry):
        kept |= {row.pupil_id for row in model.objects.filter(named) if row.pupil_id}
    Pupil.objects.filter(id__in=ids).exclude(id__in=kept).delete()


def forget_refused_rows(children: Iterable[RecordedChild]) -> None:
    """Remove refused rows of rolls that hold a child's name."""
    for child in children:
        if not (child.given_names and child.surname):
            continue
        RefusedRow.objects.filter(
            file_kind__in=ROLL_FILES,
            content__icontains=child.given_names.split()[0],
        ).filter(content__icontains=child.surname).delete()
