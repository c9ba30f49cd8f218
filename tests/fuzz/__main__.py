"""python -m tests.fuzz --count 10000 [--start 0]      python -m tests.fuzz --number 1234 [--save FILE]
python -m tests.fuzz --runs

Runs documents by their numbers and prints one line with the results; exit code 1 if one failed or took more
than five seconds of processor time.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.fuzz.chain import Case, Chain, case, chain
from tests.fuzz.runs import UNITS, documents


def one(running: Chain, number: int, save: str | None) -> int:
    made = case(number)
    print(f"{number}: {made.kind}, {len(made.body)} bytes as {made.content_type}: {', '.join(made.steps)}")
    if save:
        Path(save).write_bytes(made.body)
    started = time.process_time()
    print(f"{running.run(made)} after {time.process_time() - started:.2f} s")
    return 0


def many(running: Chain, cases: Iterable[Case]) -> int:
    ends: Counter[str] = Counter()
    failed, slowest, started = 0, (0.0, ""), time.monotonic()
    for made in cases:
        name = f"{made.number} {made.kind} {','.join(made.steps)}"
        began = time.process_time()
        try:
            ends[running.run(made)] += 1
        except Exception as error:  # noqa: BLE001 - whatever nobody foresaw is what this looks for
            failed += 1
            where = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{Path(where.filename).name}:{where.lineno}"
            print(f"{name}: {type(error).__name__} {error!s:.200} at {place}")
        slowest = max(slowest, (time.process_time() - began, name))
    print(", ".join(f"{name} {count}" for name, count in ends.most_common()))
    took = time.monotonic() - started
    print(
        f"{ends.total() + failed} documents in {took:.0f} s, {failed} failed,"
        f" slowest {slowest[0]:.1f} s ({slowest[1]})"
    )
    return int(failed > 0)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--number", type=int, help="only this one")
    parser.add_argument("--runs", action="store_true", help="long runs of one mark instead, all of them")
    parser.add_argument("--save", help="write its bytes to this file")
    asked = parser.parse_args()
    with chain() as running:
        if asked.number is not None:
            return one(running, asked.number, asked.save)
        if asked.runs:
            return many(running, (made for unit in UNITS for made in documents(unit)))
        return many(running, map(case, range(asked.start, asked.start + asked.count)))


if __name__ == "__main__":
    sys.exit(main())
