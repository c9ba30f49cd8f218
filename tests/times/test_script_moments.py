"""Moments in data attributes, beside which a page prints only "8 months ago"."""

# ruff: noqa: E501 - markup of one shape in one line

from datetime import UTC, datetime

import pytest

from tests.times.dated_pages import dates, page

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SECONDS = "1772701920"


def published(below: str, language: str) -> str | None:
    return dates(
        page(below=below, language=language), zone="UTC", fetched_at=NOW, language=language
    ).published_at


@pytest.mark.parametrize(
    ("language", "below"),
    [
        ("ms", f'<time class="timeago" data-timestamp="{SECONDS}000">8 bulan lalu</time>'),
        ("ms", f'<div>Oleh Nur <span data-time="{SECONDS}">8 bulan lalu</span></div>'),
        ("de", '<p><span class=ago data-date="2026-03-05T09:12:00Z">vor 8 Monaten</span></p>'),
        ("fr", '<p><span data-utc="2026-03-05T09:12:00+00:00">8 mois</span></p>'),
        ("en", f'<p><abbr class=timeago data-utime="{SECONDS}">8 mo</abbr></p>'),
        ("en", f'<p><span data-livestamp="{SECONDS}">8 months ago</span></p>'),
        ("tr", '<p><time data-published-at="2026-03-05T09:12:00Z">8 ay önce</time></p>'),
        ("tr", '<p><time is=relative data-datetime="2026-03-05 09:12:00">8 ay önce</time></p>'),
        ("hr", f'<div data-timestamp="{SECONDS}"><span>8 mjeseci</span></div>'),
    ],
)
def test_the_moment_of_a_printed_age(language: str, below: str) -> None:
    assert published(below, language) == "2026-03-05T09:12:00Z"


@pytest.mark.parametrize(
    ("below", "date"),
    [
        ('<div data-date="2026-03-05">Annons</div>', None),
        ('<div class=countdown data-date="2026-03-05T09:12:00Z">Vote now</div>', None),
        (f'<p data-timestamp="{SECONDS}">The council met in the hall and heard that the bridge would cost more than was said.</p>', None),
        (f'<p>5 March 2026, 10:00 <button data-time="{SECONDS}">Listen 4</button></p>', "2026-03-05T10:00:00Z"),
        (f'<button data-timestamp="{SECONDS}">Save 12</button>', None),
        (f'<p>Updated <time data-timestamp="{SECONDS}">8 months ago</time></p>', None),
    ],
)  # fmt: skip
def test_other_values_in_such_attributes(below: str, date: str | None) -> None:
    assert published(below, "en") == date
