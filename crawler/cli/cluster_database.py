"""The address of the database that several machines share."""

from __future__ import annotations

from scrapy.settings import BaseSettings

from crawler.errors import BroadsheetError

NEEDED = "Procrastinate or psycopg is not installed; run in the clone: pip install -e '.[cluster]'"


def postgres(settings: BaseSettings) -> str:
    """Return the address that DATABASE is. Raises BroadsheetError where it names a file."""
    from pipelines.db.address import is_address  # noqa: PLC0415 - slow, and every command is imported
    from pipelines.db.file_errors import check_address  # noqa: PLC0415

    database = str(settings["DATABASE"])
    check_address(database)
    if not is_address(database):
        cure = "name one that all can reach: -s DATABASE=postgresql://HOST/NAME"
        raise BroadsheetError(f"DATABASE={database} is a file, which only one machine can use; {cure}")
    return database
