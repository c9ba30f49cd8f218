"""Checks the files that `-o` and `-O` of a crawl name, before anything starts."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from scrapy.settings import BaseSettings

from crawler.errors import BroadsheetError, nearest

_ELSEWHERE = ("parquet", "atom", "jsonfeed", "warc")
"""Formats of `scrapy export`, which reads the database."""


class OutputError(BroadsheetError):
    """A file that cannot be written."""


Output = tuple[str, str]
"""An option, `-o` or `-O`, and its file."""


def mistake(files: Iterable[Output], settings: BaseSettings) -> str | None:
    """The message for the first file whose format does not exist; None where Scrapy can write all of them."""
    exporters = settings.getwithbase("FEED_EXPORTERS")
    known = [name for name, exporter in exporters.items() if exporter is not None]
    for option, file in files:
        before, _, after = file.rpartition(":")
        ending = Path(file).suffix.removeprefix(".")
        if after not in known and ending not in known:
            is_named = before and "/" not in after
            return f"{option} {file}: {_wrong(file, after if is_named else ending, known)}"
    return None


def check_writable(files: Iterable[Output]) -> None:
    """Raises OutputError for the first file that cannot be written; Scrapy would notice at the first row.

    Standard output, addresses and names that Scrapy fills in (`%(time)s`) are left to Scrapy.
    """
    for option, file in files:
        name = file if Path(file.rpartition(":")[2]).suffix else file.rpartition(":")[0]
        if name in ("", "-") or "://" in file or "%(" in file:
            continue
        path = Path(name).absolute()
        there = next(each for each in (path, *path.parents) if _can_be_seen(each))
        if there == path and there.is_dir():
            raise OutputError(f"{option} {file}: is a folder; name a file in it")
        if (there != path and not there.is_dir()) or not os.access(there, os.W_OK):
            raise OutputError(f"{option} {file}: cannot be written in {there}; name another file")


def _can_be_seen(path: Path) -> bool:
    """Return whether a path exists, in a folder that may be looked into."""
    try:
        path.stat()
    except OSError:
        return False
    return True


def _wrong(file: str, name: str, known: list[str]) -> str:
    if not name:
        return f"its ending names no format; write {file.partition(':')[0]}:jsonl"
    if name in _ELSEWHERE:
        return (
            f"a crawl does not write {name}; write it afterwards: `scrapy export --format {name} -o {file}`"
        )
    similar = nearest(name, known)
    cure = f"did you mean '{similar}'?" if similar else f"there are {', '.join(known)}"
    return f"no format is called '{name}'; {cure}"
