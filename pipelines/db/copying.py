"""Copies a database into another one, a file or one of PostgreSQL, with the same ids and the same seqs.

It compares rows before it writes them. So it can be killed at any time and run again, and a later run brings
a copy up to date. The search index is not copied but made from the texts, because each kind of database has
its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pipelines.db.copied_tables import Row, Table, tables
from pipelines.db.database import Database
from pipelines.db.readonly import Reading
from pipelines.db.search_index import index, unindex
from pipelines.db.stored_article import storable

Progress = Callable[[int], None]

_AT_ONCE = 200
"""Rows that are compared and written at once, each time in one transaction."""
_PASSES = 5
"""Passes over all rows. The first writes, the second finds nothing to do, unless the target is in use."""


class NotCopied(Exception):
    """The copy was refused, or differs from its source; the message says why."""


@dataclass(slots=True)
class CopiedTable:
    """The result for one table."""

    table: str
    rows: int = 0
    """Rows of the source; the target has the same number."""
    written: int = 0
    """Rows that were written or deleted."""
    left_out: int = 0
    """Rows of the source whose key is too long for the target, or has a NUL character."""
    example: Row | None = None
    """The key of the first row that was left out."""
    digest: str = ""
    """The SHA-256 of all rows; it is the same in both databases."""


def count(source: Reading) -> int:
    """Return how many rows are copied."""
    sql = " UNION ALL ".join(f"SELECT count(*) FROM {table.name}" for table in tables())  # noqa: S608
    return sum(rows for (rows,) in source.rows(sql, {}))


def copy(source: Reading, target: Database, on_progress: Progress = lambda done: None) -> list[CopiedTable]:
    """Make the target equal to the source; return the result for each table.

    `on_progress` is called with the number of rows that were compared; each row is compared at least twice.
    The source must not change meanwhile: read it from a snapshot. Raises NotCopied, or a DatabaseError.
    """
    _refuse_other_databases(source, target)
    done, written = 0, dict[str, int]()
    for _ in range(_PASSES):
        results = []
        for table in tables():
            result = _copy_table(source, target, table, lambda rows, before=done: on_progress(before + rows))  # type: ignore[misc]
            done += result.rows
            results.append(result)
        _set_counters(source, target)
        for result in results:
            written[result.table] = written.get(result.table, 0) + result.written
        if not any(result.written for result in results):
            _compare_counts(source, target, results)
            return [replace(result, written=written[result.table]) for result in results]
    name = next(result.table for result in results if result.written)
    raise NotCopied(f"{target.path}: table {name} changes while it is written; end the crawl that uses it")


def _refuse_other_databases(source: Reading, target: Database) -> None:
    """Raise NotCopied for a target that is neither empty nor an older copy.

    Each row of an older copy has the same time in the source, or was deleted there: then its id is not
    greater than the last one used. A crawl into a copy leaves a run that the source does not have.
    """
    matches, others = 0, list[str]()
    for table, key, time in (("articles", "id", "first_seen_at"), ("runs", "id", "started_at"), _SOURCES):
        last_id = _last_used_id(source, table) if key == "id" else None
        for theirs, ours in _pairs(source, target, table, key, time):
            matches += len(theirs.items() & ours.items())
            unknown_keys = [
                row_key
                for row_key, since in theirs.items()
                if since != ours.get(row_key, since) or (last_id is not None and row_key > last_id)
            ]
            if unknown_keys:
                cause = f"has {table} that {source.path} does not have ({key} {unknown_keys[0]})"
                raise NotCopied(f"{target.path}: {cause}; {_CURE}")
            others += [table] * bool(theirs)
    if others and not matches:
        raise NotCopied(f"{target.path}: has {others[0]}, but none that {source.path} has; {_CURE}")


_CURE = "name an empty database, or an older copy"
_SOURCES = ("sources", "name", "added_at")


def _pairs(
    source: Reading, target: Database, table: str, key: str, time: str
) -> Iterator[tuple[dict[Any, str], dict[Any, str]]]:
    """Yield parts of the target as key → time, each with the source's rows that have these keys."""
    select = f"SELECT {key}, {time} FROM {table}"  # noqa: S608 - our own names
    kind = "BIGINT" if key == "id" else "TEXT"
    same_keys = f"{select} WHERE {key} IN (SELECT CAST(value AS {kind}) FROM json_each(:keys))"  # noqa: S608
    after: Any = 0 if key == "id" else ""
    while rows := target.all(f"{select} WHERE {key} > :after ORDER BY {key} LIMIT 1000", {"after": after}):
        after = rows[-1][0]
        yield dict(rows), dict(source.rows(same_keys, {"keys": json.dumps([row[0] for row in rows])}))


def _compare_counts(source: Reading, target: Database, results: Sequence[CopiedTable]) -> None:
    """Raise NotCopied if a table has rows that were not compared; the walk by keys does not notice them."""
    for table, result in zip(tables(), results, strict=True):
        ((ours,),), ((theirs,),) = source.rows(table.count, {}), target.all(table.count)
        if (ours, theirs) != (result.rows + result.left_out, result.rows):
            counts = f"{ours:,} rows, {result.left_out:,} left out, {theirs:,} in the copy"
            raise NotCopied(f"{target.path}: table {table.name} is not complete ({counts}); {_REPORT}")


_REPORT = "copy it into an empty database, and tell us"


def _copy_table(source: Reading, target: Database, table: Table, on_progress: Progress) -> CopiedTable:
    result, after = CopiedTable(table.name), None
    ours, theirs = hashlib.sha256(), hashlib.sha256()
    for rows_read, is_last in _parts(source, table):
        source_rows = [
            tuple(storable(table.by_column(row)).values()) for row in rows_read if _fits(target, table, row)
        ]
        result.left_out += len(rows_read) - len(source_rows)
        if result.left_out and result.example is None:
            result.example = next(table.key_of(row) for row in rows_read if not _fits(target, table, row))
        if not source_rows and not is_last:
            continue
        # Up to the last key that fits the target; with a NUL, it would be another key there.
        until = None if is_last else table.key_of(source_rows[-1])
        target_rows = _rows(target.all, table, after, until)
        if source_rows != target_rows:
            write = partial(_write, target, table, target_rows, source_rows)
            result.written += target.retrying(write)
        for digest, rows in ((ours, source_rows), (theirs, target_rows)):
            digest.update(repr(rows).encode(errors="replace"))
        result.rows += len(source_rows)
        after = until
        on_progress(result.rows)
    result.digest = ours.hexdigest()
    if not result.written and theirs.digest() != ours.digest():
        raise NotCopied(f"{target.path}: table {table.name} is not equal to its source; run it again")
    return result


def _fits(target: Database, table: Table, row: Row) -> bool:
    """Return True if the target can store a row; a key with a NUL would become another row's key there.

    Raises NotCopied for an article.
    """
    by_column = table.by_column(row)
    texts = [[v for name in names if isinstance(v := by_column[name], str)] for names in table.indexes]
    unique = [v for names in (table.key, *table.uniques) for v in table.values_of(row, names)]
    if all(target.fits(*key) for key in texts) and not any("\0" in str(value) for value in unique):
        return True
    if table.name == "articles":
        cause = f"the address of article {by_column['id']} is too long for it, or has a NUL character"
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


def _write(target: Database, table: Table, old_rows: Sequence[Row], new_rows: Sequence[Row]) -> int:
    """Write the differences in one transaction; return how many rows were written or deleted."""
    old_by_key = {table.key_of(row): row for row in old_rows}
    new_by_key = {table.key_of(row): row for row in new_rows}
    changed = [row for key, row in new_by_key.items() if old_by_key.get(key) != row]
    deleted = {key: row for key, row in old_by_key.items() if key not in new_by_key}
    with target.transaction():
        for names in table.uniques:
            deleted |= {table.key_of(row): row for row in _conflicting_rows(target, table, names, changed)}
        if table.name == "articles":
            before = deleted | {
                key: old_by_key[key] for key in map(table.key_of, changed) if key in old_by_key
            }
            for row in before.values():
                unindex(target, row[0], table.by_column(row))
        target.executemany(table.delete, [table.by_column(row) for row in deleted.values()])
        target.executemany(table.write, [table.by_column(row) for row in changed])
        if table.name == "articles":
            for row in changed:
                index(target, row[0], table.by_column(row))
    return len(deleted) + len(changed)


def _conflicting_rows(
    target: Database, table: Table, names: tuple[str, ...], changed: Sequence[Row]
) -> list[Row]:
    """Return the target's rows with a unique value, such as a seq, that now belongs to another row.

    They are deleted. If the source has them too, they are written again with their part or in the next pass.
    """
    takers = {
        values: table.key_of(row) for row in changed if None not in (values := table.values_of(row, names))
    }
    if not takers:
        return []
    values_by_column = {
        name: sorted({values[place] for values in takers}) for place, name in enumerate(names)
    }
    rows = target.all(
        table.having(names), {name: json.dumps(values) for name, values in values_by_column.items()}
    )
    return [row for row in rows if takers.get(table.values_of(row, names), key := table.key_of(row)) != key]


def _set_counters(source: Reading, target: Database) -> None:
    """Set the target's counters to the source's, so that no id and no seq is used twice."""
    ((seq,),) = source.rows("SELECT value FROM _seq", {})
    target.execute("UPDATE _seq SET value = :seq", {"seq": seq})
    for table in tables():
        if table.key == ("id",):
            target.all(
                _SET_LAST_ID[target.kind], {"table": table.name, "last": _last_used_id(source, table.name)}
            )


def _last_used_id(source: Reading, table: str) -> int:
    """Return the last id that a table has used, also for a row that was deleted, if that is stored."""
    ((greatest,),) = source.rows(f"SELECT coalesce(max(id), 0) FROM {table}", {})  # noqa: S608
    ((counter,),) = source.rows(_LAST_ID[source.kind], {"table": table})
    return max(int(greatest), int(counter))


_LAST_ID = {
    "sqlite": "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = :table), 0)",
    "postgresql": """
        SELECT coalesce(pg_sequence_last_value(to_regclass(pg_get_serial_sequence(:table, 'id'))), 0)
    """,
}
_SET_LAST_ID = {
    "sqlite": "UPDATE sqlite_sequence SET seq = :last WHERE name = :table",
    "postgresql": "SELECT setval(pg_get_serial_sequence(:table, 'id'), greatest(:last, 1), :last > 0)",
}
