"""A reading as one HTML file: nothing of the page runs in it, and what was cut is told from what was kept."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from lxml import html as lxml_html

from crawler.explain import html, plain
from crawler.explain.reading import Reading, read
from pipelines.items import Page, Site
from tests.spiders.test_news import story

URL = "https://bridge.example/2024/03/01/closed"
MENU = "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(6))
EVIL = (
    '<p>The mayor said <b>it</b> &lt;script&gt;alert("x")&lt;/script&gt; was'
    " \u202ereversed\u202c over and done with.</p>"
)


def page(body: str) -> Page:
    site = Site(name="bridge", url="https://bridge.example/")
    when = datetime(2024, 3, 2, tzinfo=UTC)
    return Page(url=URL, body=body.encode(), content_type="text/html", fetched_at=when, site=site)


def reading() -> Reading:
    body = story("The <i>bridge</i> is closed").replace("<article>", f"<nav><ul>{MENU}</ul></nav><article>")
    end = EVIL + '<p class="newsletter">Sign up for our newsletter</p></article>'
    return read(page(body.replace("</article>", end)))


def test_what_was_kept_and_what_was_cut_is_shown() -> None:
    tree = lxml_html.fromstring(html.html(reading()))
    kept = [li.text_content() for li in tree.xpath("//li[@class='kept']")]
    cut = [li.text_content() for li in tree.xpath("//li[@class='cut']")]
    assert sum("part" in text for text in kept) == 6
    assert any("Sign up for our newsletter" in text for text in cut)
    assert tree.xpath("//summary/text()") == ["6 blocks cut: outside"]
    assert "2024-03-01T07:00:00Z" in tree.text_content()


def test_the_file_needs_nothing_else_and_runs_nothing() -> None:
    text = html.html(reading())
    assert "<script" not in text
    assert "&lt;script&gt;alert(" in text
    assert re.findall(r"(?:src|href)=|url\(", text) == []
    assert "default-src 'none'" in text


def test_nothing_steers_the_terminal() -> None:
    told = "\n".join(plain.lines(reading()))
    assert "\u202e" not in told and "\x1b" not in told


def test_what_was_to_choose_from_is_shown() -> None:
    told = list(plain.lines(reading()))
    assert "* title    h1             The bridge is closed" in told
    assert "  title    title          The <i>bridge</i> is closed - The Bridge" in told
    assert any(line.startswith("* meta     published") for line in told)


def test_a_page_that_is_no_article_says_so() -> None:
    found = read(page("<title>Nothing</title>"))
    assert found.fields == {"refused": found.refusal}
    assert "no article: " in html.html(found)
