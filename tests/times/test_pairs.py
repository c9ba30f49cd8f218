"""Two dates without a label in a byline: which of them is the last change, by the site's other pages."""

import pytest

from pipelines.items import Evidence, Site
from pipelines.times import Repeats, choose
from tests.times.dated_pages import NOW, gather, page

PLANNED = ("2023-12-07T05:30:00Z", "2023-12-06T17:23:43Z")
"""An article that was planned, and last changed the evening before it was published."""
SITE = Site(name="herald", url="https://herald.example/")


def evidence(*stamps: str) -> tuple[Evidence, ...]:
    times = "".join(f'<time datetime="{stamp}">{stamp[:10]}</time>' for stamp in stamps)
    return gather(page(below=f"<p>By Jane Doe <span>{times}</span></p>"))


def pages(count: int, *, change: str) -> list[tuple[str, ...]]:
    """Return the dates of articles that were changed weeks later."""
    both = [(f"2023-10-{day:02}T14:05:11Z", f"2023-11-{day:02}T09:00:08Z") for day in range(1, count + 1)]
    return [pair if change == "second" else pair[::-1] for pair in both]


@pytest.mark.parametrize(
    ("shown", "stamps", "day"),
    [
        (pages(3, change="second"), PLANNED, "2023-12-07"),
        (pages(2, change="second"), PLANNED, "2023-12-06"),  # too few
        (pages(3, change="first"), PLANNED[::-1], "2023-12-07"),
        (pages(3, change="second") + pages(1, change="first"), PLANNED, "2023-12-06"),  # in any order
        ([PLANNED] * 4, PLANNED, "2023-12-06"),  # a day apart shows nothing
        (pages(3, change="second"), PLANNED[:1], "2023-12-07"),
        (pages(3, change="second"), (*PLANNED, "2023-12-05T01:00:00Z"), "2023-12-05"),  # three dates are none
    ],
    ids=["second", "two pages", "first", "mixed", "near", "one", "three"],
)
def test_the_change_is_where_other_pages_have_it(
    shown: list[tuple[str, ...]], stamps: tuple[str, ...], day: str
) -> None:
    site = Repeats()
    lessons = [lesson for pair in shown for lesson in site.learn(evidence(*pair), NOW)]
    for repeats in (site, Repeats.from_lessons(lessons)):
        found = choose(repeats.without_changes(evidence(*stamps)), fetched_at=NOW, site=SITE)
        assert (found.published_at or "")[:10] == day
