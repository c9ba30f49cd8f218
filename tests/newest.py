"""`python -m tests.newest` writes .ci/constraints.txt: the newest versions that pyproject.toml allows.

The two commands of the README's Quick start install these versions, so a new release of a dependency cannot
break a fresh clone. pip resolves them on the Python that runs this, the oldest allowed one; then each later
Python gets the same versions, or a line of its own, with a marker, where that version has no wheel for it.
There is no line for pip: a venv brings its own.
Run the suite before you commit the result.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.requirements import ROOT, PipFailed, extras, pip, requirements

FILE = ROOT / ".ci" / "constraints.txt"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
HEAD = """\
# The versions that the Quick start installs, on Python 3.11 to 3.14. Written by `python -m tests.newest`.
"""


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    needs: tuple[Requirement, ...]


def resolve(needed: Iterable[str], *options: str) -> dict[str, Package]:
    """Return what pip would install, by name, if nothing were installed yet."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        dry = [
            "install",
            "-q",
            "--dry-run",
            "--ignore-installed",
            "--report",
            str(report),
            "--target",
            folder,
        ]
        pip(sys.executable, *dry, "--only-binary", ":all:", *options, *needed)
        installed = json.loads(report.read_text(encoding="utf-8"))["install"]
    return {package.name: package for package in map(_package, installed)}


def _package(entry: Mapping[str, Any]) -> Package:
    metadata = entry["metadata"]
    needs = tuple(map(Requirement, metadata.get("requires_dist", ())))
    return Package(canonicalize_name(metadata["name"]), metadata["version"], needs)


def needed_on(python: str, packages: Mapping[str, Package]) -> dict[str, Requirement]:
    """Return what a Python version needs, directly or through a package: name → a requirement for it."""
    environment = {"python_version": python, "python_full_version": f"{python}.0"}
    found: dict[str, Requirement] = {}
    waiting = [(one, "") for one in requirements(*extras())]
    seen = set()
    while waiting:
        one, extra = waiting.pop()
        name = canonicalize_name(one.name)
        if one.marker is not None and not one.marker.evaluate({**environment, "extra": extra}):
            continue
        found.setdefault(name, one)
        for key in [(name, each) for each in ("", *one.extras) if (name, each) not in seen]:
            seen.add(key)
            waiting += [(need, key[1]) for need in (packages[name].needs if name in packages else ())]
    return found


def versions_on(python: str, packages: Mapping[str, Package]) -> dict[str, str]:
    """Return name → version for one Python: the version in `packages` if a wheel of it exists."""
    needed = needed_on(python, packages)
    pinned = {name: f"{name}=={packages[name].version}" for name in needed if name in packages}
    loose = {name: f"{name}{one.specifier}" for name, one in needed.items() if name not in packages}
    options = ("--no-deps", "--python-version", python)
    try:
        found = resolve([*pinned.values(), *loose.values()], *options)
    except PipFailed:
        found = {}
        for name, line in (pinned | loose).items():
            found |= _first([line, f"{name}{needed[name].specifier}"], *options)
    return {name: package.version for name, package in found.items()}


def _first(lines: list[str], *options: str) -> dict[str, Package]:
    """Return what pip finds for the first of these requirements that it can install."""
    try:
        return resolve(lines[:1], *options)
    except PipFailed:
        if len(lines) == 1:
            raise
        return _first(lines[1:], *options)


def lines(versions: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return `name==version`, sorted, with a marker if a line is not for every Python.

    `versions` is Python → name → version.
    """
    names = sorted({name for of_python in versions.values() for name in of_python} - {"pip"})
    return [line for name in names for line in _lines(name, {p: versions[p].get(name) for p in versions})]


def _lines(name: str, by_python: Mapping[str, str | None]) -> list[str]:
    pythons, out = list(by_python), []
    for version, group in groupby(pythons, key=by_python.__getitem__):
        span = list(group)
        behind = pythons.index(span[-1]) + 1
        marker = [f'python_version >= "{span[0]}"'] if span[0] != pythons[0] else []
        marker += [f'python_version < "{pythons[behind]}"'] if behind < len(pythons) else []
        if version is not None:
            out.append(f"{name}=={version}" + (f"; {' and '.join(marker)}" if marker else ""))
    return out


def main() -> None:
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    if running != PYTHONS[0]:
        raise SystemExit(f"run it on Python {PYTHONS[0]}: this is {running}")
    packages = resolve(str(one) for one in requirements(*extras()))
    versions = {python: versions_on(python, packages) for python in PYTHONS[1:]}
    first = {name: package.version for name, package in packages.items()}
    written = lines({PYTHONS[0]: first, **versions})
    FILE.write_text(HEAD + "\n".join(written) + "\n", encoding="utf-8")
    print(f"{FILE.relative_to(ROOT)}: {len(written)} versions")


if __name__ == "__main__":
    main()
