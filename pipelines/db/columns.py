"""Prints the meaning of each column of the public tables as Markdown: `python -m pipelines.db.columns`.

The meanings in `articles` are declared with the fields of an article. Those of the other tables are comments
behind their columns in the SQL of the steps, which is read as text. No database is opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipelines.db.schema import news
from pipelines.db.stored_article import COLUMNS

_TABLE = re.compile(r"CREATE (?:VIRTUAL )?TABLE (\w+)|ALTER TABLE (\w+) ADD COLUMN")
_ABOUT = re.compile(r"^-- (.+)\nCREATE (?:VIRTUAL )?TABLE ([a-z]\w*)", re.MULTILINE)
# SQLite adds a column's text before the closing bracket of its table, which a comment with -- would hide.
_COLUMN = re.compile(
    r"(?:ALTER TABLE \w+ ADD COLUMN |    )([a-z]\w*)\s?([A-Z]*)([^-/]*?),?;?\s+(?:-- |/\* )(.+?)(?: \*/;)?"
)
_MORE = re.compile(r"\s{20,}-- (.+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a public table."""

    table: str
    name: str
    type: str
    """SQLite's type; '' in a search table."""
    optional: bool
    """True if it may be NULL."""
    meaning: str


@cache
def columns() -> tuple[Column, ...]:
    """Return the columns of every public table, in their order."""
    articles = [
        Column(table="articles", name=c.name, type=c.type, optional=c.is_optional, meaning=c.meaning)
        for c in COLUMNS
    ]
    others = [column for sql in _scripts() for column in _read(sql) if column.table != "articles"]
    return (*articles, *others)


def columns_table(table: str) -> str:
    """Return a public table's columns as a Markdown table."""
    rows = [f"| `{c.name}` | {_type(c)} | {c.meaning} |" for c in columns() if c.table == table]
    if not rows:
        raise KeyError(table)
    return "\n".join(["| column | type | meaning |", "| --- | --- | --- |", *rows])


def public_tables() -> dict[str, str]:
    """Return the public tables with what each contains, in the order in which they are made."""
    return {match[2]: match[1] for sql in _scripts() for match in _ABOUT.finditer(sql)}


def tables() -> str:
    """Return every public table with its columns, as the README has them."""
    parts = (f"### `{name}`\n\n{about}\n\n{columns_table(name)}\n" for name, about in public_tables().items())
    return "\n".join(parts)


def _scripts() -> list[str]:
    return [step for step in news().steps if isinstance(step, str)]


def _type(column: Column) -> str:
    return (column.type + (" or null" if column.optional else "")) or "text"


def _read(sql: str) -> Iterator[Column]:
    table, lines = "", sql.splitlines()
    for number, line in enumerate(lines):
        if opened := _TABLE.match(line):
            table = opened[1] or opened[2]
        match = _COLUMN.fullmatch(line)
        if match and table and not table.startswith("_"):
            name, kind, constraints, meaning = match.groups()
            meaning = " ".join([meaning, *_continued(lines[number + 1 :])])
            optional = bool(kind) and "NOT NULL" not in constraints
            yield Column(table=table, name=name, type=kind, optional=optional, meaning=meaning)


def _continued(lines: list[str]) -> Iterator[str]:
    for line in lines:
        more = _MORE.fullmatch(line)
        if not more:
            return
        yield more[1]


if __name__ == "__main__":
    print(tables(), end="")
