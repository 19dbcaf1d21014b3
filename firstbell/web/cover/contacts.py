"""Whether the key adults of each place are still right: one button for them, a list for the hub."""

from collections import Counter
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.core.texts import mobile_number
from firstbell.foundation import clock
from firstbell.journey.delivery.actions import texting
from firstbell.journey.delivery.days_off import key_adult
from firstbell.journey.reconciliation.access import recording_systems, standing
from firstbell.registry.agencies.doors import SignedInRequest, role_required
from firstbell.registry.agencies.queries import people
from firstbell.registry.cover import checks
from firstbell.registry.cover.actions import checking

A_PAGE = 100

SHORT = "govuk-input--width-20"


class AnswerForm(forms.Form):
    """Nothing to fill in for a key adult; the hub says with whom it spoke."""

    def __init__(self, page: checks.CheckPage, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        if page.is_hub:
            self.fields["spoke_to"] = forms.ChoiceField(
                label=_("Whom did you speak to?"),
                choices=[(str(each.contact_id), each.name) for each in page.people],
                widget=forms.RadioSelect,
                error_messages={"required": _("Say whom you spoke to")},
            )


@role_required(*checks.READERS, *checks.HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def at_place(request: SignedInRequest, place_id: UUID) -> HttpResponse:
    """Show who is told at a place, and take the answer that they are right."""
    at = clock.now()
    try:
        page = checks.page_of(request.user, place_id, at=at)
    except checks.NotTheirs as not_theirs:
        raise Http404 from not_theirs
    form = AnswerForm(page, request.POST if request.method == "POST" else None)
    if page.people and form.is_valid():
        spoke_to = form.cleaned_data.get("spoke_to")
        checking.confirm(
            page.check_id,
            by=request.user,
            at=at,
            spoke_to=key_adult(UUID(spoke_to)) if spoke_to else None,
        )
        return redirect(f"{reverse('contacts_at', args=[place_id])}?done=yes")
    shown = {
        "page": page,
        "form": form,
        "done": request.GET.get("done"),
        "may_connect": recording_systems.may_connect(request.user, place_id, at=at),
        "lines": list(zip(page.people, standing.of_numbers(page.people), strict=True)),
    }
    return render(request, "cover/contacts_at.html", shown)


class MobileForm(forms.Form):
    """A mobile number of the United Kingdom, or none."""

    mobile = forms.CharField(
        label=_("Mobile number"),
        required=False,
        max_length=60,
        help_text=_(
            "A number of the UK, such as 07700 900123. Leave it empty to take the number away."
        ),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "class": SHORT}),
    )

    def clean_mobile(self) -> str:
        """Refuse what no text could be sent to."""
        written = " ".join(self.cleaned_data["mobile"].split())
        if written and mobile_number(written) is None:
            raise ValidationError(_("Enter a mobile number of the UK, such as 07700 900123"))
        return str(written)


@role_required(*checks.READERS, *checks.HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def mobile(request: SignedInRequest, contact_id: UUID) -> HttpResponse:
    """Ask for the mobile number of one key adult; a text then says whether it is right."""
    at = clock.now()
    try:
        contact = checks.key_adult_at(request.user, contact_id, at=at)
    except checks.NotTheirs as not_theirs:
        raise Http404 from not_theirs
    is_sent = request.method == "POST"
    form = MobileForm(request.POST if is_sent else None, initial={"mobile": contact.mobile})
    place_id = contact.establishment_id or contact.desk_id
    if form.is_valid():
        texting.set_mobile(contact, mobile=form.cleaned_data["mobile"], by=request.user, at=at)
        return redirect(f"{reverse('contacts_at', args=[place_id])}?done=mobile")
    shown = {"form": form, "name": contact.name, "place_id": place_id}
    return render(request, "cover/mobile.html", shown)


@role_required(*checks.HUB)
@require_safe
def everywhere(request: SignedInRequest) -> HttpResponse:
    """List every place by its colour."""
    lines = standing.everywhere(at=clock.now())
    counted = Counter(each.colour for each in lines)
    shown = {
        "lines": lines,
        "page": Paginator(lines, A_PAGE).get_page(request.GET.get("page")),
        "red": counted["red"],
        "amber": counted["amber"],
        "green": counted["green"],
        "may_connect": people.has_role(request.user, *recording_systems.WHO, at=clock.now()),
    }
    return render(request, "cover/contacts.html", shown)
