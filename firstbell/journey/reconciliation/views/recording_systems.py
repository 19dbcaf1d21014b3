"""A school's recording system: where it is told that something waits. For the hub's managers."""

from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.foundation import clock
from firstbell.foundation.outward import UnusableAddress, check_address
from firstbell.journey.delivery.actions import posting
from firstbell.journey.reconciliation.access import recording_systems as door
from firstbell.registry.agencies.doors import SignedInRequest, role_required


class AddressForm(forms.Form):
    """The address at which a recording system takes messages."""

    url = forms.CharField(
        label=_("Its address"),
        max_length=500,
        help_text=_("From whoever runs that system. It begins with https://"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Enter the address")},
    )

    def clean_url(self) -> str:
        """Refuse an address to which nothing is posted."""
        url = str(self.cleaned_data["url"]).strip()
        try:
            check_address(url)
        except UnusableAddress as why:
            raise ValidationError(
                _("This address will not do: %(why)s") % {"why": str(why)}
            ) from why
        return url


@role_required(*door.WHO_READS_FIGURES)
@require_safe
def take_up(request: SignedInRequest) -> HttpResponse:
    """Show which systems schools keep their records in, and how many of them are told."""
    return render(request, "reconciliation/take_up.html", {"page": door.figures()})


@role_required(*door.WHO)
@require_http_methods(["GET", "HEAD", "POST"])
def at_place(request: SignedInRequest, place_id: UUID) -> HttpResponse:
    """Show where a school's system is told, and take another address; its secret is shown once."""
    _check(place_id)
    form = AddressForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        secret = posting.set_webhook(
            place_id, url=form.cleaned_data["url"], by=request.user, at=clock.now()
        )
        return _once(request, place_id, secret)
    shown = {"page": door.system_of(place_id), "form": form}
    return render(request, "reconciliation/recording_system.html", shown)


@role_required(*door.WHO)
@require_POST
def renew(request: SignedInRequest, place_id: UUID) -> HttpResponse:
    """Make a new secret and show it once."""
    secret = posting.renew_secret(_check(place_id), by=request.user, at=clock.now())
    if secret is None:
        return redirect("recording_system", place_id)
    return _once(request, place_id, secret)


@role_required(*door.WHO)
@require_POST
def end(request: SignedInRequest, place_id: UUID) -> HttpResponse:
    """Tell this system nothing more."""
    posting.end_webhook(_check(place_id), by=request.user, at=clock.now())
    return redirect("recording_system", place_id)


def _check(place_id: UUID) -> UUID:
    try:
        door.check_place(place_id)
    except door.NoSuchPlace as no_such:
        raise Http404 from no_such
    return place_id


def _once(request: SignedInRequest, place_id: UUID, secret: str) -> HttpResponse:
    shown = {"page": door.system_of(place_id), "secret": secret}
    return render(request, "reconciliation/recording_system_secret.html", shown)
