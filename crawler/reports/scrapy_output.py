"""Output that differs from Scrapy's: the log line of a dropped page, and the cells of CSV."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scrapy import Spider
from scrapy.exporters import CsvItemExporter
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

from pipelines.drops import PageError
from pipelines.export.table import cell


class LogLines(LogFormatter):
    """Scrapy's log lines, without the whole page that Scrapy prints for every dropped item."""

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        what = "error" if isinstance(exception, PageError) else "no article"
        args = {"what": what, "kind": type(exception).__name__, "exception": exception}
        result = super().dropped(item, exception, response, spider)
        return {**result, "msg": "%(what)s: %(kind)s: %(exception)s", "args": args}


class SafeCsvItemExporter(CsvItemExporter):
    """Scrapy's CSV, in which no cell can be a formula for a spreadsheet."""

    def serialize_field(self, field: Mapping[str, Any], name: str, value: Any) -> Any:
        return cell(super().serialize_field(field, name, value))
