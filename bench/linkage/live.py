"""How long one child takes against an index of the roll that is kept in memory.

``python -m bench.linkage.live FOLDER`` opens the index of a folder of `files.py` (made first where
there is none), asks some children to warm it, and then each of the others by itself with
`bulk.decide_against`. Prints milliseconds by the wall and of the processor. The live path of the
product, over PostgreSQL, is measured by ``bench/load/measure.py``.
"""

import argparse
import resource
import statistics
import time
from pathlib import Path

from bench.linkage.day import ON
from bench.linkage.engines import roll_of
from firstbell.journey.linkage.bulk import decide_against
from firstbell.journey.linkage.children_file import read_children
from firstbell.journey.linkage.kept_register import indexed_register
from firstbell.journey.linkage.tables import Findings


def main(folder: Path, warming: int, count: int) -> None:
    """Ask children one by one."""
    started = time.process_time()
    register = indexed_register(roll_of(folder), folder / "index", ON, Findings())
    opened = time.process_time() - started
    filed = read_children(folder / "children.csv", ON, Findings())
    children = [each.child for each in filed if each.child]
    step = max(len(children) // (warming + count), 1)
    asked = children[::step][: warming + count]
    walls, owns = [], []
    for child in asked:
        wall, own = time.perf_counter(), time.process_time()
        decide_against(register, [child])
        walls.append((time.perf_counter() - wall) * 1000)
        owns.append((time.process_time() - own) * 1000)
    for name, times in (("by the wall", walls[warming:]), ("of the processor", owns[warming:])):
        print(
            f"{len(register):,} pupils, {len(times)} children {name}: median"
            f" {statistics.median(times):.1f} ms, 95% within"
            f" {statistics.quantiles(times, n=20)[-1]:.1f} ms, longest {max(times):.1f} ms"
        )
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"opened in {opened:.1f} s of the processor; {most:,.0f} MiB, mapped files included")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--warming", type=int, default=300)
    parser.add_argument("--count", type=int, default=500)
    given = parser.parse_args()
    main(given.folder, given.warming, given.count)
