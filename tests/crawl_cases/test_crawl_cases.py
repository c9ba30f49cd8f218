"""Crawls a host for each kind of fault that a feed, a sitemap, a page or a moved article can have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.crawl_cases.hosts import Case, cases
from tests.crawl_cases.shared import FOLDER, shared_cases
from tests.crawling import FAST, Ran, scrapy
from tests.site import Site

GROUPS = ("feeds", "sitemaps", "pages", "moved", "variants")
SHARED = "shared"


@dataclass(frozen=True)
class Crawled:
    """The result of one crawl of all hosts of a group."""

    ran: Ran
    asked: Mapping[str, list[str]]
    """Host → the paths that were requested."""


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Crawled]:
    """Return a function that crawls a group the first time it is called, and keeps the result."""
    return cache(lambda group: _crawl(group, tmp_path_factory.mktemp(group)))


def _crawl(group: str, folder: Path) -> Crawled:
    found = _group(group)
    with Site() as site:
        for case in found.values():
            site.pages |= case.pages
        urls = ",".join(case.start for case in found.values())
        args = ("crawl", "news", "-a", f"url={urls}", *FAST, "-s", "TELL_ACCOUNT=True")
        ran = scrapy(folder / "news.db", *args, proxy=site.proxy)
        if any(case.later for case in found.values()):
            for case in found.values():
                site.pages |= case.later
            ran = scrapy(folder / "news.db", *args, "-a", "recheck=1", proxy=site.proxy)
        hosts = {request.host for request in site.log}
        return Crawled(ran, {host: site.asked(host) for host in hosts})


def _group(name: str) -> dict[str, Case]:
    return shared_cases() if name == SHARED else cases(name)


def _all() -> list[object]:
    each = ((group, case) for group in (*GROUPS, SHARED) for case in _group(group).values())
    return [pytest.param(group, case, id=f"{group}-{case.name}") for group, case in each]


@pytest.mark.skipif(FOLDER.exists(), reason="the cases of ../shared are there")
def test_the_shared_cases() -> None:
    pytest.skip(f"{FOLDER} is absent; its cases are not tried")


@pytest.mark.parametrize(("group", "case"), _all())
def test_each_host_gives_the_expected_rows(group: str, case: Case, crawled: Callable[[str], Crawled]) -> None:
    ran = crawled(group).ran
    details = f"{case.about}\nasked for: {crawled(group).asked.get(case.host)}\n{ran.err}"
    stored = dict(ran.rows(f"SELECT url, id FROM articles WHERE source = '{case.host}'"))
    assert sorted(stored) == sorted(case.rows), details
    for url, columns in case.rows.items():
        for name, value in columns.items():
            ((found,),) = ran.rows(f"SELECT {name} FROM articles WHERE id = {stored[url]}")
            good = all(piece in found for piece in value) if isinstance(value, list) else found == value
            assert good, f"{name} of {url} is {found!r}: {details}"
    for path in case.never:
        assert path not in crawled(group).asked[case.host], details
