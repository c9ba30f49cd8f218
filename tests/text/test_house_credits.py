"""What the page prints is weighed against a publisher, a login or a desk in its head."""

import json
from typing import Any

import pytest

from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.text import clean
from tests.text.byline_pages import authors

SITE = Site(name="The Moor Echo", url="https://moorecho.example/")
HEAD = "Flood cuts the valley off from the coast"
PROSE = (
    "<p>The council met on Monday for the first time since the flood, and sat until the lamps were lit.</p>"
)
JA_PROSE = (
    "<p>市議会は月曜日、洪水の後で初めて開かれ、議員らは夜遅くまで堤防の修理について話し合いを続けた。</p>"
)


def with_node(author: Any, above: str = "", below: str = "", prose: str = PROSE) -> list[str]:
    node = json.dumps({"@type": "NewsArticle", "headline": HEAD, "author": author})
    head = f"<head><title>{HEAD}</title><script type='application/ld+json'>{node}</script></head>"
    page = f"{head}<body><article><h1>{HEAD}</h1>{above}<div>{prose * 3}{below}</div></article></body>"
    return list(
        clean(parse(page.encode(), "https://moorecho.example/a/b", "text/html"), SITE, Hints()).authors
    )


ORGANISATION = {"@type": "Organization", "name": "Valley Publishing"}
JA_HOUSE = {"@type": "Organization", "name": "川辺新聞社"}
JA_SIGNED = "<p>予算案は九月の議会に提出される予定だ。（日比谷奏介）</p>"


@pytest.mark.parametrize(
    ("author", "above", "below", "prose", "names"),
    [
        (JA_HOUSE, "", JA_SIGNED, JA_PROSE, ["日比谷奏介"]),
        (JA_HOUSE, "", "", JA_PROSE, ["川辺新聞社"]),
        (ORGANISATION, "<p>By Ann Lee</p>", "", PROSE, ["Ann Lee"]),
        (ORGANISATION, "", "", PROSE, ["Valley Publishing"]),
        (ORGANISATION, "<p class=byline>© dpa-picture</p>", "", PROSE, ["Valley Publishing"]),
        (
            JA_HOUSE,
            "<div class=author><span>陳大文</span><span>川辺新聞</span><span>订阅</span></div>",
            "",
            PROSE,
            ["陳大文"],
        ),
        # a login
        ("ann", "<p>By <a href=/author/ann/>Ann Lee</a></p>", "", PROSE, ["Ann Lee"]),
        ("fenwren", "<p>By <a href=/author/fenwren/>Ann Lee</a></p>", "", PROSE, ["Ann Lee"]),
        ("alee", "<p>By Ann Lee</p>", "", PROSE, ["Ann Lee"]),
        ("fenwren", "", "", PROSE, ["fenwren"]),
    ],
)
def test_who_is_printed_wins_over_a_house_or_a_login(
    author: Any, above: str, below: str, prose: str, names: list[str]
) -> None:
    assert with_node(author, above, below, prose) == names


@pytest.mark.parametrize(
    ("language", "above", "names"),
    [
        # a Chinese reporter with the place of the report
        ("zh", "<div><span>2026/03/02 09:15</span><span>記者 陳大文／山腳鎮報導</span></div>", ["陳大文"]),
        ("zh", "<div><span>2026/03/02 09:15</span><span>記者陳大文／綜合報導</span></div>", ["陳大文"]),
        # a Thai name is long
        (
            "th",
            "<div><span>โดย</span> <a href=/author/k>กัลยาณี ศรีสุวรรณรัตน์</a> <span>2 มีนาคม 2569</span></div>",
            ["กัลยาณี ศรีสุวรรณรัตน์"],
        ),
        # a link to an author's page
        (
            "hu",
            "<div><a href=/szerzo/kis-anna>Kis Anna</a> <span>2026. március 2. 09:15</span></div>",
            ["Kis Anna"],
        ),
        (
            "fi",
            "<div><a href=/kirjoittaja/anna-kivi>Anna Kivi</a> <span>2.3.2026</span></div>",
            ["Anna Kivi"],
        ),
        (
            "tr",
            "<div><a href=/yazar/selin-aydin>Selin Aydın</a> <span>02.03.2026</span></div>",
            ["Selin Aydın"],
        ),
        # the photographer of a gallery
        ("en", "<p class=credits><b>Kofi Asante</b>, <i>Moor</i> | 2 March 2026</p>", ["Kofi Asante"]),
        # a desk, where nobody is named
        ("ca", "<div class=autor>Redacció</div>", ["Redacció"]),
        ("es", "<div class=firma>Redacción</div>", ["Redacción"]),
        ("ca", "<div class=autor>Redacció</div><p>Per Anna Puig</p>", ["Anna Puig"]),
        ("ca", "<div>Redacció</div>", []),
        ("de", "<div class=autor>Wirtschaft</div>", []),
    ],
)
def test_printed(language: str, above: str, names: list[str]) -> None:
    assert authors(above, language=language) == names
