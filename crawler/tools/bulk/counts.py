"""What became of the pages of one WARC. The Parquet file itself keeps it, in its metadata."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from crawler.errors import BroadsheetError

NOTE = "broadsheet"
"""The key of the counts in a Parquet file's metadata."""


class NotOurs(BroadsheetError):
    """A file has the name of an output, and was not written by `scrapy bulk`."""


@dataclass(kw_only=True)
class Counts:
    """Pages end as a row, a drop or an error; several pages may be one row."""

    pages: int = 0
    articles: int = 0
    drops: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    """One message for each kind of error."""

    def error(self, kind: str, message: str) -> None:
        """Count an error and keep its message if it is the first of its kind."""
        self.errors[kind] += 1
        self.examples.setdefault(kind, message)

    def as_notes(self) -> dict[str, str]:
        """Return the counts as metadata of a Parquet file."""
        return {NOTE: json.dumps({**vars(self), "drops": +self.drops}, ensure_ascii=False)}

    @classmethod
    def of_file(cls, path: Path) -> Self:
        """Return the counts that a Parquet file of ours has. Raises NotOurs."""
        from pipelines.export import columnar  # noqa: PLC0415 - pyarrow is an extra

        values = json.loads(columnar.notes_of(path).get(NOTE, "null"))
        if values is None:
            raise NotOurs(f"{path}: is no Parquet file of `scrapy bulk`; move it away, or name another --out")
        return cls(**{**values, "drops": Counter(values["drops"]), "errors": Counter(values["errors"])})

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            pages=self.pages + other.pages,
            articles=self.articles + other.articles,
            drops=self.drops + other.drops,
            errors=self.errors + other.errors,
            examples={**other.examples, **self.examples},
        )
