"""Read files that are made to cost much, each in a process with bounded memory and time.

    .venv/bin/python -m bench.hostile.measure

Ends with 1 when a command fails, takes more than 512 MB or more than 30 seconds of processor time.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

MOST_BYTES = 512 * 1024**2
MOST_SECONDS = 30
RUN = "from firstbell.cli import run; run()"
AT = "2026-11-23T07:10:00Z"
FEED = {
    "source": "EASTMARSH",
    "created_at": "2026-11-23T06:00:00Z",
    "covers_from": "2026-11-20T17:00:00Z",
    "covers_to": "2026-11-23T06:00:00Z",
}
GIAS = "URN,LA (code),EstablishmentName,EstablishmentStatus (name)\r\n"
CTF = "<CTfile><Header><SourceSchool><URN>990001</URN></SourceSchool></Header><CTFpupilData>"
ICS = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n"


def feeds() -> Iterator[tuple[str, str]]:
    """Yield feeds by name."""
    inc = {"reference": "1", "revision": 1, "status": "active"}

    def feed(name: str, *incidents: object) -> tuple[str, str]:
        head = {**FEED, "reference": name}
        return name, json.dumps({"feed": head, "incidents": list(incidents)})

    yield feed("100,000 children", {**inc, "children": [{"id": f"{n}"} for n in range(100_000)]})
    yield feed("100,000 faults", {**inc, "children": [{"x": 1}] * 100_000})
    yield feed("300,000 names", {**inc, **{f"f{n}": 1 for n in range(300_000)}})
    yield feed("10,000 refused", *[0] * 10_000)
    yield feed("9 million numbers in one", {**inc, "x": [0] * 9_000_000})
    yield feed("a million of nothing", *[0] * 1_000_000)
    yield feed("a text of 15 MB", {**inc, "circumstances": "x" * 15_000_000})
    yield feed("a reference of 15 MB", {**inc, "reference": "x" * 15_000_000})
    yield "19 million brackets", "[" * 19_000_000
    yield "3 million objects deep", '{"a":' * 3_000_000
    yield "9 million numbers", "[" + "0," * 9_000_000 + "0]"
    yield "a number of 19 million digits", "9" * 19_000_000
    yield "21 MB", "[" + " " * 21 * 1024**2 + "]"


def tables() -> Iterator[tuple[str, str, str]]:
    """Yield registers by kind and name."""
    yield "establishments", "one line of 20 MB", GIAS + "x" * 20_000_000
    yield "establishments", "one header of 20 MB", "x" * 20_000_000
    yield "establishments", "300,000 broken lines", GIAS + '"x\r\n' * 300_000
    yield "establishments", "5 million blank lines", GIAS + "\r\n" * 5_000_000
    yield "establishments", "10 million quotes", GIAS + '"' * 10_000_000
    yield "establishments", "a million columns", ",".join(map(str, range(1_000_000)))
    yield "postcodes", "a line of 20 MB", "pcds,laua,pfa\r\n" + "x" * 20_000_000
    yield "postcodes", "200,000 refused", "pcds,laua,pfa\r\n" + "x,y,z\r\n" * 200_000
    yield "roll", "100,000 refused", "surname,forename,urn\r\n" + "A,B,0\r\n" * 100_000


def documents() -> Iterator[tuple[str, str, str]]:
    """Yield transfer files and calendars by kind and name."""
    bomb = "".join(f'<!ENTITY l{n} "' + f"&l{n - 1};" * 10 + '">' for n in range(1, 20))
    wide = f'<!ENTITY a "{"x" * 1_000_000}">'
    yield "roll", "a bomb", f'<!DOCTYPE b [<!ENTITY l0 "x">{bomb}]>{CTF}&l19;'
    yield "roll", "a wide bomb", f"<!DOCTYPE b [{wide}]>{CTF}{'&a;' * 100_000}"
    yield "roll", "a million deep", CTF + "<Pupil>" + "<Names>" * 1_000_000
    closed = "<Q>" * 300_000 + "</Q>" * 300_000
    yield "roll", "300,000 deep and closed", f"{CTF}<Pupil>{closed}</Pupil></CTFpupilData></CTfile>"
    empty = "<Pupil/>" * 100_000
    yield "roll", "100,000 empty pupils", f"{CTF}{empty}</CTFpupilData></CTfile>"
    attributes = " ".join(f"a{n}='1'" for n in range(500_000))
    yield "roll", "500,000 attributes", f"{CTF}<Pupil {attributes}/></CTFpupilData></CTfile>"
    yield "calendar", "200,000 openings", ICS + "BEGIN:VEVENT\r\n" * 200_000
    event = "BEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\n"
    yield "calendar", "20,000 events", f"{ICS}{event * 20_000}END:VCALENDAR\r\n"
    line = "BEGIN:VEVENT\r\nSUMMARY:" + "term " * 1_000_000
    yield "calendar", "a name of 5 MB", f"{ICS}{line}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


def measure(folder: Path, name: str, arguments: list[str]) -> bool:
    """Run one command, print what it took, and say whether it kept to its bounds."""
    said = folder / "said"
    with said.open("wb") as stream:
        child = subprocess.Popen(
            [sys.executable, "-c", RUN, *arguments, "--at", AT],
            stdout=stream,
            stderr=stream,
        )
        resource.prlimit(child.pid, resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        _, status, used = os.wait4(child.pid, 0)
    code = child.returncode = os.waitstatus_to_exitcode(status)
    seconds, largest = used.ru_utime + used.ru_stime, used.ru_maxrss * 1024
    told = said.read_bytes()
    good = code in {0, 1} and largest < MOST_BYTES and bool(told) and b"Traceback" not in told
    print(f"{'' if good else 'FAILED '}{name}: {code}, {seconds:.1f} s, {largest // 1024**2} MB")
    return good


def main() -> None:
    """Read every file, beside a server that keeps the database there."""
    from firstbell.cli.ground import database_ready
    from firstbell.cli.home import make_home

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        os.environ["FIRSTBELL_HOME"] = str(make_home(folder / "home", kind="bench"))
        with database_ready(durable=False):
            _borough()
            file, results = folder / "hostile.file", []
            for name, text in feeds():
                file.write_text(text)
                results.append(measure(folder, name, ["receive", str(file)]))
            for kind, name, text in (*tables(), *documents()):
                file.write_text(text)
                scope = ["--scope", "990"] if kind == "calendar" else []
                results.append(measure(folder, name, ["load", kind, str(file), *scope]))
    print(f"{sum(results)} of {len(results)} kept to {MOST_BYTES // 1024**2} MB, {MOST_SECONDS} s")
    sys.exit(0 if all(results) else 1)


def _borough() -> None:
    from firstbell.foundation import clock
    from firstbell.registry.agencies.actions.loading import load_establishments
    from firstbell.registry.agencies.actions.partnership import add_source

    add_source(code="EASTMARSH", name="Eastmarsh", force_pfa="E23990001", by=None, at=clock.now())
    content = f"{GIAS}990001,990,Mill Lane,Open\r\n".encode()
    load_establishments(content=content, file_name="x.csv", by=None, at=clock.now())


if __name__ == "__main__":
    main()
