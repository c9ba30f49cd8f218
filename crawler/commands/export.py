"""`scrapy export`: articles, or the pages they are from, as a file that other programs take."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from crawler.cli import options
from crawler.cli.base import DatabaseCommand
from crawler.errors import BroadsheetError, nearest
from crawler.guard.terminal import Harmless, complain
from crawler.spiders.arguments import ArgumentError

if TYPE_CHECKING:
    import argparse

    from pipelines.db import StoredArticle

FEED_LIMIT = 100
"""Articles of a feed where no --limit is given."""
_BINARY = ("parquet", "warc")


@dataclass(frozen=True, slots=True)
class Written:
    """How many were written, and how many there are that fit."""

    count: int
    whole: int


class ExportError(BroadsheetError):
    """Nothing was written, and why."""


class Command(DatabaseCommand):
    """Exit code 1: nothing was written."""

    wants = "takes no words; name the file with -o FILE"

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Write articles as JSON Lines, CSV, Parquet, Atom or JSON Feed, or pages as WARC"

    def long_desc(self) -> str:
        return (
            "Write articles to a file or, without -o, to standard output. Examples:"
            " `scrapy export -o week.csv --since 7d --source tagesschau`;"
            " `scrapy export --since-seq 1200 | jq .title`."
            " Articles come in order of change: keep the last one's seq for the next --since-seq."
            " Atom and JSON Feed hold full texts, the newest first, without copies and removed articles"
            f" ({FEED_LIMIT}, and a word of how many there are, unless --limit says otherwise)."
            " In CSV, a cell that begins with = + - or @ gets a leading ' so that no spreadsheet runs it."
            " WARC holds the kept pages; --since and --until are then of the time of the fetch."
        )

    def add_own(self, parser: argparse.ArgumentParser) -> None:
        from pipelines.export import FORMATS

        add = parser.add_argument
        add("-o", "--output", metavar="FILE", default="-", help="the file to write; - is standard output")
        add("--format", metavar="NAME", help=f"{', '.join(FORMATS)} (default: by FILE's ending, else jsonl)")
        add("--since", metavar="WHEN", help="published from then on: 2026-01-31, or 7d, 12h ago")
        add("--until", metavar="WHEN", help="published before then")
        add("--source", metavar="NAME", help="only this source")
        add("--language", metavar="TAG", help="only this language; en takes en-GB too")
        add("--since-seq", metavar="N", help="only what changed after this seq")
        add("--limit", metavar="N", help="at most so many")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        kind = _format(opts)
        if kind in _BINARY and opts.output == "-" and sys.stdout.isatty():
            raise ArgumentError(f"{kind} is not for a terminal; name a file with -o FILE")
        write = self._pages(opts) if kind == "warc" else self._articles(kind, opts)
        with _output(opts.output) as out:
            written = write(out)
        what = ("page" if kind == "warc" else "article") + "s" * (written.whole != 1)
        into = "" if opts.output == "-" else f" in {opts.output}"
        if written.whole > written.count:
            cure = f"the newest; --limit {written.whole} writes them all"
            complain(f"{written.count} of {written.whole} {what}{into}, {cure}")
        elif into:
            complain(f"{written.count} {what}{into}")
        return 0

    def _articles(self, kind: str, opts: argparse.Namespace) -> Callable[[BinaryIO], Written]:
        from pipelines.db import Only, open_articles
        from pipelines.export import FEEDS, About, MissingExtraError, writer

        seq = options.count("--since-seq", opts.since_seq, least=0)
        limit = options.count("--limit", opts.limit)
        start, until = options.moment("--since", opts.since), options.moment("--until", opts.until)
        if seq is not None and kind in FEEDS:
            raise ArgumentError(f"--since-seq does not go with {kind}, which has the newest articles first")
        try:
            write = writer(kind)
        except MissingExtraError as error:
            raise ExportError(str(error)) from error
        articles = open_articles(self.database)
        name = options.source(opts.source, articles.sources())
        only = Only(start=start, until=until, source=name, language=opts.language)

        def run(out: BinaryIO) -> Written:
            with articles:
                if kind not in FEEDS:
                    count = write(islice(articles.since(seq or 0, only), limit), out, About())
                    return Written(count, count)
                newest = list(islice(articles.newest(1, only), 1))
                title = " ".join(filter(None, ("Broadsheet", name, opts.language)))
                about = About(title=title, updated=_updated(newest)) if newest else About(title=title)
                count = write(articles.newest(limit or FEED_LIMIT, only), out, about)
                is_cut = limit is None and count == FEED_LIMIT
                return Written(count, articles.stories(only) if is_cut else count)

        return run

    def _pages(self, opts: argparse.Namespace) -> Callable[[BinaryIO], Written]:
        from pipelines.db import open_articles
        from pipelines.db.rawpages import read_pages
        from pipelines.export import warc

        for option in ("language", "since_seq"):
            if getattr(opts, option) is not None:
                raise ArgumentError(f"--{option.replace('_', '-')} does not go with warc, which holds pages")
        limit = options.count("--limit", opts.limit)
        since, until = options.instant("--since", opts.since), options.instant("--until", opts.until)
        with open_articles(self.database) as articles:
            name = options.source(opts.source, articles.sources())
        pages = read_pages(self.database)
        former = self._former(name)

        def run(out: BinaryIO) -> Written:
            with pages:
                each = pages.each(source=name, former=former, since=since, until=until, every=True)
                count = warc.write(islice(each, limit), out, zipped=not opts.output.endswith(".warc"))
                return Written(count, count)

        return run

    def _former(self, name: str | None) -> str | None:
        """What a source's site was called before it had a file: pages were kept under that name."""
        from crawler.sources.source import DIRECTORY, former_names, load_sources

        assert self.settings is not None
        sources, _ = load_sources(Path(self.settings["SOURCES"] or DIRECTORY))
        return next((old for old, new in former_names(sources).items() if new == name), None)


def _format(opts: argparse.Namespace) -> str:
    from pipelines.export import FORMATS, format_of

    kind: str = opts.format or format_of(opts.output) or ("jsonl" if opts.output == "-" else "")
    if kind in FORMATS:
        return kind
    if not kind:
        raise ArgumentError(f"-o {opts.output}: its ending names no format; add --format {'|'.join(FORMATS)}")
    meant = nearest(kind, FORMATS)
    cure = f"did you mean {meant}?" if meant else f"there are {', '.join(FORMATS)}"
    raise ArgumentError(f"--format {kind}: no such format; {cure}")


def _updated(newest: list[StoredArticle]) -> str:
    from pipelines.export.wording import changed_at

    return changed_at(newest[0])


def _is_database(path: Path) -> bool:
    """Any SQLite file, or what SQLite keeps beside one."""
    beside = path.with_name(path.name.removesuffix("-wal").removesuffix("-shm"))
    return any(_starts_as_one(file) for file in {path, beside} if file.is_file())


def _starts_as_one(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"


@contextmanager
def _output(name: str) -> Iterator[BinaryIO]:
    """Standard output, or a file that has its name only when it is whole. Raises ExportError."""
    if name == "-":
        yield Harmless(sys.stdout.buffer) if sys.stdout.isatty() else sys.stdout.buffer  # type: ignore[misc]
        return
    path = Path(name).expanduser().resolve()
    # A pipe or a device must stay what it is.
    ready = path.exists() and not path.is_file()
    part = path if ready else path.with_name(path.name + ".part")
    if path.is_file() and _is_database(path):
        raise ExportError(f"{name}: is a database, and stays one; name another file")
    try:
        with part.open("wb") as file:
            yield file
        if not ready:
            part.replace(path)
    except OSError as error:
        raise ExportError(f"{name}: cannot be written ({error.strerror}); name another file") from error
    finally:
        if not ready:
            part.unlink(missing_ok=True)
