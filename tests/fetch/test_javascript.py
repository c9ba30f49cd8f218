# ruff: noqa: E501  (one script a line)
"""Pages that are empty until their scripts run, read by a real Chromium from a site on loopback."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from scrapy import Request as Asked
from scrapy import signals
from scrapy.exceptions import StopDownload
from scrapy.http import HtmlResponse
from scrapy.utils.test import get_crawler

from crawler.fetch.javascript import Renderer, _Visit, executable, is_tracker, missing, referer_of
from tests.crawling import FAST, Ran, scrapy, started
from tests.loopback import Reply, Request
from tests.site import Site
from tests.spiders.test_news import adds_up, feed, story

LACK = missing(None)
needs_browser = pytest.mark.skipif(LACK is not None, reason=str(LACK))
AUTO = (*FAST, "-s", "JAVASCRIPT=auto", "-s", "FRONTIER_PATIENCE=5")

SHELL = """<!doctype html><html lang="en"><head><title>The Bridge</title><script src="/app.js" defer></script></head>
<body><noscript>You need to enable JavaScript to run this app.</noscript><div id="app">Loading…</div></body></html>"""
APP = """
const app = document.getElementById('app');
const show = data => {
  document.title = data.title + ' - The Bridge';
  app.innerHTML = data.links
    ? '<h1>' + data.title + '</h1>' + data.links.map(l => `<article><h2><a href="${l[0]}">${l[1]}</a></h2></article>`).join('')
      + '<button id="more">Load more</button>'
    : `<article><h1>${data.title}</h1><time datetime="${data.date}">1 March</time>` + data.text.map(t => `<p>${t}</p>`).join('') + '</article>';
  const more = document.getElementById('more');
  if (more) more.onclick = () => fetch('/api/more').then(r => r.json()).then(show);
};
if (navigator.serviceWorker) navigator.serviceWorker.register('/sw.js').catch(() => 0);
(self.before || (() => Promise.resolve()))().then(() =>
  fetch('/api' + location.pathname).then(r => r.json()).then(data => setTimeout(() => show(data), 150)));
"""
TEXT = [
    f"The council met on Tuesday and talked about the old bridge, item {n} of a long list. Nobody left before the end."
    for n in range(6)
]


def api(title: str) -> str:
    return json.dumps({"title": title, "date": "2024-03-01T08:00:00Z", "text": TEXT})


def fill(site: Site, *paths: str) -> None:
    """Give the site articles that a script fetches, and the section that lists them."""
    site.pages |= {"/app.js": Reply(body=APP.encode(), headers={"Content-Type": "text/javascript"})}
    site.pages["/sw.js"] = Reply(body=b"self.onfetch = e => 0", headers={"Content-Type": "text/javascript"})
    titles = {path: f"The bridge, part {path[-1]}" for path in paths}
    for path, title in titles.items():
        site.pages[path] = SHELL
        site.pages[f"/api{path}.json"] = site.pages[f"/api{path}"] = api(title)
    links = [[path, f"{title}: what the council said on Tuesday"] for path, title in titles.items()]
    site.pages["/api/news/"] = json.dumps({"title": "News", "links": links})
    site.pages["/api/more"] = json.dumps(
        {"title": "News", "links": [["/news/2024/old-bridge-9", "An old one"]]}
    )
    site.pages["/news/"] = SHELL


PATHS = tuple(f"/news/2024/bridge-of-the-town-{n}" for n in range(1, 4))


def crawl(site: Site, tmp_path: Path, start: str, *args: str) -> Ran:
    return scrapy(tmp_path / "news.db", "crawl", "news", "-a", f"url={site.url}{start}", *AUTO, *args)


def browsers(pid: int) -> list[int]:
    """Return the processes of browsers that the crawl with this id has started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if f"--broadsheet-run={pid}".encode() in words.split(b"\0"):
            found.append(int(folder.name))
    return found


def in_browser(ran: Ran) -> dict[str, int]:
    """What the summary says of the browser: its pages, requests and refusals."""
    line = re.search(r"in the browser: (.*)", ran.err)
    return (
        {name: int(n) for name, n in re.findall(r"(\w+) (\d+)", line[1])}
        | {name: int(n) for n, name in re.findall(r"(\d+) (page|request)", line[1])}
        if line
        else {}
    )


def until(holds: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it does not come to that"
        time.sleep(0.1)


@needs_browser
def test_a_section_and_its_articles_that_are_made_by_fetch(site: Site, tmp_path: Path) -> None:
    fill(site, *PATHS)
    ran = crawl(site, tmp_path, "/news/", "-s", "JAVASCRIPT_PAGES=3", "-s", "STATS_DUMP=1", "-L", "INFO")
    assert ran.titles() == [f"The bridge, part {n}" for n in range(1, 4)], ran.err
    assert ran.rows("SELECT DISTINCT text, published_at FROM articles") == [
        ("\n\n".join(TEXT), "2024-03-01T08:00:00Z")
    ]
    assert adds_up(ran)
    assert in_browser(ran)["page"] == 4
    assert "'javascript/started': 2," in ran.err, "a new browser after three pages"
    asked = site.asked()
    assert not {"/api/more", "/sw.js", "/news/2024/old-bridge-9"} & set(asked), (
        "nothing is clicked, no worker runs"
    )
    assert asked.count(PATHS[0]) == 1, "the page that we have is not asked for again"
    assert set(site.most_open().values()) == {1}, (
        "the browser's requests wait for their turn as all others do"
    )
    shown = scrapy(tmp_path / "news.db", "sources", "127.0.0.1:" + site.url.rpartition(":")[2]).out
    assert "browser for article pages: needed, 3 of 3 pages" in shown
    assert (
        "browser for section pages: needed, 1 of 1 page" in shown or "browser for home pages: needed" in shown
    )
    # The frame is the same, and yet the section has a new article.
    fill(site, PATHS[0], "/news/2024/bridge-of-the-town-6")
    assert "The bridge, part 6" in crawl(site, tmp_path, "/news/").titles()
    fill(site, "/news/2024/bridge-of-the-town-7")
    assert "The bridge, part 7" in crawl(site, tmp_path, "/news/2024/bridge-of-the-town-7").titles()


@needs_browser
def test_a_page_that_the_server_writes_never_starts_the_browser(site: Site, tmp_path: Path) -> None:
    note = "<noscript>Please enable JavaScript to read this page.</noscript><script src='/app.js'></script>"
    state = json.dumps({"article": {"headline": "By state", "body": "".join(f"<p>{t}</p>" for t in TEXT)}})
    site.pages["/news/2024/plain-story-of-today"] = story("A plain story").replace("<body>", f"<body>{note}")
    site.pages["/news/2024/state-story-of-today"] = (
        f"<title>By state</title>{note}<div id=app></div><script type='application/json'>{state}</script>"
    )
    site.pages["/feed.xml"] = feed(
        ("/news/2024/plain-story-of-today", 1), ("/news/2024/state-story-of-today", 2)
    )
    ran = crawl(site, tmp_path, "/feed.xml", "-s", "STATS_DUMP=1", "-L", "INFO")
    assert ran.titles() == ["A plain story", "By state"]
    assert "javascript/" not in ran.err


BEFORE = {
    "spinner": "document.getElementById('app').innerHTML = '<p>Loading</p>'; setInterval(() => fetch('/tick'), 200); self.before = () => new Promise(() => 0);",
    "crowd": "setTimeout(() => [...Array(500).keys()].map(n => fetch('/many/' + n)), 600);",
    "inside": "self.before = () => Promise.allSettled(['http://127.0.0.1:1/', 'http://169.254.169.254/latest/meta-data/'].map(u => fetch(u, {mode: 'no-cors'})));",
    "forbidden": "self.before = () => Promise.allSettled([fetch('/private/users.json')]);",
    "guests": "new Image().src = '/a.png'; self.before = () => Promise.allSettled([fetch('https://www.google-analytics.com/collect'), new WebSocket('ws://127.0.0.1:1/')]);",
}  # fmt: skip


@needs_browser
def test_what_a_page_asks_for_is_bounded_refused_and_counted(site: Site, tmp_path: Path) -> None:
    """The site itself may be on loopback; its pages may not reach another place there."""
    paths = {name: f"/news/2024/the-bridge-and-the-{name}-{n}" for n, name in enumerate(BEFORE, 1)}
    fill(site, *paths.values())
    for name, path in paths.items():
        site.pages[path] = SHELL.replace("</body>", f"<script>{BEFORE[name]}</script></body>")
    for n in range(500):
        site.pages[f"/many/{n}"] = "{}"
    site.pages["/tick"] = "{}"
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /private/\n"
    site.pages["/feed.xml"] = feed(*((path, 1) for path in paths.values()))
    (tmp_path / "bridge.toml").write_text(f'url = "{site.url}/"\nfeeds = ["/feed.xml"]\nprivate = true\n')
    limits = (
        "-s",
        "JAVASCRIPT_TIMEOUT=20",
        "-s",
        "JAVASCRIPT_REQUESTS=40",
        "-s",
        "ALLOW_PRIVATE_ADDRESSES=0",
    )
    ran = scrapy(tmp_path / "news.db", "crawl", "bridge", *AUTO, *limits)
    assert len(ran.titles()) == 4, ran.err
    assert adds_up(ran)
    told = in_browser(ran)
    assert told["PrivateAddress"] == 2
    assert told["Disallowed"] == 1
    assert told["TooManyRequests"] >= 500 - 40
    assert told["ThirdParty"] == 1
    asked = site.asked()
    assert 30 < sum(path.startswith("/many/") for path in asked) <= 40
    assert not [path for path in asked if path.startswith("/private") or path.endswith(".png")]
    assert ran.rows("SELECT drops FROM runs") == [('{"Empty": 1}',)], "the page that loads for ever"


ONCE_SHOWN = "const wait = setInterval(() => document.querySelector('article') && (clearInterval(wait), (self.go || (() => 0))()), 50);"
AWAY = {
    "shell-1": "history.replaceState({}, '', '/app');",
    "shell-2": "self.go = () => history.pushState({}, '', '/app');",
    "advert": "self.go = () => self['loca' + 'tion'] = 'http://10.9.9.9/ad';",
    "elsewhere": "self.go = () => self['loca' + 'tion'] = 'https://elsewhere.example/';",
    "closed": "self.go = () => self['loca' + 'tion'] = '/private/';",
    "image": "self.go = () => self['loca' + 'tion'] = '/a.json';",
    "window": "self.go = () => open('/window');",
    "vast": "self.go = () => fetch('/vast');",
}  # fmt: skip


@needs_browser
def test_an_article_stays_what_and_where_it_was(site: Site, tmp_path: Path) -> None:
    """Whatever a script does to the address bar, and wherever it tries to go once the article is shown."""
    paths = {name: f"/news/2024/the-bridge-and-the-{name}" for name in AWAY}
    fill(site, *paths.values())
    show = APP.replace("fetch('/api' + location.pathname)", "fetch('/api' + document.body.dataset.at)")
    site.pages["/app.js"] = Reply(body=show.encode(), headers={"Content-Type": "text/javascript"})
    for name, path in paths.items():
        shell = SHELL.replace("<body>", f"<body data-at='{path}'>")
        site.pages[path] = shell.replace("</body>", f"<script>{AWAY[name]}{ONCE_SHOWN}</script></body>")
        site.pages[f"/api{path}"] = api(f"The bridge and the {name}")
    site.pages["/a.json"] = Reply(body=b"{}", headers={"Content-Type": "application/json"})
    site.pages["/vast"] = Reply(body=b"x" * 1_500_000, headers={"Content-Type": "text/plain"})
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /private/\n"
    site.pages["/feed.xml"] = feed(*((path, 1) for path in paths.values()))
    ran = crawl(site, tmp_path, "/feed.xml", "-s", "JAVASCRIPT_MAXSIZE=1000000")
    assert ran.rows("SELECT url, title FROM articles ORDER BY url") == sorted(
        (site.url + path, f"The bridge and the {name}") for name, path in paths.items()
    ), ran.err
    told = in_browser(ran)
    names = ("ThirdParty", "Disallowed", "NotAPage", "Popup", "TooLarge")
    assert {name: told.get(name) for name in names} == dict(zip(names, (2, 1, 1, 1, 1), strict=True)), ran.err
    assert "/window" not in site.asked()
    assert "Traceback" not in ran.err


@needs_browser
def test_a_browser_that_dies_costs_its_pages_only(site: Site, tmp_path: Path) -> None:
    fill(site, *PATHS[:3])
    held: list[float] = []

    def slow(request: Request) -> str:
        held.append(request.at)
        time.sleep(1.5 if len(held) == 1 else 0)
        return api("The bridge, part 1")

    site.pages[f"/api{PATHS[0]}"] = slow
    site.pages["/feed.xml"] = feed(*((path, 1) for path in PATHS[:3]))
    arguments = ("crawl", "news", "-a", f"url={site.url}/feed.xml", *AUTO, "-s", "JAVASCRIPT_TABS=1")
    with started(tmp_path / "news.db", *arguments) as command:
        until(lambda: held)
        for pid in browsers(command.pid):
            os.kill(pid, signal.SIGKILL)
        command.wait()
        assert not browsers(command.pid)
        ran = Ran(0, "", command.err.read_text("utf-8"), tmp_path / "news.db")
    assert ran.titles() == [f"The bridge, part {n}" for n in range(1, 4)], ran.err
    assert len(held) == 2


@needs_browser
def test_no_browser_is_left_after_kill_9(site: Site, tmp_path: Path) -> None:
    fill(site, PATHS[0])
    site.pages[f"/api{PATHS[0]}"] = lambda request: (time.sleep(2), api("Late"))[1]
    with started(tmp_path / "news.db", "crawl", "news", "-a", f"url={site.url}{PATHS[0]}", *AUTO) as command:
        until(lambda: f"/api{PATHS[0]}" in site.asked())
        assert browsers(command.pid)
        command.kill()
    until(lambda: not browsers(command.pid), 10)


@needs_browser
def test_a_crawl_that_is_stopped_does_not_wait_for_a_page(site: Site, tmp_path: Path) -> None:
    fill(site, PATHS[0])
    site.pages |= {
        PATHS[0]: SHELL.replace("</body>", f"<script>{BEFORE['spinner']}</script></body>"),
        "/tick": "{}",
    }
    with started(tmp_path / "news.db", "crawl", "news", "-a", f"url={site.url}{PATHS[0]}", *AUTO) as command:
        until(lambda: "/tick" in site.asked())
        os.kill(command.pid, signal.SIGTERM)
        command.wait(30)  # JAVASCRIPT_TIMEOUT is 60; 5 where nothing else runs
        assert not browsers(command.pid)
        ran = Ran(0, "", "", tmp_path / "news.db")
        assert ran.rows("SELECT state FROM _frontier WHERE kind = 'home' OR kind = 'article'") == [("due",)]


def test_what_is_missing_is_said_at_once(site: Site, tmp_path: Path) -> None:
    no_program = ("-s", "JAVASCRIPT_BROWSER=/no/such/chromium")
    ran = crawl(site, tmp_path, "/", *no_program)
    assert ran.code == 1
    assert "JAVASCRIPT=auto: " in ran.err
    assert "install" in ran.err
    assert not site.asked()
    said = scrapy(tmp_path / "news.db", "doctor", "--offline", *no_program)
    assert said.code == 1
    assert "browser" in said.out
    wrong = scrapy(tmp_path / "news.db", "crawl", "news", "-a", f"url={site.url}/", "-s", "JAVASCRIPT=always")
    assert wrong.code == 2
    assert "must be auto or off" in wrong.err


def test_trackers() -> None:
    assert is_tracker("https://www.googletagmanager.com/gtm.js?id=1")
    assert not is_tracker("https://notgoogletagmanager.com/app.js")
    assert executable("/no/such/program") is None


@pytest.mark.parametrize(
    ("page", "asked", "told"),
    [
        ("https://me:pw@a.example/s?key=1#x", "https://a.example/api", "https://a.example/s?key=1"),
        ("https://a.example/s?key=1", "https://b.example/api", "https://a.example/"),
        ("https://a.example/s?key=1", "http://a.example/api", None),
        ("http://a.example:8080/s?key=1", "https://a.example/", "http://a.example:8080/"),
    ],
)
def test_what_other_sites_are_told_of_the_page(page: str, asked: str, told: str | None) -> None:
    assert referer_of(page, asked) == told


def test_bytes_that_come_at_once_are_counted_together() -> None:
    """Two answers of 60 bytes each are under way, and 100 are allowed; other pages' bytes are not its own."""
    crawler = get_crawler(settings_dict={"JAVASCRIPT_MAXSIZE": 100, "JAVASCRIPT_TABS": 1})
    visit = _Visit(Renderer(crawler), HtmlResponse("https://a.example/"), {}, {})

    def comes(request: Asked) -> list[bool]:
        told = crawler.signals.send_catch_log(
            signals.bytes_received, data=b"x" * 60, request=request, dont_log=StopDownload
        )
        return [isinstance(getattr(answer, "value", answer), StopDownload) for _, answer in told]

    first, second = (Asked(f"https://a.example/{n}", meta={"visit": visit}) for n in range(2))
    assert comes(first) == [False]
    assert comes(Asked("https://b.example/")) == [False]
    assert comes(second) == [True]
    visit.end()
    assert comes(second) == []
