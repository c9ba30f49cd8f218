"""Copies a database into another one, a file or one of PostgreSQL, with the same ids and the same seqs.

It compares rows before it writes them. So it can be killed at any moment and run again, and a later run
brings a copy up to date. The search index is not copied, but made from the texts: each kind of database has
its own.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.db.database import Database
from pipelines.db.migrations import migrate
from pipelines.db.readonly import Reading
from pipelines.db.schema import news
from pipelines.db.search_index import index, unindex

Row = tuple[Any, ...]
Tell = Callable[[int], None]

_AT_ONCE = 200
"""Rows that are compared and written at once, each time in one transaction."""
_PASSES = 5
"""Passes over all rows. The first writes, the second finds nothing to do, unless the target is in use."""
_DERIVED = ("_forms", "_sqlite_migrations")
"""Tables that belong to one kind of database, or are made from the articles."""


class NotCopied(Exception):
    """The copy was refused, or is not equal to its source; the message says why."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is copied."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]

    @property
    def _order(self) -> str:
        return ", ".join(map(_quoted, self.key))

    def rows(self, *, after: bool, until: bool) -> str:
        """Return the SELECT of rows in the order of their key, with bounds."""
        tests = ["1 = 1"]
        for is_given, sign, bound in ((after, ">", "after"), (until, "<=", "until")):
            values = ", ".join(f":{bound}{place}" for place in range(len(self.key)))
            tests += [f"({self._order}) {sign} ({values})"] * is_given
        names = ", ".join(map(_quoted, self.columns))
        return f"""
            SELECT {names} FROM {self.name} WHERE {" AND ".join(tests)} ORDER BY {self._order} LIMIT :most
        """  # noqa: S608 - names of our own schema

    @property
    def write(self) -> str:
        """Return the statement that writes a row in the place of one with the same key."""
        rest = [name for name in self.columns if name not in self.key]
        changes = ", ".join(f"{_quoted(name)} = excluded.{_quoted(name)}" for name in rest)
        return f"""
            INSERT INTO {self.name} ({", ".join(map(_quoted, self.columns))})
            VALUES ({", ".join(f":{name}" for name in self.columns)})
            ON CONFLICT ({self._order}) DO {f"UPDATE SET {changes}" if rest else "NOTHING"}
        """  # noqa: S608

    @property
    def delete(self) -> str:
        """Return the statement that deletes a row; a source only where no article is of it any more."""
        tests = [f"{_quoted(name)} = :{name}" for name in self.key]
        tests += ["NOT EXISTS (SELECT 1 FROM articles WHERE source = :name)"] * (self.name == "sources")
        return f"DELETE FROM {self.name} WHERE {' AND '.join(tests)}"  # noqa: S608

    def key_of(self, row: Row) -> Row:
        values = dict(zip(self.columns, row, strict=True))
        return tuple(values[name] for name in self.key)

    def named(self, row: Row) -> dict[str, Any]:
        return dict(zip(self.columns, row, strict=True))


@dataclass(slots=True)
class Copied:
    """What became of a table."""

    table: str
    rows: int = 0
    """Rows of the source; the target has as many."""
    written: int = 0
    """Rows that were written or deleted."""
    left_out: int = 0
    """Rows of the source with an address that is too long for the target."""
    digest: str = ""
    """The SHA-256 of all rows, the same at both."""


@cache
def tables() -> tuple[Table, ...]:
    """Return the tables that are copied, in an order in which no row refers to a later one."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as conn:
        migrate(conn, Path(":memory:"), news())
        real = {name for _, name, kind, *_ in conn.execute("PRAGMA table_list") if kind == "table"}
        made = conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid").fetchall()
        names = [name for (name,) in made if name in real and name not in _DERIVED and name != "_seq"]
        return tuple(_table(conn, name) for name in names if not name.startswith("sqlite_"))


def count(source: Reading) -> int:
    """Return how many rows are copied."""
    sql = " UNION ALL ".join(f"SELECT count(*) FROM {table.name}" for table in tables())  # noqa: S608
    return sum(rows for (rows,) in source.rows(sql, {}))


def copy(source: Reading, target: Database, tell: Tell = lambda done: None) -> list[Copied]:
    """Make the target equal to the source; return what became of each table.

    `tell` is told how many rows were compared: each of the source's is, at least twice. The source must not
    change meanwhile: read it from a snapshot. Raises NotCopied, or a DatabaseError.
    """
    _refuse_strangers(source, target)
    done, written = 0, dict[str, int]()
    for _ in range(_PASSES):
        found = []
        for table in tables():
            one = _copy_table(source, target, table, lambda rows, before=done: tell(before + rows))  # type: ignore[misc]
            done += one.rows
            found.append(one)
        _set_counters(source, target)
        for one in found:
            written[one.table] = written.get(one.table, 0) + one.written
        if not any(one.written for one in found):
            return [replace(one, written=written[one.table]) for one in found]
    name = next(one.table for one in found if one.written)
    raise NotCopied(f"{target.path}: table {name} changes while it is written; end the crawl that uses it")


def _refuse_strangers(source: Reading, target: Database) -> None:
    """Raises NotCopied for a target that is neither empty nor an older copy.

    A row of an older copy is as old in the source, or was deleted there: then its id was given before. A
    crawl into a copy leaves a run that the source does not have.
    """
    matches, others = 0, list[str]()
    for table, key, time in (("articles", "id", "first_seen_at"), ("runs", "id", "started_at"), _SOURCES):
        last = _last_given(source, table) if key == "id" else None
        for theirs, ours in _pairs(source, target, table, key, time):
            matches += len(theirs.items() & ours.items())
            strange = [
                one
                for one, since in theirs.items()
                if since != ours.get(one, since) or (last is not None and one > last)
            ]
            if strange:
                cause = f"has {table} that {source.path} does not have ({key} {strange[0]})"
                raise NotCopied(f"{target.path}: {cause}; {_CURE}")
            others += [table] * bool(theirs)
    if others and not matches:
        raise NotCopied(f"{target.path}: has {others[0]}, but none that {source.path} has; {_CURE}")


_CURE = "name an empty database, or an older copy"
_SOURCES = ("sources", "name", "added_at")


def _pairs(
    source: Reading, target: Database, table: str, key: str, time: str
) -> Iterator[tuple[dict[Any, str], dict[Any, str]]]:
    """Yield the target's rows part by part, as key and time, with the source's that have these keys."""
    each = f"SELECT {key}, {time} FROM {table}"  # noqa: S608 - our own names
    kind = "BIGINT" if key == "id" else "TEXT"
    wanted = f"{each} WHERE {key} IN (SELECT CAST(value AS {kind}) FROM json_each(:keys))"  # noqa: S608
    after: Any = 0 if key == "id" else ""
    while rows := target.all(f"{each} WHERE {key} > :after ORDER BY {key} LIMIT 1000", {"after": after}):
        after = rows[-1][0]
        yield dict(rows), dict(source.rows(wanted, {"keys": json.dumps([row[0] for row in rows])}))


def _copy_table(source: Reading, target: Database, table: Table, tell: Tell) -> Copied:
    result, after = Copied(table.name), None
    ours, theirs = hashlib.sha256(), hashlib.sha256()
    for found, until in _parts(source, table):
        old = _rows(target.all, table, after, until)
        new = [row for row in found if _fits(target, table, row)]
        result.left_out += len(found) - len(new)
        if new != old:
            result.written += target.retrying(lambda old=old, new=new: _write(target, table, old, new))  # type: ignore[misc]
        for digest, rows in ((ours, new), (theirs, old)):
            digest.update(repr(rows).encode(errors="replace"))
        result.rows += len(new)
        after = until
        tell(result.rows)
    result.digest = ours.hexdigest()
    if not result.written and theirs.digest() != ours.digest():
        raise NotCopied(f"{target.path}: table {table.name} is not equal to its source; run it again")
    return result


def _fits(target: Database, table: Table, row: Row) -> bool:
    """Return whether the target's indexes can hold a row. Raises NotCopied for an article."""
    if table.name in _UNINDEXED:
        return True
    named = table.named(row)
    if target.fits(*(str(named[name]) for name in _INDEXED if named.get(name))):
        return True
    if table.name == "articles":
        raise NotCopied(f"{target.path}: the address of article {row[0]} is too long for it")
    return False


_INDEXED = ("source", "site", "url", "page", "name", "form", "place", "reading", "origin", "host")
_UNINDEXED = ("revisions", "runs")


def _parts(source: Reading, table: Table) -> Iterator[tuple[list[Row], Row | None]]:
    """Yield the source's rows part by part, each with its last key; the last has no rows and no end."""
    after: Row | None = None
    while rows := _rows(source.rows, table, after, None, _AT_ONCE):
        after = table.key_of(rows[-1])
        yield rows, after
    yield [], None


def _rows(
    look: Callable[[str, dict[str, Any]], Sequence[Row]],
    table: Table,
    after: Row | None,
    until: Row | None,
    most: int = 1 << 40,
) -> list[Row]:
    """Return rows whose keys are in these bounds. PostgreSQL has no NUL in a text, so it is left out."""
    values: dict[str, Any] = {"most": most}
    for name, bound in (("after", after), ("until", until)):
        values |= {f"{name}{place}": value for place, value in enumerate(bound or ())}
    rows = look(table.rows(after=after is not None, until=until is not None), values)
    return [tuple(each.replace("\0", "") if isinstance(each, str) else each for each in row) for row in rows]


def _write(target: Database, table: Table, old: Sequence[Row], new: Sequence[Row]) -> int:
    """Write what differs, in one transaction; return how many rows."""
    had = {table.key_of(row): row for row in old}
    has = {table.key_of(row): row for row in new}
    changed = [row for key, row in has.items() if had.get(key) != row]
    gone = [row for key, row in had.items() if key not in has]
    with target.transaction():
        if table.name == "articles":
            gone += _in_the_way(target, table, changed)
            for row in (*gone, *(had[key] for key in map(table.key_of, changed) if key in had)):
                unindex(target, row[0], table.named(row))
        target.executemany(table.delete, [table.named(row) for row in gone])
        target.executemany(table.write, [table.named(row) for row in changed])
        if table.name == "articles":
            for row in changed:
                index(target, row[0], table.named(row))
    return len(gone) + len(changed)


def _in_the_way(target: Database, table: Table, changed: Sequence[Row]) -> list[Row]:
    """Return the target's articles that still have another one's address; they are written again later."""
    urls = {table.named(row)["url"]: table.key_of(row) for row in changed}
    names = ", ".join(map(_quoted, table.columns))
    sql = f"SELECT {names} FROM articles WHERE url IN (SELECT value FROM json_each(:urls))"  # noqa: S608
    rows = target.all(sql, {"urls": json.dumps(list(urls))})
    return [row for row in rows if table.key_of(row) != urls[table.named(row)["url"]]]


def _table(conn: sqlite3.Connection, name: str) -> Table:
    columns = conn.execute("SELECT name, pk FROM pragma_table_info(?) ORDER BY cid", (name,)).fetchall()
    key = sorted((place, column) for column, place in columns if place)
    return Table(name, tuple(column for column, _ in columns), tuple(column for _, column in key))


def _quoted(name: str) -> str:
    return f'"{name}"'


def _set_counters(source: Reading, target: Database) -> None:
    """Let the target count on where the source stands, so that no id and no seq is given twice."""
    ((seq,),) = source.rows("SELECT value FROM _seq", {})
    target.execute("UPDATE _seq SET value = :seq", {"seq": seq})
    for table in tables():
        if table.key == ("id",):
            target.all(_GIVE[target.kind], {"table": table.name, "last": _last_given(source, table.name)})


def _last_given(source: Reading, table: str) -> int:
    """Return the last id that a table has given, also to a row that was deleted, if it remembers that."""
    ((last,),) = source.rows(f"SELECT coalesce(max(id), 0) FROM {table}", {})  # noqa: S608
    ((given,),) = source.rows(_GIVEN[source.kind], {"table": table})
    return max(int(last), int(given))


_GIVEN = {
    "sqlite": "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = :table), 0)",
    "postgresql": """
        SELECT coalesce(pg_sequence_last_value(to_regclass(pg_get_serial_sequence(:table, 'id'))), 0)
    """,
}
_GIVE = {
    "sqlite": "UPDATE sqlite_sequence SET seq = :last WHERE name = :table",
    "postgresql": "SELECT setval(pg_get_serial_sequence(:table, 'id'), greatest(:last, 1), :last > 0)",
}
