"""The schools register's file of links: what an establishment was, and what it became.

Either end may be an establishment that is not loaded. What a kind of link means is for
`core.succession`.
"""

from dataclasses import dataclass
from datetime import date

from firstbell.registry.agencies.files import cells
from firstbell.registry.agencies.files.parsed import Parsed, parse
from firstbell.registry.agencies.files.table import Row, read

REQUIRED = ("URN", "LinkURN", "LinkType")
OPTIONAL = ("LinkName", "LinkEstablishedDate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One line: `link_urn` is to `urn` what `kind` says."""

    urn: int
    link_urn: int
    link_name: str
    kind: str
    established_on: date | None


def read_links(content: bytes) -> Parsed[Link]:
    """Return every link of the file.

    :raises UnusableFile: if a column is missing that nothing works without.
    """
    return parse(read(content, required=REQUIRED, optional=OPTIONAL), _link)


def _link(row: Row) -> Link:
    return Link(
        urn=cells.urn(row, "URN"),
        link_urn=cells.urn(row, "LinkURN"),
        link_name=cells.text(row, "LinkName", longest=300),
        kind=cells.needed(row, "LinkType", longest=100),
        established_on=cells.register_date(row, "LinkEstablishedDate"),
    )
