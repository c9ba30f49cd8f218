"""Copies a database into another one, a file or one of PostgreSQL, with the same ids and the same seqs.

It compares rows before it writes them. So it can be killed at any moment and run again, and a later run
brings a copy up to date. The search index is not copied, but made from the texts: each kind of database has
its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipelines.db.copied_tables import Row, Table, tables
from pipelines.db.database import Database
from pipelines.db.readonly import Reading
from pipelines.db.search_index import index, unindex
from pipelines.db.stored_article import without_nul

Tell = Callable[[int], None]

_AT_ONCE = 200
"""Rows that are compared and written at once, each time in one transaction."""
_PASSES = 5
"""Passes over all rows. The first writes, the second finds nothing to do, unless the target is in use."""


class NotCopied(Exception):
    """The copy was refused, or is not equal to its source; the message says why."""


@dataclass(slots=True)
class Copied:
    """What became of a table."""

    table: str
    rows: int = 0
    """Rows of the source; the target has as many."""
    written: int = 0
    """Rows that were written or deleted."""
    left_out: int = 0
    """Rows of the source whose key is too long for the target, or has a NUL character."""
    example: Row | None = None
    """The key of the first of these."""
    digest: str = ""
    """The SHA-256 of all rows, the same at both."""


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
            _compare_counts(source, target, found)
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


def _compare_counts(source: Reading, target: Database, found: Sequence[Copied]) -> None:
    """Raises NotCopied where a table has a row that was not compared: the walk by keys would not see that."""
    for table, one in zip(tables(), found, strict=True):
        ((ours,),), ((theirs,),) = source.rows(table.count, {}), target.all(table.count)
        if (ours, theirs) != (one.rows + one.left_out, one.rows):
            counts = f"{ours:,} rows, {one.left_out:,} left out, {theirs:,} in the copy"
            raise NotCopied(f"{target.path}: table {table.name} is not complete ({counts}); {_REPORT}")


_REPORT = "copy it into an empty database, and tell us"


def _copy_table(source: Reading, target: Database, table: Table, tell: Tell) -> Copied:
    result, after = Copied(table.name), None
    ours, theirs = hashlib.sha256(), hashlib.sha256()
    for found, is_last in _parts(source, table):
        new = [tuple(without_nul(table.named(row)).values()) for row in found if _fits(target, table, row)]
        result.left_out += len(found) - len(new)
        if result.left_out and result.example is None:
            result.example = next(table.key_of(row) for row in found if not _fits(target, table, row))
        if not new and not is_last:
            continue
        # Up to the last key that the target can have; NUL would make it another one there.
        until = None if is_last else table.key_of(new[-1])
        old = _rows(target.all, table, after, until)
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
    """Return whether the target can hold a row: a key with NUL would be another's key there.

    Raises NotCopied for an article.
    """
    named = table.named(row)
    texts = [[v for name in names if isinstance(v := named[name], str)] for names in table.indexes]
    unique = [v for names in (table.key, *table.uniques) for v in table.of(row, names)]
    if all(target.fits(*each) for each in texts) and not any("\0" in str(value) for value in unique):
        return True
    if table.name == "articles":
        cause = f"the address of article {named['id']} is too long for it, or has a NUL character"
        raise NotCopied(f"{target.path}: {cause}; delete or correct that article in the source")
    return False


def _parts(source: Reading, table: Table) -> Iterator[tuple[list[Row], bool]]:
    """Yield the source's rows part by part; the last has no rows, and True."""
    after: Row | None = None
    while rows := _rows(source.rows, table, after, None, _AT_ONCE):
        after = table.key_of(rows[-1])
        yield rows, False
    yield [], True


def _rows(
    look: Callable[[str, dict[str, Any]], Sequence[Row]],
    table: Table,
    after: Row | None,
    until: Row | None,
    most: int = 1 << 40,
) -> list[Row]:
    """Return rows whose keys are in these bounds."""
    values: dict[str, Any] = {"most": most}
    for name, bound in (("after", after), ("until", until)):
        values |= {f"{name}{place}": value for place, value in enumerate(bound or ())}
    return list(look(table.rows(after=after is not None, until=until is not None), values))


def _write(target: Database, table: Table, old: Sequence[Row], new: Sequence[Row]) -> int:
    """Write what differs, in one transaction; return how many rows."""
    had = {table.key_of(row): row for row in old}
    has = {table.key_of(row): row for row in new}
    changed = [row for key, row in has.items() if had.get(key) != row]
    gone = {key: row for key, row in had.items() if key not in has}
    with target.transaction():
        for names in table.uniques:
            gone |= {table.key_of(row): row for row in _in_the_way(target, table, names, changed)}
        if table.name == "articles":
            before = gone | {key: had[key] for key in map(table.key_of, changed) if key in had}
            for row in before.values():
                unindex(target, row[0], table.named(row))
        target.executemany(table.delete, [table.named(row) for row in gone.values()])
        target.executemany(table.write, [table.named(row) for row in changed])
        if table.name == "articles":
            for row in changed:
                index(target, row[0], table.named(row))
    return len(gone) + len(changed)


def _in_the_way(target: Database, table: Table, names: tuple[str, ...], changed: Sequence[Row]) -> list[Row]:
    """Return the target's rows that still have what another row has now, an address or a seq.

    They are deleted; those that the source has too are written again with their part, or in the next pass.
    """
    takers = {values: table.key_of(row) for row in changed if None not in (values := table.of(row, names))}
    if not takers:
        return []
    wanted = {name: sorted({values[place] for values in takers}) for place, name in enumerate(names)}
    rows = target.all(table.having(names), {name: json.dumps(each) for name, each in wanted.items()})
    return [row for row in rows if takers.get(table.of(row, names), key := table.key_of(row)) != key]


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
