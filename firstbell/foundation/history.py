"""What a row was before each change and before it was removed, kept by the database itself.

A trigger writes the former row, so that no bulk update and no hand in the database is missed,
together with the person of the transaction (see `foundation.acting`). The serving role can
neither write nor change the past; it can only remove it, which `oversight.records` alone does
when a child's content is erased.

Not for rolls, where each load keeps the one before, nor for the ledger and the trail, which are
added to and never changed.
"""

from collections.abc import Callable, Collection
from typing import Any, TypeVar

import pghistory
from django.apps import apps
from django.db import models
from django.db.models import Func
from pghistory.models import Event

CHANGED = "changed"
REMOVED = "removed"

M = TypeVar("M", bound=models.Model)


def _told(setting: str, kind: str) -> Func:
    """Return what the transaction was told, or null where it was told nothing."""
    # A connection that was told once gives an empty text afterwards, never null.
    return Func(template=f"NULLIF(current_setting('{setting}', true), '')::{kind}")


class Past(Event):
    """A former row: the columns of its table, and who ended it, as whom and when.

    `pgh_created_at` is the database's own time; `pgh_at` the time that the rules saw, where the
    transaction acted for a person.
    """

    pgh_id = models.BigAutoField(primary_key=True)
    pgh_acts_as = models.TextField(null=True, db_default=_told("firstbell.acts_as", "text"))
    pgh_person = models.UUIDField(null=True, db_default=_told("firstbell.person", "uuid"))
    pgh_at = models.DateTimeField(
        null=True, db_default=_told("firstbell.at", "timestamp with time zone")
    )

    class Meta:
        abstract = True


def kept(*, by: str = "", without: Collection[str] = ()) -> Callable[[type[M]], type[M]]:
    """Keep what rows of a model were, but for the fields `without`, found `by` a field or its id.

    The model `XPast` stands beside the model X from then on, with its table and two triggers.
    """

    def keep(model: type[M]) -> type[M]:
        options = model._meta  # noqa: SLF001 - Django's own way to ask a model
        index = models.Index(fields=[by or options.pk.name], name=f"{options.model_name}_past")
        # Its annotations leave out that a field may be left away.
        track: Any = pghistory.track
        track(
            pghistory.UpdateEvent(label=CHANGED, row="OLD"),
            pghistory.DeleteEvent(label=REMOVED, row="OLD"),
            exclude=list(without),
            obj_field=None,
            context_field=None,
            context_id_field=None,
            base_model=Past,
            meta={"indexes": [index]},
        )(model)
        return model

    return keep


def past_of(model: type[models.Model]) -> Any:
    """Return the model of the former rows of a model.

    :raises LookupError: its past is not kept.
    """
    app = model._meta.app_label  # noqa: SLF001 - Django's own way to ask a model
    return apps.get_model(app, f"{model.__name__}Past")


def is_past(model: type[models.Model]) -> bool:
    """Say whether a model holds former rows of another."""
    return issubclass(model, Past)
