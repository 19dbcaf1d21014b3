"""Ask the published API in 20,000 ways and count what it answers.

    .venv/bin/python -m bench.api.measure [CASES] [SEED]

Schemathesis makes right and wrong requests from the published description; each operation is asked
by the sender itself, by another source's machine, with a wrong token and with none, against the
whole application on an embedded database of its own in a temporary folder. Ends with 1 at the
first answer that is a fault, that the description does not declare, or that is not for who asked.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

CASES = 20_000


def main() -> None:
    """Ask as often as is said."""
    asked_for = [int(word) for word in sys.argv[1:]]
    cases, begin = [*asked_for, *(CASES, 1)[len(asked_for) :]]
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), cases=cases, begin=begin)


def measure(folder: Path, *, cases: int, begin: int) -> None:
    """Ask, and print how often each status was answered to whom."""
    from firstbell.cli.ground import database_ready
    from firstbell.cli.home import make_home

    home = make_home(folder / "home", kind="bench")
    os.environ.update(FIRSTBELL_HOME=str(home), FIRSTBELL_POOL="1", FIRSTBELL_ACTS_AS="nobody")
    with database_ready(durable=False):
        from django.conf import settings
        from django.core.handlers.wsgi import WSGIHandler

        from firstbell.foundation import clock
        from tests.api.cases import ask, comers
        from tests.api.tokens import token_of

        settings.ALLOWED_HOSTS += ["testserver"]
        token, other = (token_of(code, at=clock.now()) for code in ("quillshire", "otherside"))
        who = comers(token=token, other_token=other, source="quillshire")
        # Two operations, and one request more for what does not divide.
        each = -(-cases // (2 * len(who)))
        start = time.monotonic()
        asked = ask(WSGIHandler(), who, each=each + each % 2, begin=begin)
        for (name, operation, status), times in sorted(asked.answers.items()):
            print(f"{name:8} {operation:24} {status} {times:6}")
        seconds = time.monotonic() - start
        print(f"{asked.cases} cases in {seconds:.0f} s: no fault, no undeclared answer")


if __name__ == "__main__":
    main()
