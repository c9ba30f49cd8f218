"""A robots.txt is shortened before it is parsed, keeps its rules for this crawler, and takes linear time."""

from __future__ import annotations

import pytest
from protego import Protego

from crawler.fetch.robots_middleware import WILDCARDS, rules_for

US = "Broadsheet"

GROUPS = [
    "User-agent: *\nDisallow: /a",
    "User-agent: *\nDisallow: /a\n\nUser-agent: Broadsheet\nDisallow: /b\nCrawl-delay: 7",
    "User-agent: Broadsheet\nUser-agent: GPTBot\nDisallow: /b\n\nUser-agent: *\nDisallow: /a",
    "User-agent: GPTBot\nDisallow: /a\nUser-agent: Broad\nDisallow: /b",
    "User-agent: GPTBot\nDisallow: /a",
    "user agent broad*\nDisallow /a # all of it\nuser-agent:\nDisallow: /b",
    "User-agent: **\nDisallow: /a\r\nUSERAGENT:\tBROADSHEET/1.0\rDisallow: /b*x$\nAllow: /b",
    "Disallow: /a\nUser-agent foo: bar\nDisallow: /b\nUser-agent: sheet\nDisallow: /",
    "\ufeffUser-agent: *\nRequest-rate: 1/20\nDisallow: /é\nSitemap: /s.xml",
    "",
]


@pytest.mark.parametrize("text", GROUPS)
def test_the_rules_for_this_crawler_stay_the_same(text: str) -> None:
    body, left_out = rules_for(text.encode(), US)
    before, after = Protego.parse(text.removeprefix("\ufeff")), Protego.parse(body.decode())
    for path in ("/", "/a", "/b", "/b/x", "/é"):
        url = f"https://news.example{path}"
        assert after.can_fetch(url, US) == before.can_fetch(url, US), path
    assert after.crawl_delay(US) == before.crawl_delay(US)
    assert after.request_rate(US) == before.request_rate(US)
    assert (list(after.sitemaps), left_out) == (list(before.sitemaps), 0)


@pytest.mark.parametrize("agent", ["other{}", "b" + "*" * 3 + "{}", "broadsheet"])
def test_many_agents_with_many_rules_are_one_group_each(agent: str) -> None:
    """Each rule was given to each agent: hundreds of millions from 512 kB, and the crawl stood still."""
    agents = "".join(f"User-agent: {agent.format(n)}\n" for n in range(500))
    body, _ = rules_for((agents + "Disallow: /a\n" * 500).encode(), US)
    assert len(set(filter(lambda line: line.startswith("User"), body.decode().splitlines()))) == 1


def test_rules_with_wildcards_over_the_limit_are_left_out_and_counted() -> None:
    rules = "".join(f"Disallow: /r{n}-*x\n" for n in range(WILDCARDS + 30))
    body, left_out = rules_for(f"User-agent: *\n{rules}Disallow: /plain\n".encode(), US)
    parsed = Protego.parse(body.decode())
    asked = (f"/r{WILDCARDS - 1}-x", f"/r{WILDCARDS + 29}-x", "/plain")
    assert [parsed.can_fetch(f"http://a.example{path}", US) for path in asked] == [False, True, False]
    assert left_out == 30
