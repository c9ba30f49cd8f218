"""Checks the files that `-o` and `-O` of a crawl name, before anything starts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from scrapy.settings import BaseSettings

from crawler.errors import nearest

_ELSEWHERE = ("parquet", "atom", "jsonfeed", "warc")
"""Formats of `scrapy export`, which reads the database."""


def mistake(files: Iterable[str], settings: BaseSettings) -> str | None:
    """The message for the first file whose format does not exist; None where Scrapy can write all of them."""
    exporters = settings.getwithbase("FEED_EXPORTERS")
    known = [name for name, exporter in exporters.items() if exporter is not None]
    for file in files:
        before, _, after = file.rpartition(":")
        ending = Path(file).suffix.removeprefix(".")
        if after not in known and ending not in known:
            is_named = before and "/" not in after
            return f"-o {file}: {_wrong(file, after if is_named else ending, known)}"
    return None


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
