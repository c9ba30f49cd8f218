"""`python -m tests.versions newest lowest` runs the fast part of the suite on other versions of packages.

`newest`: the newest versions that pyproject.toml allows today. `lowest`: each direct dependency at its lower
bound. Each set is installed into a venv of its own in a temporary folder, which is deleted afterwards.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Sequence
from pathlib import Path

from packaging.requirements import Requirement

from tests.requirements import ROOT, pip, requirements

FAST = (
    "tests/text",
    "tests/times",
    "tests/markup",
    "tests/discover",
    "tests/db",
    "tests/fetch/test_browser.py",
)
"""The tests that read pages, dates, feeds and rows: they use most dependencies. They start no command."""

SERVER = ("tests/db/postgres", "tests/db/test_writers.py", "tests/cluster/test_dispatcher.py")
"""Tests of psycopg and Procrastinate. The store's whole suite over PostgreSQL takes minutes; its statements
are the same with every version."""


def lowest(requirement: Requirement) -> str:
    """`lxml>=6` → `lxml==6`. Raises ValueError for a requirement without a lower bound."""
    bounds = [one.version for one in requirement.specifier if one.operator in (">=", "==", "~=")]
    if len(bounds) != 1:
        raise ValueError(f"pyproject.toml gives no lower bound: {requirement}")
    return re.sub(re.escape(str(requirement.specifier)), f"=={bounds[0]}", str(requirement))


def run(which: str) -> int:
    """Run the fast part with `newest` or `lowest` versions; return the exit code."""
    needed = requirements("dev")
    wanted = [str(one) if which == "newest" else lowest(one) for one in needed]
    with tempfile.TemporaryDirectory(prefix=f"broadsheet-{which}-") as folder:
        began = time.monotonic()
        venv.create(folder, with_pip=True)
        python = str(Path(folder) / "bin" / "python")
        pip(python, "install", "-q", *wanted)
        print(f"{which} versions: installed in {time.monotonic() - began:.0f} s", flush=True)
        processes = str(min(4, os.cpu_count() or 1))
        command = [python, "-m", "pytest", "-n", processes, "-p", "no:cacheprovider"]
        parts = (("-m", "not postgres", *FAST), SERVER)
        codes = (subprocess.run([*command, *part], cwd=ROOT, check=False).returncode for part in parts)
        return next(filter(None, codes), 0)


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.versions", description=__doc__)
    parser.add_argument("which", nargs="+", choices=("newest", "lowest"))
    for which in parser.parse_args(words).which:
        code = run(which)
        if code:
            print(f"the fast part of the suite fails with the {which} versions that pyproject.toml allows")
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
