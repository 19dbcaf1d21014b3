"""What the log says of a fault: where and of what kind, never in the fault's own words.

An exception's text may quote a record (a database names the value that it refused); a log is
read by people who may not see records.
"""

import logging
import traceback
from types import TracebackType

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutWords(logging.Formatter):
    """One line a message; a fault as its kinds and places, causes first."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - logging's own name
        """Return the frames and the kind of each exception, without its text."""
        return "\n".join(_told(ei[1])) if ei[1] is not None else ""


def _told(fault: BaseException) -> list[str]:
    earlier = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    lines = [*_told(earlier), "and then:"] if earlier is not None else []
    frames = traceback.extract_tb(fault.__traceback__)
    lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    return [*lines, f"{type(fault).__module__}.{type(fault).__qualname__}"]
