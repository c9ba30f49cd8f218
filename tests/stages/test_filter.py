"""The third stage drops what is outside the time that a run requests."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from pipelines.drops import TooNew, TooOld
from pipelines.items import Dated
from pipelines.stages.filter import FilterPipeline


def page(published: str | None) -> Any:
    story, dates = SimpleNamespace(title="Bridge closes"), SimpleNamespace(published_at=published)
    where = SimpleNamespace(url="https://herald.example/a", is_walked=False, site=SimpleNamespace(keep=None))
    made: dict[str, Any] = {"page": where, "story": story, "dates": dates}
    return Dated(**made)


@pytest.mark.parametrize(
    ("published", "since", "before", "refused"),
    [
        ("2026-05-04T12:00:00Z", "2026-05-04", "2026-05-05", None),
        ("2026-05-03T23:59:59Z", "2026-05-04", None, TooOld),
        ("2026-05-05T00:00:00Z", None, "2026-05-05", TooNew),
        ("2026-05-04T11:59:59Z", "2026-05-04T12:00:00Z", None, TooOld),
        ("2026-05-04T12:00:00Z", "2026-05-04T12:00:00Z", "2026-05-04T12:00:01Z", None),
        ("2026-05-04T12:00:00Z", None, "2026-05-04T12:00:00Z", TooNew),
        ("2026-05-04", "2026-05-04T12:00:00Z", None, None),
        ("2026-05-03", "2026-05-04T12:00:00Z", None, TooOld),
        ("2026-05-04", None, "2026-05-04T12:00:00Z", None),
        (None, "2026-05-04", "2026-05-05", None),
    ],
)
def test_only_articles_with_a_date_outside_are_dropped(
    published: str | None, since: str | None, before: str | None, refused: type[Exception] | None
) -> None:
    stage, item = FilterPipeline(since, before), page(published)
    if refused is None:
        assert stage.process_item(item) is item
    else:
        with pytest.raises(refused):
            stage.process_item(item)
