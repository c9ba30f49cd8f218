"""The values that pass between the stages are frozen, and their `repr` leaves out big fields."""

import dataclasses
from datetime import UTC, datetime

import pytest

from pipelines.items import Page, Site


def test_a_page_cannot_be_changed_and_does_not_print_its_body() -> None:
    page = Page(
        url="https://herald.example/a",
        body=b"secret bulk",
        fetched_at=datetime.now(UTC),
        site=Site(name="herald", url="https://herald.example/"),
    )
    assert "bulk" not in repr(page)
    with pytest.raises(dataclasses.FrozenInstanceError):
        page.url = "x"  # type: ignore[misc]
