"""Our own key: made when it is first needed, kept sealed; only its public half is ever shown."""

import base64
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from firstbell.foundation import acting, sealing
from firstbell.journey.handover.models import OwnKey
from firstbell.journey.handover.signing import public_of

PURPOSE = "hand-over key"


@acting.as_system
def own_key(*, at: datetime) -> Ed25519PrivateKey:
    """Return the key by which this installation signs; whoever asks first makes it."""
    row = OwnKey.objects.first()
    if row is None:
        made = Ed25519PrivateKey.generate()
        raw = base64.b64encode(made.private_bytes_raw()).decode()
        sealed = sealing.seal(raw, purpose=PURPOSE)
        OwnKey.objects.bulk_create(
            [OwnKey(public=public_of(made), sealed=sealed, made_at=at)], ignore_conflicts=True
        )
        row = OwnKey.objects.get()
    raw = sealing.unseal(row.sealed, purpose=PURPOSE)
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(raw))
