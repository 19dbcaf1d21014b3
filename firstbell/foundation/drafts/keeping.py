"""How a page says that what people write there is kept, and how it shows it again.

    @keeps_draft()
    @role_required(...)
    def record(request): ...
        form = filled(SupportForm(request.POST if ... else None), request)

The address of a draft is that to which the form is sent. A page whose form is sent elsewhere
names that address: `filled(form, request, address=reverse("review_ask", args=[link.id]))`.
When and for whom drafts are kept and looked up is the pages' business (`web.drafting`).
"""

from collections.abc import Callable, Collection
from typing import TypeVar

from django.forms import BaseForm, Form
from django.http import HttpRequest, QueryDict

V = TypeVar("V", bound=Callable[..., object])
F = TypeVar("F", bound=Form)

NEVER_KEPT = frozenset({"csrfmiddlewaretoken", "next"})

_MARK = "drafts_leave_out"


def keeps_draft(*, but: Collection[str] = ()) -> Callable[[V], V]:
    """Mark a view whose form is kept while it is written, without the fields named in `but`."""

    def mark(view: V) -> V:
        setattr(view, _MARK, NEVER_KEPT | frozenset(but))
        return view

    return mark


def left_out_of(view: object) -> frozenset[str] | None:
    """Return the fields of a view's form that are not kept, or None when it keeps no draft."""
    return getattr(view, _MARK, None)


def written(request: HttpRequest, *, address: str = "") -> QueryDict | None:
    """Return what the person wrote here before, when they come back to see the form; or None.

    The page that shows the form keeps from now on what is written into it.
    """
    request.keeps_draft_at = address or request.path  # type: ignore[attr-defined]
    look_up: Callable[[str], QueryDict | None] | None = getattr(request, "look_up_draft", None)
    if look_up is None or request.method not in ("GET", "HEAD"):
        return None
    return look_up(address or request.path)


def filled(form: F, request: HttpRequest, *, address: str = "") -> F:
    """Return a form that was not yet sent with what the person wrote before in its fields.

    It says nothing about mistakes: they have not sent it.
    """
    before = written(request, address=address)
    if before is not None and not form.is_bound:
        form.initial = {**form.initial, **_values(form, before)}
    return form


def _values(form: BaseForm, before: QueryDict) -> dict[str, object]:
    """Return each field's value as its widget shows it; a field that was not there is left."""
    return {
        name: field.widget.value_from_datadict(before, form.files, form.add_prefix(name))
        for name, field in form.fields.items()
        if not field.disabled
    }
