"""Runs one job for each WARC with Dask, on this machine or on a scheduler's workers; collects the counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import sleep
from typing import Any

import dask
from distributed import Client, Future, LocalCluster

from crawler.errors import BroadsheetError
from crawler.tools.bulk.attempts import TWICE
from crawler.tools.bulk.counts import Counts
from crawler.tools.bulk.one_warc import Rules, read_warc
from pipelines.export.printable import counted
from pipelines.worker.pool import cores

_DEATHS = 5 * TWICE
"""Workers that may die at one WARC in one run: each page that kills its worker takes two."""
DAMAGED = "DamagedRecord"
_KEPT = "its other articles are kept; for the rest, get the file again, remove its Parquet file and run again"
_LOOKS = 0.5
"""Seconds between two looks at the jobs."""


class BulkError(BroadsheetError):
    """The jobs cannot be started; nothing was written."""


@dataclass
class Report:
    """What became of each WARC."""

    done: dict[Path, Counts] = field(default_factory=dict)
    before: int = 0
    """WARCs of `done` that an earlier run had finished."""
    failed: dict[Path, str] = field(default_factory=dict)

    @property
    def total(self) -> Counts:
        return sum(self.done.values(), Counts())

    @property
    def damaged(self) -> list[Path]:
        """WARCs of `done` with records that cannot be read."""
        return sorted(warc for warc, counts in self.done.items() if counts.errors[DAMAGED])

    def lines(self) -> Iterator[str]:
        """Say in words what was done."""
        total = self.total
        ended = f"{total.drops.total()} no article, {counted(total.errors.total(), 'error')}"
        yield (
            f"{counted(len(self.done), 'file')} done ({self.before} of them before),"
            f" {counted(total.pages, 'page')}: {counted(total.articles, 'article')}, {ended}"
        )
        for reason, count in total.drops.most_common():
            yield f"  no article: {reason} {count}"

    def mistakes(self) -> Iterator[str]:
        """Say what failed: an example of each kind of error, and each file that could not be read."""
        total = self.total
        for kind, count in total.errors.most_common():
            if kind != DAMAGED:
                yield f"{kind} {count}: {total.examples[kind]}"
        for warc in self.damaged:
            counts = self.done[warc]
            records = counted(counts.errors[DAMAGED], "damaged record")
            yield f"{counts.examples[DAMAGED]} ({records}); {_KEPT}"
        yield from self.failed.values()


def outputs(warcs: Iterable[Path], folder: Path) -> dict[Path, Path]:
    """Return the output of each WARC. Raises BulkError for two files of one name."""
    found: dict[Path, Path] = {}
    for warc in warcs:
        out = folder / f"{warc.name.removesuffix('.gz').removesuffix('.warc')}.parquet"
        if out in found:
            raise BulkError(f"{found[out]} and {warc} would both become {out}; rename one of them")
        found[out] = warc
    return {warc: out for out, warc in found.items()}


def run(
    jobs: Mapping[Path, Path],
    rules: Rules,
    *,
    scheduler: str | None = None,
    workers: int | None = None,
    watch: Callable[[Report], None] = lambda report: None,
) -> Report:
    """Do the jobs that are not done yet, and return what became of all of them.

    `scheduler` is the address of a Dask scheduler whose workers see the same files; without it, `workers`
    processes of this machine work, one for each core by default. `watch` is called twice a second.
    Raises BulkError.
    """
    report = Report(done={warc: Counts.of_file(out) for warc, out in jobs.items() if out.exists()})
    report.before = len(report.done)
    watch(report)
    left = {warc: out for warc, out in jobs.items() if warc not in report.done}
    if left:
        with _client(scheduler, min(workers or cores(), len(left))) as client:
            futures = {client.submit(read_warc, *job, rules, pure=False): job[0] for job in left.items()}
            while futures:
                _collect(futures, report)
                watch(report)
                sleep(_LOOKS if futures else 0)
    return report


def _collect(futures: dict[Future, Path], report: Report) -> None:
    for future in [each for each in futures if each.done()]:
        warc = futures.pop(future)
        error = future.exception()
        if error is None:
            report.done[warc] = future.result()
        else:
            report.failed[warc] = _cause(warc, error)


def _cause(warc: Path, error: BaseException) -> str:
    if type(error).__name__ == "KilledWorker":
        return f"{warc}: {_DEATHS} processes died while they read it; run the same command again to go on"
    text = str(error) or type(error).__name__
    return text if str(warc) in text else f"{warc}: {text}"


@contextmanager
def _client(scheduler: str | None, workers: int) -> Iterator[Client]:
    options: dict[str, Any] = {"distributed.scheduler.allowed-failures": _DEATHS}
    with dask.config.set(options):
        if scheduler is None:
            # No limit of memory for a worker: each page has its own, and a job writes its rows to the disk.
            local = LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                memory_limit=0,
                dashboard_address="127.0.0.1:0",  # or two runs at once warn of each other
                silence_logs="CRITICAL",
            )
            with local, Client(local) as client:
                yield client
            return
        try:
            client = Client(scheduler, timeout=10)
        except (OSError, ValueError) as error:
            cure = "start one with `dask scheduler`, and workers with `dask worker ADDRESS --nthreads 1`"
            raise BulkError(f"--scheduler {scheduler}: no Dask scheduler answers there; {cure}") from error
        with client:
            yield client
