"""`python -m tests.times.babels` adds to renamed.toml each name that differs between two versions of Babel.

The two are the oldest that pyproject.toml allows and the newest. Run it after a release of Babel.
Names that are already in the file stay, because old pages print them.
With version numbers it compares those: `python -m tests.times.babels 2.17.0 2.18.0 2.19.0`.
"""

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FILE = ROOT / "pipelines/times/words/renamed.toml"
KINDS = ("months", "weekdays", "halves")
HEAD = """\
# Names from CLDR that only some of the allowed versions of Babel have: number or half of the day = [names].
# Months count from 1, weekdays from 0 for Monday. `python -m tests.times.babels` only adds names.
"""
Names = Mapping[str, Mapping[str, Mapping[str, tuple[str, str]]]]
"""Kind → language → folded name → its value and the name as CLDR spells it."""


def dump() -> Names:
    """Return all names of the Babel that is installed here."""
    from babel.localedata import locale_identifiers  # noqa: PLC0415 - of the version under comparison

    from pipelines.times.words import calendar_names as names  # noqa: PLC0415

    everywhere = names.halves(None)
    readers = dict(zip(KINDS, (names._cldr_months, names._cldr_weekdays, names._cldr_halves), strict=True))
    languages = sorted({tag.split("_")[0] for tag in locale_identifiers()})
    return {
        kind: {
            language: {
                names.key(name): (str(value), name)
                for name, value in read(language)
                if not (
                    kind == "halves" and (names.key(name) in everywhere or (name.isascii() and len(name) < 2))
                )
            }
            for language in languages
        }
        for kind, read in readers.items()
    }


def names_of(version: str) -> Names:
    """Return all names of one version of Babel, which is installed in a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", folder]
        subprocess.run([*install, f"babel{version and '=='}{version}"], check=True)
        code = (
            f"import sys; sys.path.insert(0, {folder!r}); from tests.times.babels import dump;"
            "import json; json.dump(dump(), sys.stdout)"
        )
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)
    names: Names = json.loads(done.stdout)
    return names


def differing(versions: Iterable[Names]) -> dict[str, dict[str, dict[str, tuple[str, str]]]]:
    """Return the names that differ between versions; the last version decides what a name means."""
    versions, out = list(versions), {}
    for kind in KINDS:
        out[kind] = {}
        for language in sorted({tag for version in versions for tag in version[kind]}):
            tables = [version[kind].get(language, {}) for version in versions]
            merged = {name: tuple(entry) for table in tables for name, entry in table.items()}
            out[kind][language] = {
                name: entry
                for name, entry in merged.items()
                if any(table.get(name, ("",))[0] != entry[0] for table in tables)
            }
    return out


def in_file() -> dict[str, dict[str, dict[str, tuple[str, str]]]]:
    """Return the names in renamed.toml."""
    from pipelines.times.words.calendar_names import key  # noqa: PLC0415

    tables: Mapping[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    return {
        kind: {
            language: {key(name): (value, name) for value, names in table.items() for name in names}
            for language, table in tables.get(kind, {}).items()
        }
        for kind in KINDS
    }


def as_toml(names: Mapping[str, Mapping[str, Mapping[str, tuple[str, str]]]]) -> str:
    lines = [HEAD]
    for kind in KINDS:
        lines.append(f"[{kind}]\n")
        for language, table in sorted(names[kind].items()):
            values = sorted({value for value, _ in table.values()}, key=lambda v: (len(v), v))
            if values:
                lines.append(f"[{kind}.{language}]")
            for value in values:
                spelled = sorted(name for number, name in table.values() if number == value)
                lines.append(f"{value} = {json.dumps(spelled, ensure_ascii=False)}")
            if values:
                lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def oldest() -> str:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return re.search(r'"babel>=([\d.]+)"', text).group(1)  # type: ignore[union-attr]


def main() -> None:
    found, kept = differing(map(names_of, sys.argv[1:] or [oldest(), ""])), in_file()
    for kind in KINDS:
        for language, table in found[kind].items():
            kept[kind][language] = kept[kind].get(language, {}) | table
    FILE.write_text(as_toml(kept), encoding="utf-8")
    print(f"{sum(len(t) for k in kept.values() for t in k.values())} names in {FILE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
