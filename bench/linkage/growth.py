"""How the time of linking grows with the register and with the feed: measured, and drawn as SVG.

``python -m bench.linkage.growth OUT.svg`` makes four registers and four feeds, links each with
`engines.firstbell` in a process of its own three times, prints the median of the processor seconds
(which a busy machine disturbs least) and draws them, both axes in doublings.
"""

import argparse
from collections.abc import Sequence
from math import log2
from pathlib import Path
from statistics import median

from bench.linkage.compare import run
from bench.linkage.files import write_files

REGISTERS = (50_000, 100_000, 200_000, 400_000)
FEEDS = (1_500, 3_000, 6_000, 12_000)
RUNS = 3
WIDTH, HEIGHT, MARGIN = 640, 380, 80

Points = Sequence[tuple[int, float]]


def seconds(folder: Path, pupils: int, children: int) -> float:
    """Processor seconds of one linkage, reading included; a small feed is the head of it all."""
    whole = folder / f"{pupils}-{FEEDS[-1]}-1-65"
    if not (whole / "truth.csv").exists():
        write_files(whole, pupils, FEEDS[-1], 65, times=1.0, more=False, parquet=False)
    if children == FEEDS[-1]:
        return _median(whole)
    part = folder / f"{pupils}-{children}-1-65"
    part.mkdir(exist_ok=True)
    if not (part / "roll.csv").exists():
        (part / "roll.csv").symlink_to((whole / "roll.csv").resolve())
    for name in ("children.csv", "truth.csv"):
        lines = (whole / name).read_text(encoding="utf-8").splitlines(keepends=True)
        (part / name).write_text("".join(lines[: children + 1]), encoding="utf-8")
    return _median(part)


def _median(folder: Path) -> float:
    return median(run("firstbell", folder, None).own for _ in range(RUNS))


def drawn(curves: Sequence[tuple[str, str, Points]]) -> str:
    """Two curves from a common corner: seconds upwards, size to the right, both in doublings."""
    most = max(value for _, _, points in curves for _, value in points)
    least = min(value for _, _, points in curves for _, value in points)
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
            ' role="img" font-family="arial, sans-serif" font-size="13">'
        ),
        "<title>Processor seconds of a linkage by register and feed</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for number, (name, dash, points) in enumerate(curves):
        places = [
            (
                MARGIN + (WIDTH - 2 * MARGIN) * place / (len(points) - 1),
                HEIGHT - MARGIN
                - (HEIGHT - 2 * MARGIN) * log2(value / least) / max(log2(most / least), 1e-9),
            )
            for place, (_, value) in enumerate(points)
        ]  # fmt: skip
        line = " ".join(f"{x:.0f},{y:.0f}" for x, y in places)
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="#1d3557" stroke-width="2"'
            f' stroke-dasharray="{dash}"/>'
        )
        below = 42 + 18 * number
        higher = [max(own[place][1] for _, _, own in curves) for place in range(len(points))]
        for (x, y), (size, value), most_here in zip(places, points, higher, strict=True):
            parts += [
                f'<circle cx="{x:.0f}" cy="{y:.0f}" r="4" fill="#1d3557"/>',
                _text(x, y - 12 if value == most_here else y + 22, f"{value:.1f} s"),
                _text(x, HEIGHT - MARGIN + below, f"{size:,}"),
            ]
        parts.append(f'<text x="4" y="{HEIGHT - MARGIN + below}">{name}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _text(x: float, y: float, said: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="middle">{said}</text>'


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--folder", type=Path, default=Path(".firstbell-bench"))
    given = parser.parse_args()
    by_register = [(size, seconds(given.folder, size, FEEDS[-1])) for size in REGISTERS]
    by_feed = [(size, seconds(given.folder, REGISTERS[-1], size)) for size in FEEDS]
    print("register", by_register, "feed", by_feed)
    given.out.write_text(
        drawn((("pupils", "none", by_register), ("children", "6 4", by_feed))), encoding="utf-8"
    )
