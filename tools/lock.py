"""Take out of npm's lock file what names a host: whom to fund is no part of what is installed.

Run by `make lock`; changes nothing else of the file.
"""

import json

from tools import CHECKOUT

LOCK = CHECKOUT / "package-lock.json"


def without_hosts(text: str) -> str:
    """Return the text of a lock file without the addresses that ask for money."""
    lock = json.loads(text)
    for package in lock["packages"].values():
        package.pop("funding", None)
    return json.dumps(lock, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    LOCK.write_text(without_hosts(LOCK.read_text(encoding="utf-8")), encoding="utf-8")
