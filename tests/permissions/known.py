"""A child about whom the desk of the cast was asked, and who is followed."""

from datetime import timedelta

from firstbell.journey.delivery.models_beside import Feedback
from firstbell.journey.intake.models import RecordedChild
from firstbell.journey.known.models import FollowUp, Question, SchoolView
from tests.permissions import notified
from tests.permissions.at_home import AT
from tests.permissions.world import World


def _child(world: World) -> RecordedChild:
    return notified.notification(world).child


def question(world: World) -> dict[str, object]:
    """Return what the address of a question is made of, which the desk's officer may answer."""
    row, _new = Question.objects.get_or_create(
        child=_child(world),
        service="social_care",
        defaults={"desk": world.desk, "asked_at": AT, "due_at": AT + timedelta(hours=24)},
    )
    return {"question_id": row.id}


def followed(world: World) -> dict[str, object]:
    """Return what the addresses of a child who is followed are made of."""
    row, _new = FollowUp.objects.get_or_create(
        child=_child(world),
        defaults={"desk": world.desk, "began_at": AT, "ends_at": AT + timedelta(days=14)},
    )
    return {"follow_up_id": row.id}


def seen_at_school(world: World) -> dict[str, object]:
    """Return what the address of the school's view is made of: the child is followed."""
    told = notified.one(world)
    followed(world)
    return told


def words_of_a_school(world: World) -> dict[str, object]:
    """Return what the address is made of at which the hub settles words of a school."""
    made = followed(world)
    row, _new = SchoolView.objects.get_or_create(
        follow_up=FollowUp.objects.get(id=str(made["follow_up_id"])),
        establishment=world.school,
        defaults={"view": "settled", "said_by": world.cast["key-adult"], "said_at": AT},
    )
    return {**made, "number": row.pk}


def words_said(world: World) -> dict[str, object]:
    """Return what the address is made of at which the hub settles words of a family."""
    row, _new = Feedback.objects.get_or_create(
        notification=notified.notification(world),
        whose="school",
        defaults={"difference": "some", "noted_by": world.cast["key-adult"], "noted_at": AT},
    )
    return {"feedback_id": row.id}
