"""Pages teach a site's time zone: what one page shows, and what several prove together."""

from datetime import date

import pytest

from pipelines.items import Lesson
from pipelines.times import learn, learn_fields, observe
from tests.times.dated_pages import gather, page

META = "meta:article:published_time"
OFFSET = '<time datetime="2023-12-05T14:05:00+01:00">5 Dec</time>'
WINTER, SUMMER = date(2023, 12, 4), date(2023, 7, 3)


def lessons(offset: int, *weeks: date, pages: int = 3) -> list[Lesson]:
    return [Lesson(field="text", week=week, offset=offset, pages=pages) for week in weeks]


def teach(stated: str, shown: str) -> dict[str, int]:
    text = page(head=f'<meta property="article:published_time" content="{stated}">', below=shown)
    return {lesson.field: lesson.offset for lesson in observe(gather(text))}


@pytest.mark.parametrize(
    ("stated", "shown", "taught"),
    [
        ("2023-12-05T14:05:00+01:00", "<p>5 December 2023, 14:05</p>", {"text": 60}),
        ("2023-12-05T14:05:00+01:00", "<p>5 December 2023, 13:05</p>", {"text": 0}),
        ("1701785106", "<p>5 December 2023, 19:35</p>", {"text": 330}),
        ("2023-12-05T14:05:00Z", OFFSET, {META: 60}),
        ("2023-12-05T13:05:00Z", OFFSET, {META: 0}),
        ("2023-12-05T13:05:00Z", "<p>5 December 2023, 14:05</p>", {}),
        ("2023-12-05T14:05:00+01:00", "<p>5 December 2023, 16:17</p>", {}),
        ("2023-12-05T14:05:00+01:00", "<p>5 December 2023</p>", {}),
    ],
)  # fmt: skip
def test_a_page_teaches(stated: str, shown: str, taught: dict[str, int]) -> None:
    assert teach(stated, shown) == taught


@pytest.mark.parametrize(
    ("known", "country", "zone"),
    [
        (lessons(60, WINTER), "DE", "Europe/Berlin"),
        (lessons(60, WINTER) + lessons(120, SUMMER), "DE", "Europe/Berlin"),
        (lessons(60, WINTER) + lessons(120, SUMMER), None, "Europe/Berlin"),
        (lessons(-300, WINTER) + lessons(-240, SUMMER), "US", "America/New_York"),
        (lessons(-300, WINTER), None, "Etc/GMT+5"),
        (lessons(330, WINTER), None, "Asia/Kolkata"),
        (lessons(210, WINTER), "IR", "Asia/Tehran"),
        (lessons(0, WINTER), "DE", "Etc/UTC"),
        (lessons(0, WINTER), "GB", "Etc/GMT+0"),
        (lessons(60, WINTER, pages=2), "DE", None),
        (lessons(60, WINTER) + lessons(120, WINTER), "DE", None),
        (lessons(60, date(2020, 12, 7)) + lessons(60, WINTER, pages=1), "DE", None),
        ([], "DE", None),
    ],
)
def test_pages_together_name_the_zone(known: list[Lesson], country: str | None, zone: str | None) -> None:
    assert learn(known, country=country) == zone


def test_each_field_learns_by_itself() -> None:
    false_z = [Lesson(field="json-ld", week=WINTER, offset=60, pages=5)]
    few = [Lesson(field="time", week=WINTER, offset=60, pages=1)]
    found = learn_fields(lessons(0, WINTER) + false_z + few, country="DE")
    assert found == {"text": "Etc/UTC", "json-ld": "Europe/Berlin"}
