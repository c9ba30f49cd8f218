"""What `scrapy crawl -o` writes otherwise than Scrapy's own exporters. Knows no article."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scrapy.exporters import CsvItemExporter

from pipelines.export.table import cell


class SafeCsvItemExporter(CsvItemExporter):
    """No cell of it can become a formula of a spreadsheet's."""

    def serialize_field(self, field: Mapping[str, Any], name: str, value: Any) -> Any:
        return cell(super().serialize_field(field, name, value))
