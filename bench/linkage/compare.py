"""Link the same files by this engine and by others, in the same run, and say how well and how fast.

``python -m bench.linkage.compare`` (or ``make bench``) makes a feed to choose thresholds on and
others to report on, starts every engine in a process of its own (`engines.py`), and prints
medians. A *transferred* threshold is the lowest that had a precision of 99.9% on the first feed;
R999 is the best recall that any threshold could have had on the feed itself; *proven* is the lowest
threshold whose wrong links on the first feed leave at most one in a thousand possible at 95%
confidence, which is how this engine's own line is chosen. Ranked by the smaller of the weight and
the lead over the next pupil plus 4, for every engine alike.
"""

import argparse
import csv
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.linkage.files import write_files
from firstbell.core.linkage.proving import upper_bound

LEAD = 4.0
PRECISION = 0.999


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine said of one child: how sure, whether rightly, and whether it was told."""

    rank: float
    right: bool
    linked: bool


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one engine on one feed: seconds by the wall and of processors, and MiB."""

    answers: list[Answer]
    on_roll: int
    wall: float
    own: float
    mebibytes: float
    stages: dict[str, float]


def run(
    engine: str, folder: Path, learn: Path | None, *, module: str = "bench.linkage.engines"
) -> Run:
    """Start an engine in a process of its own, its modules compiled as an installation has them."""
    out = folder / f"{engine}.csv"
    command = [sys.executable, "-m", module, engine, str(folder), str(out)]
    if learn is not None:
        command += ["--learn", str(learn)]
    installed = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=installed
    )
    stdout = process.stdout.read() if process.stdout else b""
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if status:
        raise SystemExit(f"{engine} failed; run: {' '.join(command)}")
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        truth = {row["child_id"]: row["upn"] for row in csv.DictReader(file)}
    return Run(
        answers=read_answers(out, truth),
        on_roll=sum(bool(upn) for upn in truth.values()),
        wall=wall,
        own=used.ru_utime + used.ru_stime,
        mebibytes=used.ru_maxrss / 1024,
        stages=json.loads(stdout.splitlines()[-1]),
    )


def read_answers(path: Path, truth: dict[str, str]) -> list[Answer]:
    """Read an answer file, the surest first."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    answers = [
        Answer(
            rank=min(float(row["weight"]), float(row["gap"] or "inf") + LEAD),
            right=truth[row["child_id"]] == row["upn"],
            linked=row.get("decision") == "linked",
        )
        for row in rows
    ]
    return sorted(answers, key=lambda answer: -answer.rank)


def r999(answers: Sequence[Answer], on_roll: int) -> tuple[float, float]:
    """The best recall at a precision of 99.9%, and the rank down to which it goes."""
    right = best = 0
    least = float("inf")
    for count, answer in enumerate(answers, start=1):
        right += answer.right
        is_last = count == len(answers) or answers[count].rank < answer.rank
        if is_last and right >= PRECISION * count:
            best, least = right, answer.rank
    return best / on_roll, least


def proven(answers: Sequence[Answer]) -> float:
    """The lowest rank down to which 99.9% are right at 95% confidence, else infinity."""
    wrong, least = 0, float("inf")
    for count, answer in enumerate(answers, start=1):
        wrong += not answer.right
        if wrong > (1 - PRECISION) * len(answers):
            break
        is_last = count == len(answers) or answers[count].rank < answer.rank
        if is_last and upper_bound(wrong, count) <= 1 - PRECISION:
            least = answer.rank
    return least


def said(answers: Sequence[Answer], on_roll: int) -> str:
    """Precision, recall and false links, in words for a table."""
    right = sum(answer.right for answer in answers)
    precision = right / max(len(answers), 1)
    return f"{precision:.4f} / {right / on_roll:.3f} ({len(answers) - right})"


def report(engine: str, chosen: Run, runs: Sequence[Run]) -> str:
    """One line of the table: medians, and what thresholds from another feed give."""
    _, least = r999(chosen.answers, chosen.on_roll)
    every = [answer for each in runs for answer in each.answers]
    on_roll = sum(each.on_roll for each in runs)
    over, sure = (
        said([answer for answer in every if answer.rank >= line], on_roll)
        for line in (least, proven(chosen.answers))
    )
    shipped = [answer for answer in every if answer.linked]
    middle = {
        name: statistics.median(getattr(each, name) for each in runs)
        for name in ("wall", "own", "mebibytes")
    }
    recall = statistics.median(r999(each.answers, each.on_roll)[0] for each in runs)
    stages = " ".join(
        f"{name} {statistics.median(each.stages.get(name, 0.0) for each in runs):.1f}"
        for name in runs[0].stages
    )
    told = said(shipped, on_roll) if shipped else "–"
    return (
        f"| {engine} | {recall:.3f} | {over} | {sure} | {told} | {middle['wall']:.1f}"
        f" | {middle['own']:.1f} | {middle['mebibytes']:,.0f} | {stages} |"
    )


def main(given: argparse.Namespace) -> None:
    """Make the files, run every engine on every feed, print the table."""
    folders = []
    for seed in given.seeds:
        folder = given.folder / f"{given.pupils}-{given.children}-{given.times:g}-{seed}"
        if not (folder / "truth.csv").exists():
            write_files(
                folder, given.pupils, given.children, seed,
                times=given.times, more=False, parquet=given.parquet,
            )  # fmt: skip
        folders.append(folder)
    print(f"{given.pupils} pupils, {given.children} children, errors × {given.times:g}")
    print(
        "| engine | R999 | transferred: precision / recall (false) | proven | as shipped | wall s"
        f" | processor s | MiB | stages s |\n{'| --- ' * 9}|"
    )
    for engine in given.engines:
        learn = folders[0] if engine == "splink-labels" else None
        runs = [run(engine, folder, learn) for folder in folders]
        print(report(engine, runs[0], runs[1:]), flush=True)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(".firstbell-bench"))
    parser.add_argument("--pupils", type=int, default=400_000)
    parser.add_argument("--children", type=int, default=12_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[61, 62, 63, 64])
    parser.add_argument("--times", type=float, default=1.0)
    parser.add_argument("--parquet", action="store_true")
    parser.add_argument(
        "--engines",
        nargs="+",
        default=["exact-join", "recordlinkage", "splink-em", "splink-labels", "firstbell"],
    )
    main(parser.parse_args())
