"""The work of `scrapy bulk`: finds the files, runs the jobs with a progress bar, and writes counts.csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.guard.progress import progress
from crawler.spiders.arguments import ArgumentError
from crawler.tools.bulk.attempts import position
from crawler.tools.bulk.counts import Counts
from crawler.tools.bulk.folder_lock import locked
from crawler.tools.bulk.jobs import BulkError, Report, outputs, run
from crawler.tools.bulk.one_warc import Rules
from crawler.tools.export_file import output
from pipelines.export.printable import counted
from pipelines.stages.cleaning import limits_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scrapy.settings import BaseSettings

COUNTS = "counts.csv"
_HEAD = ("warc", "outcome", "reason", "pages")


def clean(
    patterns: Iterable[str],
    folder: str,
    settings: BaseSettings,
    sources: Path,
    *,
    timezone: str | None,
    scheduler: str | None,
    workers: int | None,
) -> Report:
    """Clean every file that the patterns name into `folder`, write its counts.csv, and return the report.

    Raises ArgumentError or BulkError; a WARC that fails is in the report.
    """
    files = _files(patterns)
    rules = Rules(
        sources=sources.absolute(),
        timezone=timezone,
        learn=settings.getbool("LEARN"),
        limits=limits_of(settings),
        seconds=settings.getfloat("CLEAN_TIMEOUT"),
    )
    with _made(folder) as path, locked(path):
        jobs = outputs(files, path)
        with _progress(jobs) as watch:
            report = run(jobs, rules, scheduler=scheduler, workers=workers, watch=watch)
        _write_counts(report, path / COUNTS)
    return report


def _files(patterns: Iterable[str]) -> list[Path]:
    found: set[Path] = set()
    for pattern in patterns:
        files = glob(str(Path(pattern).expanduser()))  # noqa: PTH207 - Path.glob takes no absolute pattern
        if not files:
            raise ArgumentError(f"{pattern}: no such file; give one or more WARC files")
        found.update(Path(file).absolute() for file in files)
    return sorted(found)


@contextmanager
def _made(folder: str) -> Iterator[Path]:
    """Make a folder with its parents; if nothing was written when an error comes, take away what was made."""
    path = Path(folder).expanduser().absolute()
    new = [each for each in (path, *path.parents) if not each.exists()]
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BulkError(f"--out {folder}: cannot be made ({error.strerror}); name another folder") from error
    try:
        yield path
    except BaseException:
        with suppress(OSError):  # it is not empty
            for each in new:
                each.rmdir()
        raise


@contextmanager
def _progress(jobs: Mapping[Path, Path]) -> Iterator[Callable[[Report], None]]:
    """Show on a terminal how many bytes of the files are read, and the time left."""
    sizes = {warc: warc.stat().st_size for warc in jobs}
    with progress(f"cleaning {counted(len(jobs), 'file')}", sum(sizes.values())) as tell:

        def watch(report: Report) -> None:
            ended = report.done.keys() | report.failed.keys()
            tell(sum(size if warc in ended else position(jobs[warc]) or 0 for warc, size in sizes.items()))

        yield watch


def _write_counts(report: Report, file: Path) -> None:
    """Write a row for each file, outcome and reason."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(_HEAD)
    for warc, counts in sorted(report.done.items()):
        rows.writerows((warc.name, *row) for row in _rows(counts))
    rows.writerows((warc.name, "failed", cause, "") for warc, cause in sorted(report.failed.items()))
    with output(str(file)) as out:
        out.write(text.getvalue().encode())


def _rows(counts: Counts) -> Iterator[tuple[str, str, int]]:
    yield "page", "", counts.pages
    yield "article", "", counts.articles
    yield from (("no article", reason, count) for reason, count in counts.drops.most_common())
    yield from (("error", kind, count) for kind, count in counts.errors.most_common())
