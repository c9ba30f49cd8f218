"""The list of configured sources, as a table or as JSON, and tables with aligned columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from crawler.errors import SEE_SOURCES, SourceError, UnknownNameError, unknown
from crawler.sources.source import EXAMPLES, Source, load_sources
from pipelines.export.printable import as_json

_HEAD = ("NAME", "URL", "LANGUAGE", "ZONE", "FEEDS", "SITEMAPS", "SECTIONS")


def chosen(
    names: Sequence[str],
    sources: Sequence[Source],
    errors: Sequence[SourceError],
    others: Iterable[str] = (),
) -> tuple[Sequence[Source], Sequence[SourceError]]:
    """Return the sources, and the errors of source files, with these names; all if no name is given.

    Raises UnknownNameError, which may suggest one of the `others`: sites that were crawled without a file.
    """
    known = [*(source.name for source in sources), *(error.name for error in errors)]
    for name in names:
        if name not in known:
            raise UnknownNameError(unknown("source", name, [*known, *others], see=SEE_SOURCES))
    if not names:
        return sources, errors
    return [each for each in sources if each.name in names], [each for each in errors if each.name in names]


def table(sources: Sequence[Source]) -> list[str]:
    return aligned([_HEAD, *map(_row, sources)])


def examples(names: Sequence[str]) -> list[str]:
    """Return the example sources as a table; if some are named, the text of their files.

    Raises UnknownNameError.
    """
    sources, _ = chosen(names, *load_sources(EXAMPLES))
    if names:
        return [(EXAMPLES / f"{source.name}.toml").read_text("utf-8").rstrip("\n") for source in sources]
    last = "'scrapy sources --examples NAME > sources/NAME.toml' makes one of them yours"
    return [*table(sources), last]


def aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Return the rows as lines whose columns are aligned."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    padded = ([cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows)
    return ["  ".join(row).rstrip() for row in padded]


def json_text(sources: Sequence[Source], errors: Sequence[SourceError]) -> str:
    """Return the sources and the mistakes in source files, for programs."""
    mistakes = [asdict(mistake) for error in errors for mistake in error.mistakes]
    return as_json({"sources": [source.to_dict() for source in sources], "mistakes": mistakes}, indent=2)


def _row(source: Source) -> tuple[str, ...]:
    counts = (len(urls) for urls in (source.feeds, source.sitemaps, source.sections))
    return (source.name, source.url, source.language or "-", source.timezone or "-", *map(str, counts))
