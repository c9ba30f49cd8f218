"""Shows the progress of long work in one line at the bottom of a terminal; prints nothing elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TypeVar

from crawler.guard.terminal import is_terminal

T = TypeVar("T")
Tell = Callable[[float], None]
"""Takes how much is done, in the unit of the total."""

LOOK_EVERY = 0.2
"""Seconds between two looks at a file that grows."""


@contextmanager
def progress(what: str, total: float | None = None) -> Iterator[Tell]:
    """Give a function to call with the amount that is done; without a total, only the time is shown.

    There is one such line at a time, so only the block that does the main work may use it.
    """
    if not is_terminal():
        yield lambda done: None
        return
    from rich.console import Console  # noqa: PLC0415 - slow, and only a terminal needs it
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    text = TextColumn("{task.description}", markup=False)
    bar = (BarColumn(), TaskProgressColumn(), TimeRemainingColumn()) if total else (TimeElapsedColumn(),)
    with Progress(text, *bar, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(what, total=total)
        yield lambda done: shown.update(task, completed=done)


def watched(items: Iterable[T], what: str, total: Callable[[], int]) -> Iterator[T]:
    """Yield the items, and show how many have passed; `total` is counted only if that is shown."""
    with progress(what, total() if is_terminal() else None) as tell:
        for done, item in enumerate(items):
            tell(done)
            yield item


@contextmanager
def growing(file: Path, what: str, total: float) -> Iterator[None]:
    """Show how much of `total` bytes a file has, while the block writes it in one step."""
    with progress(what, total) as tell:
        ended = Event()

        def look() -> None:
            while not ended.wait(LOOK_EVERY):
                tell(file.stat().st_size if file.exists() else 0)

        thread = Thread(target=look, daemon=True)
        if is_terminal():
            thread.start()
        try:
            yield
        finally:
            ended.set()
            if thread.ident:
                thread.join()
