"""Set by what a source proves that it is itself, and refuse what comes in its name without."""

from collections.abc import Sequence
from datetime import datetime

from oauth2_provider.models import get_access_token_model

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.intake import queries
from firstbell.journey.intake.models import BoundToken, SenderProof
from firstbell.registry.agencies.models import Agency
from firstbell.registry.agencies.queries import places

MOST_PROOFS = 10
"""Keys or certificates of one source at once; two are enough to change from one to the other."""


class TooManyProofs(ValueError):
    """More keys or certificates were given than a source may have at once."""


@acting.as_system
def set_proofs(
    *,
    source: Agency,
    kind: SenderProof.Kind | None,
    values: Sequence[str] = (),
    by: User | None,
    at: datetime,
) -> list[SenderProof]:
    """Say by which keys or certificates a source proves itself from now on; all former ones end.

    Give the old key beside the new one while a source changes over. No kind: its token will do.

    :raises TooManyProofs: for more than ten.
    """
    wanted = sorted(set(values)) if kind else []
    if len(wanted) > MOST_PROOFS:
        raise TooManyProofs(f"{len(wanted)} keys are too many; give {MOST_PROOFS} at most")
    SenderProof.objects.filter(source=source).delete()
    proofs = [
        SenderProof.objects.create(source=source, kind=kind, value=value, set_at=at)
        for value in wanted
        if kind
    ]
    audit.record(
        "source.proofs_set",
        subject_kind="agency",
        subject_id=source.id,
        by=by,
        at=at,
        detail={"kind": str(kind or "none"), "values": [each.value for each in proofs]},
    )
    return proofs


@acting.as_system
def note_unproved(*, source: Agency, why: str, by: User | None, at: datetime) -> None:
    """Write on the trail that something came in a source's name and did not prove to be its own."""
    audit.record(
        "source.unproved",
        subject_kind="agency",
        subject_id=source.id,
        by=by,
        at=at,
        actor=source.code,
        detail={"why": why},
    )


@acting.as_system
def bind_token(
    *, checksum: str, certificate: str | None, by: User | None, at: datetime, today: datetime
) -> bool:
    """Bind a new token to the certificate that it was asked for with (RFC 8705, section 3).

    A source that needs no certificate gets its token as it is. One that needs a certificate and
    came without its own gets none: the token is removed, and the answer is False. `today` is the
    real time, by which tokens end.
    """
    token = (
        get_access_token_model().objects.select_related("application").get(token_checksum=checksum)
    )
    source = places.sender_by_client(token.application.client_id if token.application else "")
    own = queries.certificates_of(source) if source else frozenset()
    if source is None or not own:
        return True
    if certificate not in own:
        token.delete()
        note_unproved(source=source, why="wrong_certificate", by=by, at=at)
        return False
    BoundToken.objects.filter(expires_at__lt=today).delete()
    BoundToken.objects.create(
        token_checksum=checksum, certificate=certificate, expires_at=token.expires
    )
    return True
