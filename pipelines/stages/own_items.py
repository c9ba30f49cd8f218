"""Lets the items of spiders of one's own pass through a stage that does not know them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

Process = TypeVar("Process", bound=Callable[..., Any])


def only(kind: type) -> Callable[[Process], Process]:
    """Give a stage's `process_item` the items of one class; return every other item as it is."""

    def decorate(process: Process) -> Process:
        @wraps(process)
        def passing(stage: object, item: object) -> Any:
            return process(stage, item) if isinstance(item, kind) else item

        return passing  # type: ignore[return-value]

    return decorate
