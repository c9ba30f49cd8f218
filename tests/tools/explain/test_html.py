"""A reading as one HTML file: nothing of the page runs in it, and it shows what was cut and what was kept."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import html as lxml_html
from rich.cells import cell_len

from crawler.tools.explain import html, plain
from crawler.tools.explain.reading import Reading, read
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


def test_kept_and_cut_parts_are_shown() -> None:
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


def test_nothing_controls_the_terminal() -> None:
    output = "\n".join(plain.lines(reading()))
    assert "\u202e" not in output and "\x1b" not in output


def test_all_candidates_are_shown() -> None:
    output = list(plain.lines(reading()))
    assert "* title    h1             The bridge is closed" in output
    assert "  title    title          The <i>bridge</i> is closed - The Bridge" in output
    assert any(line.startswith("* meta     published") for line in output)


def test_a_page_that_is_not_an_article_says_so() -> None:
    found = read(page("<title>Nothing</title>"))
    assert found.fields == {"refused": found.refusal}
    assert "no article: " in html.html(found)


def test_the_terminal_shows_a_menu_in_one_line_and_cuts_by_columns() -> None:
    body = story("The bridge is closed").replace("<article>", f"<nav><ul>{MENU}</ul></nav><article>")
    output = list(plain.lines(read(page(body.replace("part 1", "東" * 90)))))
    (menu,) = [line for line in output if "Section 3" in line]
    assert menu == f"- {'outside':18} 6 short ones: " + " | ".join(f"Section {n}" for n in range(6))
    (wide,) = [line for line in output if "東" in line]
    assert cell_len(wide) <= 21 + 88


@pytest.mark.parametrize(
    ("file", "remove", "message"),
    [
        (None, (), "this site has no source file"),
        ("a.toml", (), "a.toml: it has no [clean]"),
        (
            "a.toml",
            (".ad", ".x"),
            "a.toml: remove .ad (matches nothing on this page), .x (matches nothing on this page)",
        ),
    ],
)
def test_the_source_of_the_rules_is_shown(file: str | None, remove: tuple[str, ...], message: str) -> None:
    plainly = page(story("The bridge is closed"))
    found = read(replace(plainly, site=replace(plainly.site, remove=remove)), file)
    (line,) = [line for line in plain.lines(found) if line.startswith("  rules")]
    assert message in line and message in html.html(found)
    data = plain.data(found)
    assert (data["source_file"], data["rules"]) == (file, {"remove": list(remove)} if remove else {})


def test_a_date_of_something_else_is_not_the_one_taken() -> None:
    found = read(page(story("The bridge is closed")))
    (taken,) = [each for each in found.evidence if found.is_published(each)]
    other = replace(taken, own=False)
    assert not found.is_published(other) and not found.is_published(replace(taken, role="modified"))
