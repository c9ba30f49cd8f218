"""Turns dataclasses whose fields are the columns of a table into rows, and rows into dataclasses.

In a row, an instant is text, a span of time is seconds, a boolean is 0 or 1, and a mapping is JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from pipelines.db import clock

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


def to_row(item: DataclassInstance) -> dict[str, Any]:
    """Return the fields of a dataclass by their names, as a statement's parameters."""
    return {column.name: _stored(getattr(item, column.name)) for column in fields(item)}


def from_row(cls: type[T], row: Iterable[Any]) -> T:
    """Return a row, its columns in the order of the fields, as a dataclass: the reverse of `to_row`."""
    pairs = zip(fields(cls), row, strict=True)
    return cls(**{column.name: _loaded(str(column.type), value) for column, value in pairs})


def upsert(table: str, key: Collection[str], columns: Collection[str]) -> str:
    """Return a statement that writes a row, or these columns of the row that has the same key."""
    names = (*key, *columns)
    return f"""
        INSERT INTO {table} ({", ".join(names)})
        VALUES ({", ".join(f":{name}" for name in names)})
        ON CONFLICT ({", ".join(key)}) DO UPDATE
        SET {", ".join(f"{name} = excluded.{name}" for name in columns)}
    """  # noqa: S608 - our own names


def names_of(cls: type[DataclassInstance]) -> tuple[str, ...]:
    """Return the names of a dataclass's fields."""
    return tuple(column.name for column in fields(cls))


def _stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return clock.text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    if isinstance(value, Mapping):
        return json.dumps(dict(value), ensure_ascii=False)
    return int(value) if isinstance(value, bool) else value


def _loaded(kind: str, value: Any) -> Any:
    """Return a column's value; `kind` is the annotation of the field, as it is written there."""
    kind = kind.partition(" | ")[0].partition("[")[0]
    if kind in ("dict", "Mapping"):
        return json.loads(value) if value else {}
    if value is None or (kind == "datetime" and value == ""):
        return None
    return _READERS[kind](value) if kind in _READERS else value


_READERS: dict[str, Callable[[Any], Any]] = {
    "datetime": clock.instant,
    "date": date.fromisoformat,
    "timedelta": lambda seconds: timedelta(seconds=seconds),
    "bool": bool,
}
