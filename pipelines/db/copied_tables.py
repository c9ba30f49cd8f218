"""The tables that are copied: their columns, keys and indexes, read from the schema, and their statements."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.db.migrations import migrate
from pipelines.db.schema import news

Row = tuple[Any, ...]

DERIVED = ("_forms", "_sqlite_migrations")
"""Tables that exist in one kind of database only, or are made from the articles."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is copied."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    uniques: tuple[tuple[str, ...], ...] = ()
    """Groups of columns that are unique too, besides the key."""
    indexes: tuple[tuple[str, ...], ...] = ()
    """The columns of each index, also of those for the key and for `uniques`."""
    numbers: frozenset[str] = frozenset()
    """Columns of whole numbers."""

    @property
    def _order(self) -> str:
        return ", ".join(map(_quoted, self.key))

    @property
    def _select(self) -> str:
        return f"SELECT {', '.join(map(_quoted, self.columns))} FROM {self.name}"  # noqa: S608 - our own schema

    @property
    def count(self) -> str:
        return f"SELECT count(*) FROM {self.name}"  # noqa: S608

    def rows(self, *, after: bool, until: bool) -> str:
        """Return the SELECT of rows in the order of their key, with bounds."""
        tests = ["1 = 1"]
        for is_given, sign, bound in ((after, ">", "after"), (until, "<=", "until")):
            values = ", ".join(f":{bound}{place}" for place in range(len(self.key)))
            tests += [f"({self._order}) {sign} ({values})"] * is_given
        return f"{self._select} WHERE {' AND '.join(tests)} ORDER BY {self._order} LIMIT :most"

    def having(self, names: tuple[str, ...]) -> str:
        """Return the SELECT of rows whose value in each of these columns is in its JSON list `:name`."""
        tests = (
            f"{_quoted(name)} IN (SELECT CAST(value AS {'BIGINT' if name in self.numbers else 'TEXT'}) "  # noqa: S608
            f"FROM json_each(:{name}))"
            for name in names
        )
        return f"{self._select} WHERE {' AND '.join(tests)}"

    @property
    def write(self) -> str:
        """The statement that writes a row and replaces one with the same key."""
        other_columns = [name for name in self.columns if name not in self.key]
        changes = ", ".join(f"{_quoted(name)} = excluded.{_quoted(name)}" for name in other_columns)
        return f"""
            INSERT INTO {self.name} ({", ".join(map(_quoted, self.columns))})
            VALUES ({", ".join(f":{name}" for name in self.columns)})
            ON CONFLICT ({self._order}) DO {f"UPDATE SET {changes}" if other_columns else "NOTHING"}
        """  # noqa: S608

    @property
    def delete(self) -> str:
        """The statement that deletes a row; a source is deleted only if it has no articles."""
        tests = [f"{_quoted(name)} = :{name}" for name in self.key]
        tests += ["NOT EXISTS (SELECT 1 FROM articles WHERE source = :name)"] * (self.name == "sources")
        return f"DELETE FROM {self.name} WHERE {' AND '.join(tests)}"  # noqa: S608

    def values_of(self, row: Row, names: tuple[str, ...]) -> Row:
        """Return these columns of a row."""
        values = self.by_column(row)
        return tuple(values[name] for name in names)

    def key_of(self, row: Row) -> Row:
        return self.values_of(row, self.key)

    def by_column(self, row: Row) -> dict[str, Any]:
        return dict(zip(self.columns, row, strict=True))


@cache
def tables() -> tuple[Table, ...]:
    """Return the tables that are copied, in an order in which no row refers to a later one."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as conn:
        migrate(conn, Path(":memory:"), news())
        real = {name for _, name, kind, *_ in conn.execute("PRAGMA table_list") if kind == "table"}
        created = conn.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid"
        ).fetchall()
        names = [name for (name,) in created if name in real and name not in DERIVED and name != "_seq"]
        return tuple(_table(conn, name) for name in names if not name.startswith("sqlite_"))


def _table(conn: sqlite3.Connection, name: str) -> Table:
    columns = conn.execute("SELECT name, pk, type FROM pragma_table_info(?) ORDER BY cid", (name,)).fetchall()
    key = sorted((place, column) for column, place, _ in columns if place)
    indexes = conn.execute('SELECT name, origin, "unique" FROM pragma_index_list(?)', (name,)).fetchall()
    read_indexes = [(_indexed(conn, index), origin, is_unique) for index, origin, is_unique in indexes]
    return Table(
        name,
        columns=tuple(column for column, *_ in columns),
        key=tuple(column for _, column in key),
        uniques=tuple(names for names, origin, is_unique in read_indexes if is_unique and origin != "pk"),
        indexes=tuple(names for names, *_ in read_indexes),
        numbers=frozenset(column for column, _, kind in columns if kind == "INTEGER"),
    )


def _indexed(conn: sqlite3.Connection, index: str) -> tuple[str, ...]:
    """Return the columns of an index, without its expressions."""
    columns = conn.execute("SELECT name FROM pragma_index_info(?) ORDER BY seqno", (index,)).fetchall()
    return tuple(name for (name,) in columns if name)


def _quoted(name: str) -> str:
    return f'"{name}"'
