"""Says where a source file cannot be read as TOML, and in which line a key is."""

from __future__ import annotations

import re
from pathlib import Path

from crawler.errors import Mistake


def unreadable(path: Path, error: Exception) -> Mistake:
    """Return why a file cannot be read, or is not TOML, as a mistake with its line and cure."""
    if isinstance(error, OSError):
        return Mistake(file=str(path), cause=error.strerror or str(error), cure="make it readable")
    if isinstance(error, UnicodeDecodeError):
        return Mistake(file=str(path), cause="is not UTF-8", cure="save it as UTF-8")
    place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", str(error))
    cause = str(error)[: place.start()] if place else str(error)
    line = int(place[1]) if place and place[1] else None
    raw = path.read_text(encoding="utf-8-sig").splitlines()
    written = raw[line - 1] if line and line <= len(raw) else ""
    return Mistake(file=str(path), line=line, cause=f"not TOML: {cause}", cure=_toml_cure(cause, written))


_BARE = re.compile(r"""\s*([\w.-]+)\s*=\s*([^"'\[{#\s][^#]*)""")


def _toml_cure(cause: str, line: str) -> str:
    bare = _BARE.match(line)
    key, value = (bare[1], bare[2].strip()) if bare else ("", "")
    if key and value.lower() in ("yes", "no", "on", "off", "true", "false"):
        truth = "true" if value.lower() in ("yes", "on", "true") else "false"
        return f"booleans are true or false: {key} = {truth}"
    if re.match(r"[A-Za-z][\w/-]*:?[^,\]]*$", value):
        return f'text stands in quotes: {key} = "{value}"'
    if "\\" in cause:
        return r"write patterns in single quotes: '/\d+/'"
    return 'write text in quotes, and each key once: url = "https://…/"'


def line_number(raw: str, key: str | None) -> int | None:
    """Return the number of the line that has a key, because tomllib does not."""
    table = ""
    for number, line in enumerate(raw.splitlines(), 1):
        if header := re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line):
            table = header[1] + "."
        leaf = re.match(r"""\s*["']?([\w.-]+)["']?\s*=""", line)
        if key and key in (table.rstrip("."), table + leaf[1] if leaf else ""):
            return number
    return None
