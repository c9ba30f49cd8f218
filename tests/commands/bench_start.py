"""Measures how long the commands take to start, compared with Scrapy's own in an empty project.

    python -m tests.commands.bench_start

Prints the CPU time of each as a multiple of Scrapy's own; each is the least of several runs taken in turn.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
RUNS = 10
Command = tuple[str, ...]
OURS: dict[Command, Command] = {
    ("list",): ("list",),
    ("--help",): ("--help",),
    ("sources",): ("list",),
    ("crawl", "--help"): ("--help",),
}
"""The commands, each with the Scrapy command that it is compared with."""
GOAL = 1.2


def main() -> None:
    with tempfile.TemporaryDirectory() as bare:
        start = ("startproject", "bare", bare)
        subprocess.run([sys.executable, "-m", "scrapy", *start], check=True, capture_output=True)
        places = [(HERE, command) for command in OURS] + [
            (Path(bare), command) for command in set(OURS.values())
        ]
        rounds = [[_cpu(*place) for place in places] for _ in range(RUNS)]
    least = dict(zip(places, map(min, zip(*rounds, strict=True)), strict=True))
    for command, theirs in OURS.items():
        mine, bare_one = least[HERE, command], least[Path(bare), theirs]
        result = f"{mine * 1000:4.0f} ms; bare scrapy {' '.join(theirs):7} {bare_one * 1000:4.0f} ms"
        print(f"scrapy {' '.join(command):14} {result}; ratio {mine / bare_one:.2f} (goal {GOAL})")


def _cpu(directory: Path, command: Command) -> float:
    """Return the seconds of CPU time of one run."""
    before = _used()
    subprocess.run([sys.executable, "-m", "scrapy", *command], cwd=directory, check=True, capture_output=True)
    return _used() - before


def _used() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
