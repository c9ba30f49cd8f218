"""Section, tags, image, language and the rest that a page says of its article in its head."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from html import unescape
from urllib.parse import urljoin, urlsplit, urlunsplit

from lxml import html

from pipelines.items import Hints, Site
from pipelines.markup import Document
from pipelines.text import structured
from pipelines.text.draft import Draft
from pipelines.text.language import alike as _same_language
from pipelines.text.language import read as read_language
from pipelines.text.lexicon import load
from pipelines.text.lines import external_id as printed_id
from pipelines.text.scan import Scan
from pipelines.text.words import fold, tidy

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TAG = re.compile(r"^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$")


def language(doc: Document, site: Site, hints: Hints, box: html.HtmlElement, text: str) -> str | None:
    """A BCP 47 tag: what is declared, unless the article's text is clearly in another language."""
    said, read = _declared(doc, site, hints, box), read_language(text)
    if read is None or (said and _same_language(said, read)):
        return said
    return read


def _declared(doc: Document, site: Site, hints: Hints, box: html.HtmlElement) -> str | None:
    """JSON-LD, the elements around the text, meta, then what the link and the source say."""
    said = (
        structured.text_of(structured.article(doc).get("inLanguage")),
        *(e.get("lang") or e.get(_XML_LANG) or e.get("xml:lang") for e in (box, *box.iterancestors())),
        doc.first_meta("content-language", "language", "og:locale", "dc.language"),
        hints.language,
        site.language,
    )
    return next((found for value in said if (found := _language_tag(value))), None)


def _language_tag(value: str | None) -> str | None:
    value = (value or "").split(",")[0].strip()
    if not _TAG.match(value):
        return None
    first, *rest = value.replace("_", "-").split("-")
    return "-".join(
        [
            first.lower(),
            *(part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part for part in rest),
        ]
    )


def section(doc: Document, scan: Scan, title: str | None, first: int) -> str | None:
    """The part of the site that the article stands in, as the page names it."""
    value = structured.article(doc).get("articleSection")
    said = [
        structured.text_of(value),
        doc.first_meta("article:section", "section", "cxenseparse:section"),
        *reversed(_crumbs(doc)),
        _printed_crumb(scan, first),
    ]
    found = (tidy(unescape(v)) for v in said if v and not v.startswith("http"))
    own = {fold(title or ""), fold(doc.url)}
    return next((v for v in found if 1 < len(v) < 60 and fold(v) not in own and _names_a_part(v)), None)


def _names_a_part(text: str) -> bool:
    """Neither a button nor a placeholder, nor code or an arrow."""
    return (
        fold(text) not in _nothing()
        and text[0].isalnum()
        and text[-1] not in "→»›<>(={;"
        and fold(text) != ""
    )


def _crumbs(doc: Document) -> list[str]:
    """Names in the page's BreadcrumbList but the last, which is the article."""
    for node in structured.every(doc):
        if "breadcrumblist" in structured.types(node):
            items = structured.resolve(doc, node.get("itemListElement"))
            names = [_crumb_name(item) for item in items if isinstance(item, dict)]
            return [name for name in names[1:] if name]
    return []


def _crumb_name(item: Mapping[str, object]) -> str | None:
    inner = item.get("item")
    return structured.text_of(item.get("name")) or (
        structured.text_of(inner.get("name")) if isinstance(inner, dict) else None
    )


def _printed_crumb(scan: Scan, first: int) -> str | None:
    """The last name of a line such as "Home › Culture" above the first sentence."""
    for piece in scan.pieces[: min(60, first)]:
        code = scan.boxes[piece.box].tag in {"pre", "code"}
        if not code and piece.size < 80 and (parts := _ARROWS.split(piece.text))[1:]:
            return parts[-1]
    return None


_ARROWS = re.compile(r"\s(?:<<|>>|»|«|›|‹|→)\s")


def external_id(doc: Document, scan: Scan, first: int) -> str | None:
    """The publisher's own number of the article: printed with its label near the text, or in a meta tag."""
    near = scan.pieces[max(0, first - 15) : first + 5]
    pieces = (piece for piece in (*near, *scan.pieces[first + 5 :]) if piece.size < 200)
    printed = (printed_id(line) for piece in pieces for line in _PARTS.split(piece.text))
    return next((found for found in printed if found), None) or doc.first_meta(*_ID_METAS)


_PARTS = re.compile(r"\n|\s[|·•]\s")
_ID_METAS = (
    "article:id",
    "articleid",
    "article_id",
    "article-id",
    "cxenseparse:articleid",
    "cxenseparse:recs:articleid",
    "newsid",
    "news_id",
    "contentid",
    "bt:id",
    "vr:articleid",
)


def tags(doc: Document, hints: Hints) -> tuple[str, ...]:
    """Keywords in the page's order, each once."""
    value = structured.article(doc).get("keywords")
    said = value if isinstance(value, list) else [value] if isinstance(value, str) else []
    words = (
        _words(v for v in said if isinstance(v, str))
        or _words(doc.meta.get("article:tag", ()))
        or _words(doc.meta.get("news_keywords", doc.meta.get("keywords", ())), joined=True)
        or _words(hints.tags)
    )
    seen: dict[str, str] = {}
    for word in map(tidy, words):
        if 0 < len(word) < 80 and word.casefold() not in _nothing():
            seen.setdefault(word.casefold(), word)
    return tuple(seen.values())


def _words(values: Iterable[str], *, joined: bool = False) -> list[str]:
    """Single values; a lone one, or any of a field that is `joined`, holds several with commas between."""
    said = [unescape(value) for value in values]
    if not joined and (len(said) > 1 or any(map(_AND.search, said))):
        return said
    return [word for value in said for word in _COMMAS.split(value)]


_AND = re.compile(r",\s*(?:&|and)\s")  # "Business, Finance, & Economics" is one
_COMMAS = re.compile("[,،、;]")


@cache
def _nothing() -> frozenset[str]:
    """Words that name no topic and no part of a site."""
    return frozenset(word for words in load("labels")["nothing"].values() for word in words)


def image(doc: Document, hints: Hints) -> str | None:
    """The article's picture, absolute; a logo or a placeholder is none."""
    values = structured.resolve(doc, structured.article(doc).get("image"))
    said = [
        v if isinstance(v, str) else structured.text_of(v.get("url") or v.get("contentUrl") or v.get("@id"))
        for v in values
    ]
    said += [doc.first_meta("og:image", "og:image:url", "twitter:image", "twitter:image:src"), hints.image]
    urls = (_joined(doc, value) for value in said if value)
    return next(
        (url for url in urls if url.startswith("http") and not _LOGO.search(urlsplit(url).path)), None
    )


_LOGO = re.compile(r"logo|placeholder|default[-_]?(?:image|share|og)|favicon|blank\.|spacer|avatar", re.I)


def is_paywalled(doc: Document) -> bool | None:
    """True or False where the page says so, else None."""
    value = structured.article(doc).get("isAccessibleForFree")
    if value is None:
        tier = (doc.first_meta("article:content_tier", "cxenseparse:articleaccess") or "").lower()
        return {"free": False, "locked": True, "metered": True}.get(tier)
    return str(value).strip().lower().rsplit("/", 1)[-1] in {"false", "0", "no"}


def canonical_url(doc: Document) -> str | None:
    """The address that the page names its own: same site, never the home page; else None."""
    links = [e.get("href") for e in doc.tree.iter("link") if (e.get("rel") or "").lower() == "canonical"]
    for value in (*links, doc.first_meta("og:url")):
        url = _joined(doc, value) if value else ""
        if url and _same_site(url, doc.url):
            return url
    return None


def _joined(doc: Document, value: str) -> str:
    """An address made absolute; '' where it is none (`http://[`)."""
    try:
        return urlunsplit(urlsplit(urljoin(doc.url, value.strip())))
    except ValueError:
        return ""


def _same_site(url: str, page: str) -> bool:
    there, here = urlsplit(url), urlsplit(page)
    if there.scheme not in {"http", "https"} or (not there.path.strip("/") and not there.query):
        return False
    hosts = [(u.hostname or "").removeprefix("www.") for u in (there, here)]
    return bool(hosts[0]) and (hosts[0] == hosts[1] or hosts[0].split(".")[-2:] == hosts[1].split(".")[-2:])


def types(doc: Document) -> tuple[str, ...]:
    """og:type and JSON-LD types in lower case, each once."""
    found = [t.lower() for t in doc.meta.get("og:type", ())] + [
        t for node in doc.jsonld for t in structured.types(node)
    ]
    return tuple(dict.fromkeys(found))


def teasers(doc: Document, draft: Draft) -> int:
    """How many headings of the article's box, or of a bare page, lead to other pages of the site."""
    here = urlsplit(doc.url)
    scan, bare = draft.scan, sum(draft.scan.pieces[at].size for at in draft.kept()) < 400
    held = range(len(scan.pieces)) if bare else range(scan.boxes[draft.box].first, scan.boxes[draft.box].last)
    heads = (at for at in held if scan.pieces[at].link_share > 0.8 and draft.tag(at) in _TEASED)
    boxes = {scan.pieces[at].box for at in heads if draft.verdict(at) in _SHOWN}
    links = {href for index in boxes if (href := _href(scan.boxes[index].element))}
    urls = (urlsplit(_joined(doc, href)) for href in links)
    return sum(
        url.hostname == here.hostname and url.path.rstrip("/") != here.path.rstrip("/") for url in urls
    )


_SHOWN = frozenset((None, "card", "picture", "meta"))
_TEASED = frozenset(("h1", "h2", "h3", "h4"))


def _href(element: html.HtmlElement) -> str | None:
    around = (e.get("href") for e in element.iterancestors("a"))
    return next((e.get("href") for e in element.iter("a") if e.get("href")), None) or next(around, None)
