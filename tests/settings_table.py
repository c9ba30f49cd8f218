"""The table of settings in crawler/README.md, made from the comments in crawler/settings.py.

python -m tests.settings_table      writes it into the file
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from crawler import settings

ROOT = Path(__file__).parents[1]
PAPER = ROOT / "crawler" / "README.md"
CODE = ROOT / "crawler" / "settings.py"
HEAD = "| setting | default | meaning |\n| --- | --- | --- |\n"
_SECTION = re.compile(r"# --- (.+?) -*$")
_NAME = re.compile(r"^([A-Z][A-Z0-9_]+)\b")


def table() -> str:
    """Return a row for every setting that has a comment, before or behind it."""
    return HEAD + "".join(f"| `{name}` | {_default(name)} | {meaning} |\n" for name, meaning in _documented())


def _documented() -> Iterator[tuple[str, str]]:
    """Yield (name, comment). A comment above a setting is its own; one behind it is added."""
    above: list[str] = []
    for line, code, comment in _lines():
        name = _NAME.match(code)
        if name is None and comment and not code.strip():
            above = [] if _SECTION.match(line) else [*above, comment]
        elif name is not None:
            if meaning := " ".join(filter(None, [*above, comment])):
                yield name[1], meaning.replace("|", "\\|")
            above = []
        elif not line.strip():
            above = []


def _lines() -> Iterator[tuple[str, str, str]]:
    """Yield (line, its code, its comment) for each line of the file."""
    comments: dict[int, tuple[int, str]] = {}
    text = CODE.read_text(encoding="utf-8")
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            comments[token.start[0]] = (token.start[1], token.string.lstrip("# ").strip())
    for number, line in enumerate(text.splitlines(), start=1):
        column, comment = comments.get(number, (len(line), ""))
        yield line, line[:column], comment


def _default(name: str) -> str:
    value = getattr(settings, name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return f"`{value}`" if value is None or isinstance(value, bool) else "see there"
    return f"`{value}`"


def main() -> None:
    text = PAPER.read_text(encoding="utf-8")
    start = text.index(HEAD)
    end = text.find("\n\n", start)
    PAPER.write_text(text[:start] + table() + text[end + 1 :], encoding="utf-8")


if __name__ == "__main__":
    main()
