"""URLs are added once, leased in a fair order, and end only by the token of their own lease."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipelines.db import Database
from pipelines.db.articles import store
from pipelines.db.crawl import leases, run_scope
from pipelines.db.crawl.frontier_rows import (
    Added,
    Link,
    Waiting,
    add,
    has_due,
    pause_host,
    paused_hosts,
    waiting,
)
from pipelines.db.crawl.leases import Leased, LinkKind, acknowledge, extend, give_back, lease
from pipelines.db.crawl.waking import make_due
from tests.db.conftest import NOON, make_article

# Acknowledgements get their time from the real clock; the times at which URLs fall due are given.
NOW = NOON.replace(year=3000)


def link(name: str, kind: LinkKind = "article", *, host: str = "herald.example", **values: Any) -> Link:
    return Link(**{"url": f"https://{host}/{name}", "source": "herald", "kind": kind} | values)


def take(db: Database, n: int = 100, *, now: datetime = NOW, **values: Any) -> list[Leased]:
    return lease(db, n, **{"now": now, "seconds": 60, "per_host": 100} | values)


def names(leased: list[Leased]) -> list[str]:
    return [each.url.removeprefix("https://").removeprefix("herald.example/") for each in leased]


def test_a_link_is_leased_with_all_its_values(db: Database) -> None:
    published = datetime(2026, 5, 3, 10, 0, 5, tzinfo=UTC)
    parent = "https://herald.example/feed"
    add(db, [link("a", published=published, hints={"title": "Ä", "tags": ["x"]}, parent=parent)])
    (leased,) = take(db)
    assert leased == Leased(
        token=leased.token,
        url="https://herald.example/a",
        source="herald",
        host="herald.example",
        kind="article",
        published=published,
        hints={"title": "Ä", "tags": ["x"]},
        parent=parent,
        attempts=1,
    )


def test_a_known_url_is_not_added_again(db: Database) -> None:
    assert add(db, [link("a"), link("b"), link("a")]) == Added(new=2, known=1)
    assert add(db, [link("b"), link("c")]) == Added(new=1, known=1)
    for each in take(db):
        acknowledge(db, each.token, "done")
    assert add(db, [link("a"), link("b"), link("c")]) == Added(new=0, known=3)
    assert take(db) == []


def test_a_known_url_is_added_again_on_request(db: Database) -> None:
    add(db, [link("a")])
    acknowledge(db, take(db)[0].token, "failed", "timeout")
    assert add(db, [link("a")], again=True) == Added(new=0, known=1)
    (leased,) = take(db)
    assert leased.attempts == 1
    # A URL that is leased stays with its one lease.
    add(db, [link("a")], again=True)
    assert take(db) == []


def test_an_address_of_a_stored_article_is_known(db: Database) -> None:
    store(db, make_article(url="https://herald.example/a", urls=("https://herald.example/b",)))
    assert add(db, [link("a"), link("b"), link("c")]) == Added(new=1, known=2)
    assert add(db, [link("a")], again=True) == Added(new=1, known=0)


def test_missing_hints_are_added(db: Database) -> None:
    published = datetime(2026, 5, 3, tzinfo=UTC)
    add(db, [link("a", hints={"title": "First"}), link("b")])
    add(db, [link("a", hints={"title": "Second", "summary": "More"}, published=published), link("b")])
    first, second = take(db)
    assert (first.hints, first.published) == ({"title": "First", "summary": "More"}, published)
    assert (second.hints, second.published) == ({}, None)


def test_a_link_that_is_there_twice_is_added_once_with_all_that_is_said_of_it(db: Database) -> None:
    url, at = "https://herald.example/a", NOON - timedelta(hours=1)
    links = [
        Link(url=url, source="herald", hints={"title": "A"}),
        Link(url=f"{url}b", source="herald"),
        Link(url=url, source="times", hints={"title": "B", "lead": "C"}, published=at),
        Link(url=url, source="times", hints={"lead": "D", "tag": "E"}, published=NOON),
    ]
    assert add(db, links, now=NOON) == Added(2, 2)
    assert add(db, links, now=NOON) == Added(0, 4)
    rows = db.all("SELECT id, url, source, published, hints FROM _frontier ORDER BY id")
    assert [row[:3] for row in rows] == [(1, url, "times"), (2, f"{url}b", "herald")]
    assert rows[0][3] == "2026-05-04T11:00:00Z"
    assert json.loads(rows[0][4]) == {"title": "A", "lead": "C", "tag": "E"}
    leased = lease(db, 9, now=NOON, seconds=9, per_host=9)
    assert sorted(each.source for each in leased) == ["herald", "times"]


def test_listings_come_before_articles_and_newer_before_older(db: Database) -> None:
    days = {"b": 2, "d": 4, "a": 1, "c": 3}
    add(db, [link(name, published=NOON + timedelta(days=day)) for name, day in days.items()])
    add(db, [link("undated"), link("undated2"), link("feed", "feed"), link("home", "home")])
    assert names(take(db)) == ["feed", "home", "d", "c", "b", "a", "undated", "undated2"]


def test_a_listing_comes_first_even_if_it_was_found_last(db: Database) -> None:
    add(db, [link("a"), link("b"), link("c", host="times.example")])
    take(db, 2, per_host=1)
    add(db, [link("feed", "feed")])
    assert names(take(db, 1, per_host=1)) == ["feed"]


@pytest.mark.parametrize("look", [2_000, 50])
@pytest.mark.parametrize("count", [20, 700])
def test_only_the_scope_is_leased_whatever_its_size(
    db: Database, count: int, look: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "LOOK", look)
    days = [NOON - timedelta(days=n) for n in range(count)]
    asked = [link(f"asked/{n}", published=day) for n, day in enumerate(days)]
    newer = [link(f"newer/{n}", published=NOON + timedelta(days=n)) for n in range(60)]
    between = [link(f"other/{n}", published=day + timedelta(hours=1)) for n, day in enumerate(days)]
    add(db, [*newer, *between, *asked])
    run_scope.start(db)
    run_scope.add(db, [each.url for each in asked])
    found = list[str]()
    while some := take(db, 7, only_in_scope=True):
        found += names(some)
        for each in some:
            acknowledge(db, each.token, "done")
    assert found == [f"asked/{n}" for n in range(count)]
    assert len(take(db, 3)) == 3  # the others wait for a run that takes all


def test_a_lease_of_a_large_scope_does_not_look_through_all_of_it(file_db: Database) -> None:
    db = file_db
    run_scope.start(db)
    urls = [link(f"{n}", published=NOON - timedelta(minutes=n)) for n in range(20_000)]
    add(db, urls)
    run_scope.add(db, [each.url for each in urls])
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    db.conn.set_progress_handler(count, 1_000)
    assert len(take(db, 4, only_in_scope=True)) == 4
    db.conn.set_progress_handler(None, 0)
    assert steps < 60  # thousand steps of SQLite: 600 where each address of the scope is looked up


def test_hosts_take_turns(db: Database) -> None:
    hosts = ["big.example", "mid.example", "small.example", "small.example:8080"]
    for host, count in zip(hosts, (50, 5, 2, 1), strict=True):
        add(db, [link(f"{number}", host=host, source=host[:3]) for number in range(count)])
    rounds = [[each.host for each in take(db, 3, per_host=1)] for _ in range(4)]
    assert rounds[0] == hosts[:3]
    assert rounds[1] == [hosts[3], *hosts[:2]]
    assert rounds[2] == hosts[2:3] + hosts[:2]
    assert rounds[3] == hosts[:2]


def test_a_host_gets_only_its_share_even_from_two_sources(db: Database) -> None:
    add(db, [link(f"a{number}") for number in range(5)])
    add(db, [link(f"b{number}", source="sport") for number in range(5)])
    add(db, [link("feed", "feed")])
    assert names(take(db, 10, per_host=3)) == ["feed", "a0", "a1"]
    assert len(take(db, 10, per_host=3)) == 3


FILTERS: tuple[tuple[dict[str, Any], list[str]], ...] = (
    ({}, ["feed", "map", "new", "day", "old", "undated", "other"]),
    ({"sources": ["sport"]}, ["other"]),
    ({"sources": ["herald"]}, ["feed", "map", "new", "day", "old", "undated"]),
    ({"sources": []}, []),
    ({"kinds": ["article"]}, ["new", "day", "old", "undated", "other"]),
    ({"kinds": ["sitemap"]}, ["map"]),
    ({"kinds": ["feed", "article"], "sources": ["herald"]}, ["feed", "new", "day", "old", "undated"]),
    ({"since": NOON, "kinds": ["article"]}, ["new", "day", "undated", "other"]),
    ({"since": NOON - timedelta(days=1), "kinds": ["article"]}, ["new", "day", "undated", "other"]),
    ({"since": NOON + timedelta(days=9), "kinds": ["article"]}, ["undated", "other"]),
)


@pytest.mark.parametrize(("wanted", "expected"), FILTERS, ids=str)
def test_only_the_requested_urls_are_leased(
    db: Database, wanted: dict[str, Any], expected: list[str]
) -> None:
    add(
        db, [link("old", published=NOON - timedelta(days=9)), link("new", published=NOON + timedelta(days=1))]
    )
    add(db, [link("day", published=NOON.replace(hour=0))])
    add(db, [link("undated"), link("feed", "feed"), link("map", "sitemap"), link("other", source="sport")])
    assert names(take(db, **wanted)) == expected
    assert len(take(db)) == 7 - len(expected)


ENDS: tuple[tuple[dict[str, Any], str, str | None, bool], ...] = (
    ({"outcome": "done"}, "done", None, False),
    ({"outcome": "dropped", "detail": "Gallery"}, "dropped", None, False),
    ({"outcome": "failed", "detail": "timeout"}, "failed", None, False),
    ({"outcome": "again", "detail": "503"}, "due", None, True),
    ({"outcome": "again", "due_at": NOW + timedelta(hours=1)}, "later", "3000-05-04T13:00:00Z", False),
    ({"outcome": "failed", "due_at": NOW + timedelta(hours=1)}, "later", "3000-05-04T13:00:00Z", False),
    ({"outcome": "done", "due_at": NOW}, "later", "3000-05-04T12:00:00Z", True),
)


@pytest.mark.parametrize(("end", "state", "due_at", "comes_again"), ENDS, ids=str)
def test_an_acknowledgement_ends_the_lease(
    db: Database, end: dict[str, Any], state: str, due_at: str | None, comes_again: bool
) -> None:
    add(db, [link("a")])
    token = take(db)[0].token
    assert acknowledge(db, token, **end)
    assert not acknowledge(db, token, "done")
    assert db.all("SELECT state, due_at, detail FROM _frontier") == [(state, due_at, end.get("detail"))]
    assert bool(take(db)) == comes_again
    assert waiting(db, None, NOW).next_at == (
        NOW + timedelta(minutes=1 if comes_again else 60) if due_at or comes_again else None
    )


def test_attempts_are_counted_until_a_url_is_done_or_given_up(db: Database) -> None:
    add(db, [link("a")])
    attempts = []
    for outcome in ("again", "failed", "done", "again"):
        (leased,) = take(db)
        attempts.append(leased.attempts)
        acknowledge(db, leased.token, outcome, due_at=NOW)
    assert attempts == [1, 2, 1, 1]


def test_a_lease_that_ends_falls_due_and_its_token_is_void(db: Database) -> None:
    add(db, [link("a")])
    (first,) = take(db)
    assert take(db, now=NOW + timedelta(seconds=59)) == []
    (second,) = take(db, now=NOW + timedelta(seconds=60))
    assert second.attempts == 2
    assert not acknowledge(db, first.token, "done")
    assert give_back(db, [first.token]) == 0
    assert acknowledge(db, second.token, "done")


@pytest.mark.parametrize("token", ["", "1", "1.", "x.y", "-1.ab", "٣.ab", "1." + "0" * 16, "9" * 30 + ".a"])
def test_a_token_that_was_never_given_ends_nothing(db: Database, token: str) -> None:
    add(db, [link("a")])
    take(db)
    assert not acknowledge(db, token, "done")
    assert give_back(db, [token]) == extend(db, [token], NOW) == 0


def test_tokens_are_never_the_same(db: Database) -> None:
    add(db, [link(str(number), host=f"h{number % 3}.example") for number in range(30)])
    tokens = [each.token for _ in range(3) for each in take(db, 10)]
    assert len(set(tokens)) == 30
    give_back(db, tokens)
    assert not set(tokens) & {each.token for each in take(db)}


def test_a_url_that_is_given_back_is_unchanged(db: Database) -> None:
    add(db, [link("a"), link("b")])
    assert give_back(db, [each.token for each in take(db)]) == 2
    assert [(each.url[-1], each.attempts) for each in take(db)] == [("a", 1), ("b", 1)]


def test_a_lease_can_be_extended(db: Database) -> None:
    add(db, [link("a")])
    (leased,) = take(db)
    assert extend(db, [leased.token], NOW + timedelta(hours=1)) == 1
    assert take(db, now=NOW + timedelta(minutes=59)) == []
    assert extend(db, [], NOW) == 0


def test_a_paused_host_is_not_leased(db: Database) -> None:
    add(db, [link("a"), link("b", host="times.example")])
    until = NOW + timedelta(seconds=30, microseconds=1)
    pause_host(db, "herald.example", until)
    pause_host(db, "herald.example", NOW)
    rounded = NOW + timedelta(seconds=31)
    assert paused_hosts(db, ["herald"], NOW) == [("herald.example", rounded)]
    assert waiting(db, None, NOW) == Waiting(due=1, paused=1, next_at=rounded)
    assert has_due(db, None, NOW)
    assert names(take(db)) == ["times.example/b"]
    assert names(take(db, now=until)) == []
    assert not has_due(db, None, until)
    assert has_due(db, None, rounded)
    assert not has_due(db, ["sport"], rounded)
    assert names(take(db, now=rounded)) == ["a"]


def test_waiting_urls_are_counted(db: Database) -> None:
    assert waiting(db, None, NOW) == Waiting(due=0, paused=0, next_at=None)
    add(db, [link("a"), link("b"), link("feed", "feed"), link("c", source="sport")])
    assert waiting(db, None, NOW).due == 4
    assert waiting(db, ["herald"], NOW).due == 3
    assert waiting(db, ["nobody"], NOW) == waiting(db, [], NOW) == Waiting(due=0, paused=0, next_at=None)
    (leased,) = take(db, kinds=["feed"])
    minute = NOW + timedelta(minutes=1)
    assert waiting(db, ["herald"], NOW) == Waiting(due=2, paused=0, next_at=minute)
    assert waiting(db, ["herald"], minute) == Waiting(due=3, paused=0, next_at=None)
    acknowledge(db, leased.token, "done", due_at=NOW + timedelta(hours=1))
    assert waiting(db, ["herald"], NOW) == Waiting(due=2, paused=0, next_at=NOW + timedelta(hours=1))


def made_due(db: Database, started: datetime) -> int:
    return make_due(db, "herald", started=started, now=NOW, seldom=timedelta(days=1), all_=True)


def test_listings_are_made_due(db: Database) -> None:
    add(db, [link("feed", "feed"), link("map", "sitemap"), link("a"), link("other", "feed", source="sport")])
    assert made_due(db, NOW) == 0
    first = {each.url[-4:]: each.token for each in take(db)}
    acknowledge(db, first["feed"], "done", due_at=NOW + timedelta(days=1))
    acknowledge(db, first["le/a"], "done")
    # The leased one stays with the run that leased it.
    assert made_due(db, NOW) == 1
    assert names(take(db)) == ["feed"]


def test_listings_fetched_after_that_time_are_not_made_due(db: Database) -> None:
    add(db, [link("feed", "feed")])
    acknowledge(db, take(db)[0].token, "done")
    assert made_due(db, datetime(2020, 1, 1, tzinfo=UTC)) == 0
    assert made_due(db, NOW) == 1


def test_many_leases_that_end_at_once_are_all_taken_up(db: Database) -> None:
    add(db, [link(str(number), host=f"h{number % 7}.example") for number in range(2_500)])
    take(db, 2_500, per_host=1_000)
    later = NOW + timedelta(minutes=5)
    got = 0
    while batch := take(db, 400, now=later, seconds=999):
        got += len(batch)
    assert got == 2_500


def test_a_time_without_a_zone_is_refused(db: Database) -> None:
    with pytest.raises(ValueError, match="no offset from UTC"):
        take(db, now=datetime(2026, 5, 4))  # noqa: DTZ001
