"""What makes sense as settings of GOV.UK Notify; nothing of it is repeated in an error.

How a text is sent is not known here.
"""

import re

from django.core.exceptions import ImproperlyConfigured

from firstbell.foundation.accounts.providers import is_safe_address

UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

_KEY = re.compile(rf".+-{UUID}-{UUID}")


def check(*, key: str, templates: tuple[str, str], url: str) -> None:
    """Let settings pass with which texts can be sent, or none at all.

    :raises django.core.exceptions.ImproperlyConfigured: for any others.
    """
    if not is_safe_address(url):
        raise ImproperlyConfigured(
            "FIRSTBELL_NOTIFY_URL must be an https address without a password"
        )
    if not key:
        return
    if not _KEY.fullmatch(key):
        raise ImproperlyConfigured("FIRSTBELL_NOTIFY_KEY is no API key: copy it whole")
    if not all(re.fullmatch(UUID, each) for each in templates):
        raise ImproperlyConfigured(
            "FIRSTBELL_NOTIFY_KEY needs the ids of two templates, in FIRSTBELL_NOTIFY_TEMPLATE "
            "and FIRSTBELL_NOTIFY_CHECK_TEMPLATE"
        )
