"""The steps that make the schema, and the meanings that stand in them: `python -m pipelines.db.schema`.

Knows the SQL as text and opens no database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TABLE = re.compile(r"CREATE (?:VIRTUAL )?TABLE (\w+)|ALTER TABLE (\w+) ADD COLUMN")
_COLUMN = re.compile(r"(?:ALTER TABLE \w+ ADD COLUMN |    )([a-z]\w*)\s?([A-Z]*)([^-]*?),?;?\s+-- (.+)")
_MORE = re.compile(r"\s{20,}-- (.+)")


@dataclass(frozen=True, slots=True)
class Schema:
    """What a kind of file of ours holds."""

    name: str
    application_id: int
    """Which program's file it is, for `file` and for us."""
    steps: tuple[str, ...]
    """The SQL of each version, the first first: a file at version n has had the first n of them."""

    @property
    def version(self) -> int:
        """The version that this program writes."""
        return len(self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a public table."""

    table: str
    name: str
    type: str
    """SQLite's type; '' in a search table."""
    optional: bool
    """Whether it may be NULL."""
    meaning: str


@cache
def news() -> Schema:
    """The file of articles."""
    return Schema("broadsheet", 0x42726473, _steps("steps"))


@cache
def pages() -> Schema:
    """The file of raw pages beside it."""
    return Schema("broadsheet pages", 0x42726470, _steps("page_steps"))


@cache
def columns() -> tuple[Column, ...]:
    """The columns of every public table, in the order in which they stand."""
    return tuple(column for step in news().steps for column in _read(step))


def columns_table(table: str) -> str:
    """Return a public table's columns as a Markdown table."""
    rows = [f"| `{c.name}` | {_type(c)} | {c.meaning} |" for c in columns() if c.table == table]
    if not rows:
        raise KeyError(table)
    return "\n".join(["| column | type | meaning |", "| --- | --- | --- |", *rows])


def public_tables() -> tuple[str, ...]:
    """The names of the public tables, in the order in which they are made."""
    return tuple(dict.fromkeys(column.table for column in columns()))


def _steps(folder: str) -> tuple[str, ...]:
    found = sorted((Path(__file__).parent / folder).glob("[0-9]*.sql"))
    return tuple(path.read_text(encoding="utf-8") for path in found)


def _type(column: Column) -> str:
    return (column.type + (" or null" if column.optional else "")) or "text"


def _read(sql: str) -> Iterator[Column]:
    table, lines = "", sql.splitlines()
    for number, line in enumerate(lines):
        if opened := _TABLE.match(line):
            table = opened[1] or opened[2]
        found = _COLUMN.fullmatch(line)
        if found and table and not table.startswith("_"):
            name, kind, rest, meaning = found.groups()
            meaning = " ".join([meaning, *_continued(lines[number + 1 :])])
            optional = bool(kind) and "NOT NULL" not in rest and name != "seq"
            yield Column(table=table, name=name, type=kind, optional=optional, meaning=meaning)


def _continued(lines: list[str]) -> Iterator[str]:
    for line in lines:
        more = _MORE.fullmatch(line)
        if not more:
            return
        yield more[1]


if __name__ == "__main__":
    for each in public_tables():
        print(f"### {each}\n\n{columns_table(each)}\n")
