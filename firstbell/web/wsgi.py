"""The door for a web server."""

import os
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from firstbell.foundation.room import with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstbell.settings")
# Pages act for nobody until a request says for whom, whatever started this process.
os.environ["FIRSTBELL_ACTS_AS"] = "nobody"
_pages = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer one request (PEP 3333)."""
    return with_room(_pages, environ, start_response)
