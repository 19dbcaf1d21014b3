"""Foreign keys run downwards only; import contracts cannot see a key that is named in a text."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models
from django.db.models.fields.related import RelatedField
from django.test.utils import isolate_apps

LAYERS = (
    {"accounts"},
    {"audit", "events", "drafts"},
    {"agencies"},
    {"cover"},
    {"people"},
    {"circles"},
    {"home_education"},
    {"agreements"},
    {"intake"},
    {"linkage"},
    {"routing"},
    {"known"},
    {"allegations"},
    {"delivery"},
    {"handover", "lookup"},
    {"reconciliation"},
    {"admissions"},
    {"helpline", "looking", "records", "breaches"},
)
"""The apps from the lowest upwards; those of one layer know nothing of each other."""

LAYER_OF = {app: number for number, layer in enumerate(LAYERS) for app in layer}


def upward_keys(of: list[type[models.Model]]) -> Iterator[str]:
    """Yield each key of these models that points up, or across to another app of its layer."""
    for model in of:
        for field in model._meta.get_fields():
            if not (isinstance(field, RelatedField) and field.model is model):
                continue
            target = field.remote_field.model
            here, there = model._meta.app_label, target._meta.app_label
            if here == there or there not in LAYER_OF:
                continue
            if LAYER_OF[there] >= LAYER_OF[here]:
                yield f"{model._meta.label}.{field.name} -> {target._meta.label}"


def our_models() -> list[type[models.Model]]:
    return [each for each in apps.get_models() if each.__module__.startswith("firstbell.")]


def test_every_foreign_key_points_downwards() -> None:
    assert list(upward_keys(our_models())) == []


def test_every_app_with_rows_has_its_layer() -> None:
    assert {each._meta.app_label for each in our_models()} <= set(LAYER_OF)


@pytest.mark.parametrize(("here", "there"), [("intake", "delivery"), ("audit", "events")])
def test_a_key_that_points_up_or_across_is_seen(here: str, there: str) -> None:
    with isolate_apps():
        target = type(
            "Target",
            (models.Model,),
            {"__module__": __name__, "Meta": type("Meta", (), {"app_label": there})},
        )
        source = type(
            "Source",
            (models.Model,),
            {
                "__module__": __name__,
                "Meta": type("Meta", (), {"app_label": here}),
                "up": models.ForeignKey(target, on_delete=models.CASCADE),
            },
        )

        assert list(upward_keys([source])) == [f"{here}.Source.up -> {there}.Target"]
