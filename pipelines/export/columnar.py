"""Writes and reads Parquet with pyarrow, which is an extra: `pip install -e '.[parquet]'`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from pipelines.db import StoredArticle
from pipelines.db.stored_article import COLUMNS, row_of
from pipelines.export import About, MissingExtraError

try:
    import pyarrow as pa
    from pyarrow import parquet
except ImportError as error:
    needed = "Parquet needs pyarrow, which is not installed; run in the clone: pip install -e '.[parquet]',"
    needed += " or pipx install --force '.[parquet]'"
    raise MissingExtraError(needed) from error

_GROUP = 2_000
"""Rows in a row group: about ten megabytes in memory."""

_TYPES = {"int": pa.int64(), "bool": pa.bool_(), "tuple[str, ...]": pa.list_(pa.string())}

_LISTS = tuple(each.name for each in COLUMNS if each.kind.startswith("tuple"))


def write(
    rows: Iterable[StoredArticle], out: BinaryIO, about: About, notes: Mapping[str, str] | None = None
) -> int:
    """Write Parquet. Times are text, as in the database, since some are only a day.

    `notes` are kept as metadata of the file.
    """
    schema, count = _schema().with_metadata(notes), 0
    with parquet.ParquetWriter(out, schema, compression="zstd") as file:
        for group in _groups(iter(rows)):
            file.write_table(pa.Table.from_pylist(group, schema=schema))
            count += len(group)
    return count


def notes_of(path: Path) -> dict[str, str]:
    """Return the `notes` of a Parquet file; an empty mapping for any other file."""
    try:
        metadata = parquet.read_schema(path).metadata or {}
    except (OSError, pa.ArrowInvalid):
        return {}
    return {key.decode(): value.decode() for key, value in metadata.items() if not key.startswith(b"ARROW")}


def read(path: Path) -> Iterator[StoredArticle]:
    """Yield the articles of a Parquet file that `write` wrote.

    Raises OSError, ValueError or TypeError for any other file.
    """
    with parquet.ParquetFile(path) as file:
        for group in file.iter_batches(_GROUP):
            yield from map(_article, group.to_pylist())


def _article(row: dict[str, Any]) -> StoredArticle:
    lists = {name: tuple(row[name]) for name in _LISTS}
    return StoredArticle(**{**row, **lists})


def _schema() -> Any:
    """Return each column's type, and whether it may be null, as the fields of an article declare it."""
    columns = ((each.name, _TYPES.get(each.kind, pa.string()), each.is_optional) for each in COLUMNS)
    return pa.schema([pa.field(name, kind, nullable=optional) for name, kind, optional in columns])


def _groups(rows: Iterator[StoredArticle]) -> Iterator[list[dict[str, Any]]]:
    while group := [row_of(row) for row in islice(rows, _GROUP)]:
        yield group
