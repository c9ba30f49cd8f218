"""Documents with a long run of one mark in every place that is read, to find patterns with quadratic cost."""

from __future__ import annotations

import json

from tests.fuzz.chain import Case

UNITS = (
    *(
        " ",
        "\u00a0",
        "\n",
        "\t",
        "a",
        "A",
        "9",
        "é",
        "م",
        "年",
        "٣",
        "-",
        ".",
        ",",
        ":",
        ";",
        "|",
        "·",
        "»",
        "…",
    ),
    *(
        "(",
        "[",
        "{",
        "<",
        ">",
        "&",
        "#",
        "@",
        "%",
        "=",
        "/",
        "\\",
        "*",
        "'",
        "+",
        "_",
        "!",
        "?",
        "、",
        "\u200c",
    ),
    *(
        "a ",
        "A ",
        "Aa ",
        "Aa-",
        "A. ",
        "a-",
        "a/",
        "a,",
        "9 ",
        "9.",
        "1:",
        "9-",
        "9/",
        "a9",
        "By ",
        "and ",
        ", ",
    ),
    *(
        "-->",
        "<!--",
        "]]>",
        "*/",
        "/*",
        "//\n",
        "{}",
        "},",
        "[]",
        "&#",
        "&amp;",
        "http://",
        "on ",
        "in ",
        "://a",
    ),
    *("2026-", "5 Dec ", "5 December 2023 ", "12:00 ", "am ", "GMT ", "ago ", "a@", "#a ", "a.b", "Mr ", '"'),
    *(
        " -",
        " |",
        " :",
        " ;",
        " ,",
        " /",
        " }",
        " \n",
        " >",
        " »",
        " (",
        " …",
        ". ",
        "? ",
        "-a ",
        "((a",
        "a |",
    ),
)
SIZE = 50_000
"""Characters of the longest runs; documents with many texts have shorter ones."""
_LINE = "The lift bridge over the harbour opened on Monday, and half of the town came to see it open."
_KIND = {"json": "feed", "broken": "feed", "sitemap, broken": "sitemap"}
_TYPE = "text/html; charset=utf-8"


def documents(unit: str, size: int = SIZE) -> tuple[Case, ...]:
    """Return a page, a feed in XML and one in JSON, a sitemap and a robots.txt."""
    run, line, word = (unit * (length // len(unit)) for length in (size, 900, 3_000))
    made = {
        "page": _page(run, line, word),
        "feed": _feed(_escaped(run)),
        "broken": _feed(run),
        "json": _json_feed(run),
        "sitemap": _sitemap(_escaped(word)),
        "sitemap, broken": _sitemap(word),
        "robots": _robots(run),
    }
    return tuple(
        Case(0, _KIND.get(kind, kind), (repr(unit), kind), _TYPE, text.encode())
        for kind, text in made.items()
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _page(run: str, line: str, word: str) -> str:
    run, line, word = (each.replace('"', "&quot;").replace("<", "&lt;") for each in (run, line, word))
    metas = (
        "description",
        "author",
        "og:title",
        "og:site_name",
        "keywords",
        "article:published_time",
        "date",
    )
    head = "".join(f'<meta name="{name}" content="a{run}!">' for name in metas)
    lines = "".join(
        f"<p>{text}{line}!</p>" for text in ("", "By ", "By Ada Gray ", "5 March 2026 ", "A ") * 4
    )
    links = f'<a href="/{word}!">a{line}!</a><a href="//{word}!"><h3>{line}!</h3></a>' * 20
    classes = "".join(f'<div class="{text}{word}!"><p>{_LINE}</p></div>' for text in ("", "a", "author-"))
    return (
        f"<html><head><title>Lift bridge opens {run} - Herald</title>{head}"
        f'<link rel="canonical" href="/{word}!"><meta property="og:url" content="{word}!">{_data(run, line)}'
        f"<script>{run}!</script><style>{run}!</style></head><body><!-- {run}! -->"
        f"<h1>Lift bridge opens {run}!</h1>{lines}<time datetime='{run}!'>{run}!</time>"
        f"<p class='byline'>By Ada {run}!</p><p>{run}!</p><p>a{run}!</p>"
        f"<p>{_LINE}</p><p>{_LINE} {run} {_LINE}</p>"
        f"<figure><img src='{word}' alt='{run}!'><figcaption>{run}!</figcaption></figure>"
        f"<ul><li>{line}</li></ul>"
        f"{links}{classes}<p>{_LINE}</p><p>{_LINE}</p><p>Published {run}!</p><pre>{run}!</pre></body></html>"
    )


def _data(run: str, line: str) -> str:
    kinds = ("headline", "datePublished", "articleSection", "keywords", "articleBody", "url", "image")
    node = {"@type": "NewsArticle"} | dict.fromkeys(kinds, f"A{run}!")
    node |= {"author": [{"name": f"Ada {line}!"}, run], "inLanguage": run}  # type: ignore[dict-item]
    blocks = (
        json.dumps(node, ensure_ascii=False),
        f"{run}!",
        f"<!-- {run}!",
        f"{{{run}!",
        f"--> {run}!",
        f'{{"a": 1}}{run}{{"a": 2}}!',
        f"{{,{run}!}}",
        f"]]>{run}!",
        f"/* {run}!",
    )
    return "".join(
        f'<script type="application/ld+json">{block.replace("</", "< /")}</script>' for block in blocks
    )


def _feed(run: str) -> str:
    names = ("title", "description", "author", "pubDate", "category", "guid", "dc:creator")
    texts = "".join(f"<{name}>a{run}!</{name}>" for name in names)
    item = f"<item>{texts}<link>https://herald.example/2026/03/bridge</link></item>"
    rss = '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    return (
        f"{rss}<channel><title>{run}!</title><language>{run}</language><ttl>{run}</ttl>{item}</channel></rss>"
    )


def _json_feed(run: str) -> str:
    texts = dict.fromkeys(("title", "content_text", "summary", "date_published", "image", "id"), f"a{run}!")
    item = texts | {"url": "https://herald.example/2026/03/bridge", "tags": [run], "authors": [{"name": run}]}
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": run, "items": [item]})


def _sitemap(word: str) -> str:
    url = f"<url><loc>https://herald.example/2026/{word}!</loc><lastmod>{word}!</lastmod></url>"
    return f"<urlset>{url * 20}</urlset>"


def _robots(run: str) -> str:
    kinds = (
        "",
        "User-agent: ",
        "Disallow: /",
        "Sitemap: ",
        "Crawl-delay: ",
        "Content-Signal: ",
        "Request-rate: ",
    )
    return "\n".join(f"{kind}{run}!" for kind in kinds)
