"""Which page takes a file: that of the list of leavers, and no other. Never written to disk.

How large a body may be is said in `middleware`, how large the file in the page's own form.
"""

from typing import Any

from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.urls import reverse

TAKES_A_FILE = "leavers"
"""The name of the one address."""


class OneFile(MemoryFileUploadHandler):
    """Refuse a file before any of it is read, wherever no page asks for one."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin to take a file.

        :raises TooManyFilesSent: if this address takes none.
        """
        if self.request is None or self.request.path != reverse(TAKES_A_FILE):
            raise TooManyFilesSent("no page here takes a file")
        super().new_file(*args, **kwargs)
