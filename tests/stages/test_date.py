"""The dating stage learns a site's clock from the site's own pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.db import open_database
from pipelines.db.crawl import lessons
from pipelines.items import Dated, Lesson, Page, Site
from pipelines.stages.date import DatePipeline
from pipelines.worker.read_page import clean_page

SITE = Site(name="bridge", url="https://bridge.example/", language="en")
WORDS = (
    "<p>The council met on Tuesday and talked for a long time about the old bridge over the river.</p>"
    "<p>Nobody wants to pay for it, said the mayor, but nobody wants to swim either, and so it will be mended"
    " in spring, before the ferry goes to the yard.</p><p>Some forty people had come to listen. Most of them"
    " live on the far bank, where the school is, and where the last shop closed in autumn.</p>"
)


def page(day: int, *, proof: bool) -> Page:
    """Return an article that prints times without a zone; with `proof` its markup has the offset."""
    meta = (
        f'<meta property="article:published_time" content="2024-01-{day:02}T08:30:00-07:00">' if proof else ""
    )
    body = (
        f"<html><head>{meta}<title>News of day {day}</title></head><body><h1>News of day {day}</h1>"
        f"<p>Published: January {day}, 2024 08:30</p>{WORDS}</body></html>"
    )
    url = f"https://bridge.example/news-of-day-{day}"
    return Page(url=url, body=body.encode(), fetched_at=datetime(2024, 1, 12, tzinfo=UTC), site=SITE)


def test_three_pages_that_agree_teach_the_zone_of_those_that_say_none(tmp_path: Path) -> None:
    stage = DatePipeline(open_database(tmp_path / "news.db"))

    def dated(day: int, *, proof: bool) -> Dated:
        return stage.process_item(clean_page(page(day, proof=proof)))

    assert dated(2, proof=False).dates.published_at == "2024-01-02"
    taught = [lesson for day in (3, 4, 5) for lesson in dated(day, proof=True).lessons]
    assert dated(6, proof=False).dates.published_at == "2024-01-06T15:30:00Z"
    stage.db.close()
    with open_database(tmp_path / "news.db") as db:
        lessons.add(db, "bridge", [replace(lesson, week=datetime.now(UTC).date()) for lesson in taught])
        assert sum(each.pages for each in lessons.read(db, "bridge", datetime.now(UTC).date())) == len(taught)


def clocked(day: int, *, hour: int = 12) -> Page:
    """Return a page whose only visible date is the day of the fetch; its address has the article's date."""
    body = (
        f"<html><head><title>News of day {day}</title></head><body><h1>News of day {day}</h1>"
        f"<p>12 January 2024</p>{WORDS}</body></html>"
    )
    url = f"https://bridge.example/2024/01/{day:02}/news-of-day-{day}"
    return Page(url=url, body=body.encode(), fetched_at=datetime(2024, 1, 12, hour, tzinfo=UTC), site=SITE)


def undated(hour: int) -> Page:
    """Return a page of that site whose address has no date."""
    return replace(clocked(1, hour=hour), url=f"https://bridge.example/about-{hour}")


def test_a_run_of_pages_shows_which_date_is_the_clock(tmp_path: Path) -> None:
    stage = DatePipeline(open_database(tmp_path / "news.db"))

    def dates(page: Page) -> Dated:
        return stage.process_item(clean_page(page))

    assert dates(undated(1)).dates.published_at == "2024-01-12"
    found = [dates(clocked(day)) for day in (2, 3, 4, 5, 6)]
    assert [one.dates.published_at for one in found][-2:] == ["2024-01-05", "2024-01-06"]
    refused = dates(undated(2)).dates
    assert (refused.published_at, [item.own for item in refused.losers]) == (None, [False])
    stage.db.close()


def run(path: Path, pages: list[Page]) -> list[str | None]:
    """Return the dates of a run's pages; what they taught is kept."""
    stage = DatePipeline(open_database(path))
    found = [stage.process_item(clean_page(page)) for page in pages]
    stage.db.close()
    now = datetime.now(UTC).date()
    with open_database(path) as db:
        for each in found:
            lessons.add(db, "bridge", [replace(lesson, week=now) for lesson in each.lessons])
    return [each.dates.published_at for each in found]


def stamped(day: int) -> Page:
    """Return a page whose JSON-LD has the time at which the site was built; its address has its date."""
    data = '{"@type":"NewsArticle","datePublished":"2024-01-11T09:41:07Z"}'
    script = f'<script type="application/ld+json">{data}</script>'
    body = (
        f"<html><head><title>News of day {day}</title>{script}</head>"
        f"<body><h1>News of day {day}</h1>{WORDS}</body></html>"
    )
    return replace(clocked(day), body=body.encode())


def test_the_first_pages_of_a_run_are_dated_again_once_it_is_sure(tmp_path: Path) -> None:
    with open_database(tmp_path / "news.db") as db:
        stage = DatePipeline(db)
        found = [stage.process_item(clean_page(stamped(day))).dates.published_at for day in (2, 3, 4, 5)]
        assert found == ["2024-01-11T09:41:07Z"] * 3 + ["2024-01-05"]
        again = [stage.process_item(each) for each in stage.corrected()]
        assert [each.dates.published_at for each in again] == ["2024-01-02", "2024-01-03", "2024-01-04"]
        assert not any(each.page.body or each.lessons for each in again)
        assert list(stage.corrected()) == []


def test_pages_that_were_dated_well_are_not_dated_again(tmp_path: Path) -> None:
    with open_database(tmp_path / "news.db") as db:
        stage = DatePipeline(db)
        for day in (2, 3, 4, 5):
            stage.process_item(clean_page(page(day, proof=True)))
        assert list(stage.corrected()) == []


def test_a_learned_clock_is_used_in_the_next_run(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    assert run(path, [undated(2)]) == ["2024-01-12"]
    run(path, [clocked(day) for day in (2, 3, 4)])
    assert run(path, [undated(3)]) == [None]


def test_without_learning_each_page_is_dated_by_itself(tmp_path: Path) -> None:
    with open_database(tmp_path / "news.db") as db:
        lesson = Lesson(field="text", week=datetime.now(UTC).date(), offset=60)
        lessons.add(db, "bridge", [replace(lesson, pages=9)])
        stage = DatePipeline(db, learn=False)
        found = [stage.process_item(clean_page(page(day, proof=True))) for day in (3, 4, 5)]
        assert [each.lessons for each in found] == [(), (), ()]
        assert stage.process_item(clean_page(page(6, proof=False))).dates.published_at == "2024-01-06"
        for day in (2, 3, 4, 5):
            stage.process_item(clean_page(clocked(day)))
        assert stage.process_item(clean_page(undated(2))).dates.published_at == "2024-01-12"


def test_a_page_teaches_only_once_however_often_it_is_fetched(tmp_path: Path) -> None:
    stage = DatePipeline(open_database(tmp_path / "news.db"))
    for _ in range(50):
        stage.process_item(clean_page(page(3, proof=True)))
    assert list(stage.taught["bridge"].values()) == [1]
    assert stage.process_item(clean_page(page(6, proof=False))).dates.published_at == "2024-01-06"
    stage.db.close()


def test_a_dropped_page_teaches_nothing(tmp_path: Path) -> None:
    stage = DatePipeline(open_database(tmp_path / "news.db"))
    for day in (3, 4, 5):
        stage.process_item(replace(clean_page(page(day, proof=True)), refusal="section"))
    assert (stage.taught, stage.seen) == ({"bridge": {}}, {})
    stage.db.close()


def test_memory_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.stages.date.MOST", 2)
    monkeypatch.setattr("pipelines.stages.date.RECENT", 2)
    stage = DatePipeline(open_database(tmp_path / "news.db"))
    for day in (2, 8, 9, 10):
        found = clean_page(page(day, proof=True))
        evidence = tuple(replace(item, day=item.day - timedelta(weeks=day)) for item in found.evidence)
        stage.process_item(replace(found, evidence=evidence))
    assert (len(stage.taught["bridge"]), len(stage.seen)) == (2, 2)
    stage.db.close()
