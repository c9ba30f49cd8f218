"""Output that differs from Scrapy's: the log line of a dropped page, cells of CSV, and fields of items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from scrapy import Spider
from scrapy.exporters import BaseItemExporter, CsvItemExporter, JsonItemExporter, JsonLinesItemExporter
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

from pipelines.drops import PageError
from pipelines.export.table import cell
from pipelines.items import EXPORTED, Article


class LogLines(LogFormatter):
    """Scrapy's log lines, without the whole page that Scrapy prints for every dropped item."""

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        what = "error" if isinstance(exception, PageError) else "no article"
        args = {"what": what, "kind": type(exception).__name__, "exception": exception}
        result = super().dropped(item, exception, response, spider)
        return {**result, "msg": "%(what)s: %(kind)s: %(exception)s", "args": args}


_ARTICLE_FIELDS = list(EXPORTED)


@contextmanager
def _own_fields(exporter: BaseItemExporter, item: object) -> Iterator[None]:
    """Let an item that is no article have all of its own fields, unless the user says which."""
    is_plain = not isinstance(item, Article) and exporter.fields_to_export == _ARTICLE_FIELDS
    if is_plain:
        exporter.fields_to_export = None
    yield
    if is_plain:
        exporter.fields_to_export = _ARTICLE_FIELDS


class OwnFieldsJson(JsonItemExporter):
    """One JSON array."""

    def export_item(self, item: Any) -> None:
        with _own_fields(self, item):
            super().export_item(item)


class OwnFieldsJsonLines(JsonLinesItemExporter):
    """A JSON object on each line."""

    def export_item(self, item: Any) -> None:
        with _own_fields(self, item):
            super().export_item(item)


class SafeCsvItemExporter(CsvItemExporter):
    """Scrapy's CSV, in which no cell can be a formula for a spreadsheet. The first item sets its columns."""

    def export_item(self, item: Any) -> None:
        is_first = self._headers_not_written
        if is_first and not isinstance(item, Article) and self.fields_to_export == _ARTICLE_FIELDS:
            self.fields_to_export = None
        super().export_item(item)

    def serialize_field(self, field: Mapping[str, Any], name: str, value: Any) -> Any:
        return cell(super().serialize_field(field, name, value))
