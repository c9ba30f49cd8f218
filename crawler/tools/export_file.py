"""The work of `scrapy export`: writes articles or kept pages, to a file or to standard output."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TypeVar

from crawler.cli import options
from crawler.errors import BroadsheetError, nearest
from crawler.guard.progress import watched
from crawler.guard.terminal import Harmless
from crawler.sources.source import load_sources
from crawler.spiders.arguments import ArgumentError
from crawler.tools import saved
from pipelines.db import Articles, Only, StoredArticle, open_articles
from pipelines.db.crawl.site_refusals import refusal
from pipelines.db.rawpages import read_pages
from pipelines.db.readonly import Reading, open_to_read
from pipelines.export import FEEDS, FORMATS, About, MissingExtraError, format_of, writer
from pipelines.export import warc_writer as warc
from pipelines.export.feed_text import changed_at
from pipelines.items import Page

FEED_LIMIT = 100
"""Articles in a feed when no --limit is given."""


class ExportError(BroadsheetError):
    """Nothing was written; the message says why."""


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows were written, how many match, and how many were left out as near-duplicates."""

    count: int
    matching: int
    copies: int = 0


T = TypeVar("T")
Write = Callable[[BinaryIO], Written]


def format_name(name: str | None, file: str) -> str:
    """Return the format of this name, or else of the file's ending. Raises ArgumentError."""
    kind: str = name or format_of(file) or ("jsonl" if file == "-" else "")
    if kind in FORMATS:
        return kind
    if not kind:
        raise ArgumentError(f"-o {file}: its ending names no format; add --format {'|'.join(FORMATS)}")
    similar = nearest(kind, FORMATS)
    cure = f"did you mean {similar}?" if similar else f"there are {', '.join(FORMATS)}"
    raise ArgumentError(f"--format {kind}: no such format; {cure}")


def articles(opts: Namespace, kind: str, database: Path | str) -> Write:
    """Return a function that writes the articles that the options choose.

    Raises ArgumentError, DatabaseError, or ExportError if an extra is not installed.
    """
    seq = options.count("--since-seq", opts.since_seq, least=0)
    limit = options.count("--limit", opts.limit)
    start, until = options.moment("--since", opts.since), options.moment("--until", opts.until)
    seen_since = options.moment("--seen-since", opts.seen_since)
    if seq is not None and kind in FEEDS:
        raise ArgumentError(f"--since-seq does not go with {kind}, which has the newest articles first")
    try:
        write = writer(kind)
    except MissingExtraError as error:
        raise ExportError(str(error)) from error
    reader = open_articles(database)
    source = options.source(opts.source, reader.sources())
    language = options.language(
        opts.language, reader.article_languages() if opts.language is not None else ()
    )
    search = saved.named(database, opts.search) if opts.search else None
    only = Only(
        start=start,
        until=until,
        source=source or (search.source if search else None),
        language=language,
        seen_since=seen_since,
        words=search.words if search else None,
    )

    def write_articles(out: BinaryIO) -> Written:
        with reader:
            if kind not in FEEDS:
                rows: Iterator[StoredArticle] = islice(reader.since(seq or 0, only), limit)
                if opts.output != "-" or not sys.stdout.isatty():
                    most = limit if limit is not None else sys.maxsize
                    rows = watched(rows, "articles", lambda: min(reader.count(seq or 0, only), most))
                count = write(rows, out, About())
                return Written(count, count)
            about = _about(reader, only, opts.search)
            count = write(reader.newest(limit or FEED_LIMIT, only, copies=opts.duplicates), out, about)
            every, stories = reader.stories(only, copies=True), reader.stories(only, copies=opts.duplicates)
            return Written(count, count if limit else stories, every - stories)

    return write_articles


def _about(reader: Articles, only: Only, search: str | None) -> About:
    title = " ".join(filter(None, ("Broadsheet", search, only.source, only.language)))
    newest = next(iter(reader.newest(1, only)), None)
    return About(title=title, updated=changed_at(newest)) if newest else About(title=title)


def pages(opts: Namespace, database: Path | str, directory: Path, raw_pages: object = True) -> Write:
    """Return a function that writes the kept pages that the options choose, as WARC.

    `directory` holds the source files, `raw_pages` is the setting. Raises ArgumentError or DatabaseError.
    """
    for option in ("language", "since_seq", "seen_since", "search"):
        if getattr(opts, option) is not None:
            raise ArgumentError(f"--{option.replace('_', '-')} does not go with warc, which holds pages")
    limit = options.count("--limit", opts.limit)
    since, until = options.instant("--since", opts.since), options.instant("--until", opts.until)
    with open_articles(database) as reader:
        source = options.source(opts.source, reader.sources())
    kept = read_pages(database, raw_pages)
    former = next((each.former for each in load_sources(directory)[0] if each.name == source), None)

    def write_pages(out: BinaryIO) -> Written:
        with kept, open_to_read(database) as rows:

            def chosen(method: Callable[..., T]) -> T:
                return method(source=source, former=former, since=since, until=until, every=True)

            each = watched(chosen(kept.each), "pages", lambda: chosen(kept.count))
            zipped = not opts.output.endswith(".warc")
            count = warc.write(islice(each, limit), out, zipped=zipped, refusal=partial(_refusal, rows))
            return Written(count, count)

    return write_pages


def _refusal(rows: Reading, page: Page) -> str | None:
    return refusal(rows.rows, (page.url, *page.asked), with_lists=True)


@contextmanager
def output(name: str) -> Iterator[BinaryIO]:
    """Give standard output for `-`, or else a file that gets its name only when complete.

    Raises ExportError.
    """
    if name == "-":
        yield Harmless(sys.stdout.buffer) if sys.stdout.isatty() else sys.stdout.buffer  # type: ignore[misc]
        return
    path = Path(name).expanduser().resolve()
    is_special = path.exists() and not path.is_file()  # a pipe or a device must stay what it is
    part = path if is_special else path.with_name(path.name + ".part")
    if path.is_file() and _is_database(path):
        raise ExportError(f"{name}: is a database and is not overwritten; name another file")
    try:
        with part.open("wb") as file:
            yield file
        if not is_special:
            part.replace(path)
    except OSError as error:
        raise ExportError(f"{name}: cannot be written ({error.strerror}); name another file") from error
    finally:
        if not is_special:
            with suppress(OSError):  # where nothing can be written, nothing is left
                part.unlink(missing_ok=True)


def _is_database(path: Path) -> bool:
    """Return whether the file is a SQLite database, or one of the files that SQLite keeps beside it."""
    beside = path.with_name(path.name.removesuffix("-wal").removesuffix("-shm"))
    return any(_has_sqlite_header(file) for file in {path, beside} if file.is_file())


def _has_sqlite_header(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"
