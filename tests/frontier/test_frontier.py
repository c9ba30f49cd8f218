"""When a run fetches again: intervals are learned, failures delay it, quarantine limits it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from crawler.fetch.conditional import Freshness
from crawler.frontier import Explorer, Frontier, explorer
from crawler.frontier.listing_polls import AT_ONCE, Read
from crawler.sources.source import Source
from pipelines.db import Database, clock, open_database
from pipelines.db.crawl import frontier_rows, visits
from pipelines.db.crawl.fetches import Validators
from pipelines.db.crawl.frontier_rows import Link, add
from pipelines.db.crawl.leases import Leased
from pipelines.db.crawl.listings import listings
from pipelines.db.crawl.url_memory import recall
from pipelines.items import Article, PageLink, Visit

FEED = "https://herald.example/feed.xml"
HERALD = Source(name="herald", url="https://herald.example/", feeds=(FEED,))
CAME = Freshness(validators=Validators(etag='"1"', body_hash=b"x"), is_same=False, is_lying=False, floor=None)


@pytest.fixture
def frontier(store_address: Path | str) -> Iterator[Frontier]:
    with open_database(store_address) as db:
        opened = Frontier(db, {"herald": HERALD})
        opened.seed({}, due_now=False)
        yield opened
        opened.close()


def due(frontier: Frontier, url: str = FEED) -> Leased:
    """Lease a URL as if its time had come."""
    frontier.db.execute(
        "UPDATE _frontier SET due_at = '2020-01-01T00:00:00Z' WHERE url = :url AND state = 'later'",
        {"url": url},
    )
    leased = next(each for each in frontier.lease(50) if each.url == url)
    for other in list(frontier.held.values()):
        if other.url != url:
            frontier.give_back(other)
    return leased


def reading(frontier: Frontier, *args: Any, **more: Any) -> Read:
    return asyncio.run(frontier.read(*args, **more))


def hours_to_next(frontier: Frontier, url: str = FEED) -> float | None:
    row = frontier.db.one("SELECT due_at FROM _frontier WHERE url = :url", {"url": url})
    assert row is not None
    return (clock.instant(row[0]) - datetime.now(UTC)).total_seconds() / 3600 if row[0] else None


def links(*numbers: int) -> list[Link]:
    return [Link(url=f"https://herald.example/2026/{n}", source="herald") for n in numbers]


def test_the_interval_of_a_feed_follows_its_new_entries(frontier: Frontier) -> None:
    def interval() -> float:
        known = recall(frontier.db, FEED).interval
        assert known is not None
        return known.total_seconds() / 60

    first = reading(frontier, due(frontier), links(*range(9)), CAME, reader="r", rolling=True)
    assert (first.new, first.gap, interval()) == (9, None, 30)
    reading(frontier, due(frontier), links(*range(9)), CAME, reader="r", rolling=True)
    frontier.same(due(frontier), CAME)
    assert interval() == 67.5
    gap = reading(
        frontier,
        due(frontier),
        links(*range(20, 29)),
        CAME,
        reader="r",
        rolling=True,
        span=timedelta(minutes=30),
    ).gap
    assert (gap, interval()) == (timedelta(minutes=20), 20)
    reading(frontier, due(frontier), links(20), replace(CAME, floor=timedelta(hours=5)), reader="r")
    assert 4.9 < (hours_to_next(frontier) or 0) < 5.1


def test_a_source_that_comes_back_after_weeks_is_crawled_again(frontier: Frontier) -> None:
    waits = []
    for _ in range(14):
        frontier.fail(due(frontier).token, "Http503", again=True)
        waits.append(round(hours_to_next(frontier) or 0))
        week_ago = clock.text(datetime.now(UTC) - timedelta(days=7))
        frontier.db.execute("UPDATE _visits SET failing_since = :then", {"then": week_ago})
    assert waits == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, *[720] * 3]
    assert recall(frontier.db, FEED).is_quarantined
    reading(frontier, due(frontier), links(1), CAME, reader="r")
    memory = recall(frontier.db, FEED)
    assert (memory.failures, memory.is_quarantined, memory.failing_since) == (0, False, None)
    assert (hours_to_next(frontier) or 99) < 1


def test_a_missing_page_is_requested_once_more(frontier: Frontier) -> None:
    frontier.add(links(1))
    url = "https://herald.example/2026/1"
    frontier.fail(due(frontier, url).token, "Http404", again=True, gone=True)
    assert round(hours_to_next(frontier, url) or 0) == 24
    long_ago = clock.text(datetime.now(UTC) - timedelta(days=1))
    frontier.db.execute("UPDATE _visits SET gone_at = :then", {"then": long_ago})
    frontier.fail(due(frontier, url).token, "Http404", again=True, gone=True)
    assert hours_to_next(frontier, url) is None


def test_many_sitemaps_are_not_read_at_once(frontier: Frontier) -> None:
    maps = [Link(url=f"https://herald.example/s{n}.xml", source="herald", kind="sitemap") for n in range(130)]
    reading(frontier, due(frontier), maps, CAME, reader="r", pace="index")
    rows = frontier.db.all(
        "SELECT state, count(*) FROM _frontier WHERE kind = 'sitemap' GROUP BY 1 ORDER BY 1"
    )
    assert rows == [("due", AT_ONCE), ("later", 130 - AT_ONCE)]


@pytest.mark.parametrize(("changed", "believed"), [(3, 3), (10, 10), (40, 0)])
def test_a_listing_that_says_everything_changed_is_not_believed(
    frontier: Frontier, changed: int, believed: int
) -> None:
    reading(frontier, due(frontier), links(*range(40)), CAME, reader="r")
    frontier.db.execute(
        "UPDATE _frontier SET state = 'done', acknowledged_at = '2026-01-01T00:00:00Z' WHERE kind = 'article'"
    )
    changed_links = [(link.url, datetime(2026, 2, 1, tzinfo=UTC)) for link in links(*range(changed))]
    reading(frontier, due(frontier), links(*range(40)), CAME, reader="r", modified=changed_links)
    rows = frontier.db.all("SELECT count(*) FROM _frontier WHERE kind = 'article' AND state = 'due'")
    assert rows == [(believed,)]


@pytest.mark.parametrize(
    ("published", "linked", "hours"),
    [
        (timedelta(minutes=30), None, 0.5),
        (timedelta(hours=2), None, 4),
        (timedelta(days=2), None, 120),
        (timedelta(days=8), None, None),  # it was old when it was found
        (None, timedelta(minutes=30), 0.5),
        (None, None, None),
    ],
)
def test_an_article_is_fetched_again_by_its_age(
    frontier: Frontier, published: timedelta | None, linked: timedelta | None, hours: float | None
) -> None:
    frontier.add(links(1))
    url, now = "https://herald.example/2026/1", datetime.now(UTC)
    leased = due(frontier, url)
    visit = Visit(url=url, ages=frontier.ages("herald"), linked_at=now - linked if linked else None)
    article = Article(
        url=url, source="herald", title="A", text="B", seen_at=now, lease=leased.token, visit=visit,
        published_at=clock.text(now - published) if published else None,
        published_precision="second" if published else None,
    )  # fmt: skip
    assert visits.store(frontier.db, article) == "new"
    then = hours_to_next(frontier, url)
    assert then is None if hours is None else then == pytest.approx(hours, abs=0.01)


HOME, ROBOTS = HERALD.url, "https://herald.example/robots.txt"
OLD, MAP, PART = (
    "https://herald.example/old.xml",
    "https://herald.example/map.xml",
    "https://herald.example/1.xml",
)
WORLD, SECOND = "https://herald.example/world", "https://herald.example/world?page=2"
MOVED = "https://www.herald.example/"


@pytest.mark.parametrize(
    ("was", "found", "now", "left"),
    [
        # The file no longer names a feed, nor a sitemap from which other listings came.
        ({"feeds": (FEED, OLD)}, {}, {"feeds": (FEED,)}, {FEED}),
        ({"feeds": (FEED,), "sitemaps": (MAP,)}, {PART: MAP}, {"feeds": (FEED,)}, {FEED}),
        ({"feeds": (FEED,), "sitemaps": (MAP,)}, {PART: MAP}, {"sitemaps": (MAP,)}, {MAP, PART}),
        # The file names it, or a listing that stays leads to it.
        ({"sitemaps": (MAP,)}, {PART: MAP}, {"sitemaps": (PART,)}, {PART}),
        ({"sections": (WORLD,)}, {SECOND: WORLD}, {"sections": (WORLD,)}, {WORLD, SECOND}),
        # Listings that the home page named were followed while the file named none; they stay if it names
        # none.
        ({}, {FEED: HOME, MAP: ROBOTS, PART: MAP}, {"sections": (WORLD,)}, {WORLD}),
        ({}, {FEED: MOVED, MAP: ROBOTS}, {"sections": (WORLD,)}, {WORLD}),
        ({}, {FEED: MOVED, MAP: ROBOTS, PART: MAP}, {}, {HOME, FEED, MAP, PART}),
        ({}, {FEED: HOME}, {"feeds": (FEED,)}, {FEED}),
        ({"feeds": (FEED,)}, {}, {}, {HOME}),
        # The site has another address now.
        ({}, {FEED: HOME}, {"url": MOVED}, {MOVED}),
        ({}, {FEED: MOVED}, {"url": MOVED}, {MOVED, FEED}),
    ],
)
def test_listings_that_a_source_no_longer_names_are_forgotten(
    store_address: Path | str, was: dict[str, Any], found: dict[str, str], now: dict[str, Any], left: set[str]
) -> None:
    by_hand = "https://herald.example/somebody-asked-for-this"
    before = Source(name="herald", url=HOME, **was)
    after = replace(before, feeds=(), sitemaps=(), sections=())
    after = replace(after, **now)
    with open_database(store_address) as db:
        kind: Any = {FEED: "feed", SECOND: "section"}
        for source in (before, before, after):
            opened = Frontier(db, {"herald": source})
            opened.seed({}, due_now=False)
            links = [
                Link(url=url, source="herald", kind=kind.get(url, "sitemap"), parent=parent)
                for url, parent in found.items()
            ]
            if source is before:
                add(db, [*links, Link(url=by_hand, source="herald", kind="home")])
        rows = db.all("SELECT url FROM _frontier")
        assert {url for (url,) in rows} == left | {by_hand}


def test_a_listing_that_two_sources_name_is_the_first_ones_and_read_alone_it_is_the_seconds(
    store_address: Path | str,
) -> None:
    harbour = Source(name="harbour", url=HOME, feeds=(FEED.replace("https://", "http://www."), FEED))
    with open_database(store_address) as db:
        for known, owner in (
            ((harbour, HERALD), "harbour"),
            ((HERALD,), "herald"),
            ((harbour, HERALD), "harbour"),
        ):
            Frontier(db, {source.name: source for source in known}).seed({}, due_now=False)
            assert db.all("SELECT source FROM _frontier WHERE url = :url", {"url": FEED}) == [(owner,)]


def test_a_leased_listing_is_forgotten_by_the_next_run(frontier: Frontier) -> None:
    leased = due(frontier)
    other = replace(HERALD, feeds=(OLD,))
    frontier.follow({"herald": other}, ["herald"])
    assert {one.url for one in listings(frontier.db, "herald")} == {OLD}
    frontier.same(leased, CAME)
    frontier.follow({"herald": other}, ["herald"])
    assert not frontier.db.all("SELECT 1 FROM _frontier WHERE url = :url", {"url": FEED})
    assert not frontier.db.all("SELECT 1 FROM _visits WHERE url = :url", {"url": FEED})


def test_a_link_that_the_walk_takes_is_in_the_frontier_or_still_waits(
    frontier: Frontier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crawl that is killed between the two transactions must not lose the link."""
    link = PageLink("https://herald.example/2026/the-old-bridge-is-closed", "main>a", "The bridge is closed")
    asyncio.run(Explorer(frontier.db, "herald", HERALD.url).found(HERALD.url, [link]))

    def killed(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Frontier, "add", killed)
        with pytest.raises(KeyboardInterrupt):
            frontier.explore([Explorer(frontier.db, "herald", HERALD.url)], 1)
    assert frontier.explore([Explorer(frontier.db, "herald", HERALD.url)], 1) == 1
    assert frontier.db.one("SELECT kind FROM _frontier WHERE url = :url", {"url": link.url}) == ("article",)


def test_how_far_lists_reach_is_looked_up_once_for_each_listing(
    frontier: Frontier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was looked up for every page, and each time read every row of the frontier."""
    asked: list[str] = []

    def has_older(db: Database, source: str, since: str) -> bool:
        asked.append(source)
        return has_older_link(db, source, since)

    has_older_link = frontier_rows.has_older
    monkeypatch.setattr(frontier_rows, "has_older", has_older)
    assert [frontier.reaches("herald", "2026-05-01") for _ in range(3)] == [False] * 3
    old = Link(url="https://herald.example/old", source="herald", published=datetime(2026, 1, 2, tzinfo=UTC))
    reading(frontier, due(frontier), [old], CAME, reader="r")
    assert [frontier.reaches("herald", "2026-05-01") for _ in range(3)] == [True] * 3
    assert not frontier.reaches("herald", None)
    assert len(asked) == 2


def test_a_site_with_a_form_for_each_link_has_a_bounded_number_of_groups(
    frontier: Frontier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All groups are compared for each page: 200,000 stopped the event loop for a second each time."""
    monkeypatch.setattr(explorer, "MOST_GROUPS", 20)
    walk = Explorer(frontier.db, "herald", HERALD.url)
    names = ["".join(pair) for pair in product("abcdefgh", repeat=3)]
    for place in ("main>a", "aside>a"):
        found = [
            PageLink(f"https://herald.example/{name}{place[0]}/the-old-bridge-is-closed", place, "A bridge")
            for name in names
        ]
        assert asyncio.run(walk.found(HERALD.url, found)) == len(names)
    assert len(walk.waiting) <= 21
    assert walk.waiting.total() == 2 * len(names)
    assert sum(walk.next() is not None for _ in range(30)) == 30


def test_the_walk_follows_the_hosts_of_sections_also_in_later_runs(frontier: Frontier) -> None:
    sport = "https://sport.herald.example/"
    links = [PageLink(f"{sport}{path}", "main>a", "Harbour wins") for path in ("", "a/1.html", "a/2.html")]
    away = PageLink("https://shop.herald.example/cart", "main>a", "Cart")
    assert asyncio.run(Explorer(frontier.db, "herald", HERALD.url).found(HERALD.url, [*links, away])) == 3
    later = Explorer(frontier.db, "herald", HERALD.url)
    more = [PageLink(f"{sport}a/3.html", "main>a", "Harbour loses"), away]
    assert asyncio.run(later.found(sport, more)) == 1


def test_menus_come_last_until_articles_have_shown_what_the_site_has(frontier: Frontier) -> None:
    """What its menu leads to was judged before there was a norm, and each such page became a row."""
    walk = Explorer(frontier.db, "herald", HERALD.url)
    menu = PageLink(
        "https://herald.example/how-our-new-school-plans-work/", "nav>a", "How Our New School Plans"
    )
    item = PageLink("https://herald.example/2026/bridge", "main>a", "Bridge closed")
    assert asyncio.run(walk.found(HERALD.url, [menu, item])) == 2
    assert [link and link.url for link in (walk.next(), walk.next(), walk.next())] == [
        item.url,
        menu.url,
        None,
    ]
    walk.articles = explorer.FIRST
    other = PageLink(
        "https://herald.example/how-our-next-school-plans-work/", "nav>a", "How Our New School Plans"
    )
    river = replace(item, url="https://herald.example/2026/river")
    assert asyncio.run(walk.found(HERALD.url, [other, river])) == 2
    first = walk.next()
    assert first is not None and first.url == other.url
