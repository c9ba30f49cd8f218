"""Pages of a tag or section made of excerpts, and articles that resemble them."""

# ruff: noqa: E501 - markup of one shape in one line

import pytest

from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.text import clean, no_article

SITE = Site(name="site", url="https://kystposten.example/")
STORIES = (
    ("Dige hæves en meter", "Havnen vil hæve det nordlige dige en meter før vinteren. Bølgerne kom over muren fjorten dage i fjor, mere end i fem år tilsammen."),
    ("Lodserne vil have en båd til", "Lodserne siger, at en båd ikke er nok. Da den var på værft i oktober, ventede tre skibe ude ved baren i halvanden nat."),
    ("Kranen, ingen ville købe", "For tredje gang har ingen budt på den gamle dampkran. Museet vil gerne have den foræret, men kan ikke betale for flytningen."),
    ("Sæler og garn", "Fiskerne og naturfredningen er enige om et forsøg med garn, som sæler ikke kan rive i stykker. Tolv både er med fra januar."),
    ("Natmarked på kajen", "Tredive boder, to orkestre og et bål: natmarkedet er tilbage fem fredage før jul, og færgen sejler til midnat."),
    ("Hvad dykkerne fandt", "Et eftersyn af havnebassinet har fundet to ankre, et tomt pengeskab og enogfyrre cykler, som nu skal renses."),
)  # fmt: skip
ENTRY = '<article><header><h2><a href="/n/{at}">{title}</a></h2><span>af {name}</span> <time>{day}</time></header><div><p>{text}</p></div>{more}</article>'
MORE = '<footer><a href="/n/{at}">Læs videre</a></footer>'
PAGER = '<nav><span>1</span><a href="/havn/page/2/">2</a><a href="/havn/page/3/">3</a></nav>'
OWN = "".join(
    f"<p>{text} Det siger havnen i dag, og borgmesteren er enig i det meste.</p>" for _, text in STORIES
)
LONG = "Seks nyheder fra havnen, du måske gik glip af i denne uge"


def rows(shape: str) -> str:
    names = ("Ane Holm", "Per Lund", "Jo Dal")
    return "".join(
        shape.format(title=title, text=text, at=900 + at, name=names[at % 3], day=f"2026-11-{18 - at}")
        for at, (title, text) in enumerate(STORIES)
    )


def reason(body: str, path: str) -> str | None:
    head = '<title>Havn - Kystposten</title><meta property="og:type" content="article">'
    page = f"<html lang=da><head>{head}</head><body><nav><a href=/>Kystposten</a><a href=/havn/>Havn</a></nav><main>{body}</main>"
    doc = parse(page.encode(), f"https://kystposten.example{path}", "text/html; charset=utf-8")
    return no_article(doc, clean(doc, SITE, Hints()))


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Havn</h1><p>Alle vores historier om havnen og bådene.</p>" + rows(ENTRY.replace("{more}", MORE)) + PAGER,
        "<h1>Havn</h1>" + rows(ENTRY.replace("{more}", "")) + PAGER,
        "<h1>Havn</h1><p>Alle vores historier om havnen, bådene og dem, der arbejder på vandet.</p>" + rows(ENTRY.replace("{more}", "")) + PAGER,
        "<h1>Emne: havn</h1>" + rows('<div class=p><h3><a href="/n/{at}">{title}</a></h3><p>{text}</p><span>{day}</span></div>') + '<div><a href="/havn/?page=2">2</a></div>',
        "<h1>Havn</h1><ul>" + rows('<li><h3><a href="/n/{at}">{title}</a></h3><p>{text} <a href="/n/{at}">Mere »</a></p></li>') + "</ul>",
        "<h1>Havn</h1>" + rows(ENTRY.replace("{more}", "")) + '<nav><a rel=next href="/havn/page/2/">Ældre indlæg</a></nav>',
    ],
)  # fmt: skip
def test_a_list_of_excerpts(body: str) -> None:
    assert reason(body, "/havn/") == "section"


@pytest.mark.parametrize(
    "body",
    [
        f"<article><h1>{LONG}</h1>{OWN}</article><section>{rows(ENTRY.replace('{more}', MORE))}</section>",
        f"<h1>{LONG}</h1><p>{OWN[3:90]}</p>{rows('<h2>{title}</h2><p>{text}</p>')}",
        f'<article><h1>{LONG}</h1><p>{OWN[3:90]}</p>{rows("<h2><a href=/n/{at}>{title}</a></h2><p>{text}</p>")}</article>',
        f'<article><h1>{LONG}</h1>{OWN}<div><a href="?page=2">2</a> <a href="?page=3">3</a></div></article>',
        f'<article><h1>{LONG}</h1><p>{OWN[3:90]}</p>{rows("<h2><a href=/n/{at}>{title}</a></h2><p>{text}</p><p>{text}</p>")}{PAGER}</article>',
    ],
)  # fmt: skip
def test_an_article_with_headings_or_parts(body: str) -> None:
    assert reason(body, "/a/seks-nyheder-fra-havnen-uge-46") is None
