"""Reads image, language, canonical address and other fields from a page's head."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urljoin, urlsplit, urlunsplit

from lxml import html

from pipelines.items import Hints, Site
from pipelines.markup import Document
from pipelines.markup.scan import Scan
from pipelines.markup.words import with_ascii_digits
from pipelines.text.draft import Draft
from pipelines.text.lines.line_rules import external_id as printed_id
from pipelines.text.metadata import structured
from pipelines.text.metadata.language import begins_in as _begins_in
from pipelines.text.metadata.language import is_same as _same_language
from pipelines.text.metadata.language import read as read_language
from pipelines.urls import same_site, split

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_INDEX_FILE = re.compile(r"(?:index|default|home)\.\w{2,5}$", re.IGNORECASE)
_TAG = re.compile(r"^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$")


def language(doc: Document, site: Site, hints: Hints, box: html.HtmlElement, text: str) -> str | None:
    """Return a BCP 47 tag: the declared language, unless the text is clearly in another one."""
    declared = _declared(doc, site, hints, box)
    if declared and _begins_in(text, declared):
        return declared
    detected = read_language(text)
    return declared if detected is None or (declared and _same_language(declared, detected)) else detected


def _declared(doc: Document, site: Site, hints: Hints, box: html.HtmlElement) -> str | None:
    """Return the language of JSON-LD, the elements around the text, meta tags, the link, or the source."""
    values = (
        structured.text_of(structured.article(doc).get("inLanguage")),
        *(e.get("lang") or e.get(_XML_LANG) or e.get("xml:lang") for e in (box, *box.iterancestors())),
        doc.first_meta("content-language", "language", "og:locale", "dc.language"),
        hints.language,
        site.language,
    )
    return next((tag for value in values if (tag := _language_tag(value))), None)


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


def external_id(doc: Document, scan: Scan, first: int) -> str | None:
    """Return the publisher's number of the article: "News ID: 84451" near the text, or a meta tag."""
    near = scan.pieces[max(0, first - 15) : first + 5]
    pieces = (p for p in (*near, *scan.pieces[first + 5 :]) if p.size < 200 and _DIGIT.search(p.text))
    printed = (printed_id(line) for piece in pieces for line in _PARTS.split(piece.text))
    value = next((number for number in printed if number), None) or doc.first_meta(*_ID_METAS)
    return value if value is None or value.isascii() else with_ascii_digits(value)


_DIGIT = re.compile(r"\d")
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
)


def image(doc: Document, hints: Hints) -> str | None:
    """Return the absolute address of the article's picture; logos and placeholders are left out."""
    values = structured.resolve(doc, structured.article(doc).get("image"))
    raw = [v if isinstance(v, str) else _address(doc, v) for v in values]
    raw += [
        doc.first_meta("og:image", "og:image:url", "twitter:image", "twitter:image:src"),
        hints.image,
    ]
    urls = (_joined(doc, value.replace("&amp;", "&")) for value in raw if value)
    return next((url for url in urls if url.startswith("http") and _is_picture(url)), None)


def _address(doc: Document, image: Mapping[str, object]) -> str | None:
    """Return the address in an ImageObject; if it has only an `@id`, the node with that id is read."""
    address = structured.text_of(image.get("url") or image.get("contentUrl"))
    if address is None and (name := image.get("@id")):
        same = (node for node in structured.every(doc) if node.get("@id") == name)
        addresses = (structured.text_of(node.get("url") or node.get("contentUrl")) for node in same)
        address = next(filter(None, addresses), structured.text_of(name))
    return address


def _is_picture(url: str) -> bool:
    """Return False for a logo, a placeholder, or an id within a page (`/a/b#primaryimage`)."""
    parts = split(url)
    return not parts.fragment and not _LOGO.search(parts.path)


_LOGO = re.compile(
    # Not in "catálogo", "diálogo", "psicologo", "analogous", nor in Logopit, with which people make pictures.
    r"(?<!ta)(?<!ia)(?<!na)(?<!co)(?<!no)(?<!ro)(?<!io)(?<!eo)logo(?!pit|us)|placeholder|default[-_]?(?:image|share|og|wide)|(?:/|og[-_])default\.\w+$|favicon|blank\.|spacer|avatar"
    r"|[-_/]icons?(?:[-_.]|/(?!.*photo))|\.svg$",
    re.I,
)


def is_paywalled(doc: Document) -> bool | None:
    """Return whether the article is paywalled; None if the page does not say."""
    node = structured.article(doc)
    has_part = structured.resolve(doc, node.get("hasPart"))
    parts = [None if isinstance(part, str) else part.get("isAccessibleForFree") for part in has_part]
    for value in (node.get("isAccessibleForFree"), *parts, doc.first_meta("isaccessibleforfree")):
        free = _free(value)
        if free is not None:
            return not free
    tier = (doc.first_meta("article:content_tier", "cxenseparse:articleaccess") or "").lower()
    return {"free": False, "locked": True, "metered": True}.get(tier)


def _free(value: object) -> bool | None:
    """Read `true`, "True", 1, "http://schema.org/False" and the like; None for other values."""
    if isinstance(value, list):
        value = next(iter(value), None)
    word = str(value).strip().lower().rsplit("/", 1)[-1]
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(word)


def canonical_url(doc: Document) -> str | None:
    """Return the page's canonical address; None if that is on another site, a home page or a section."""
    for value in _own_addresses(doc):
        url = _joined(doc, value)
        if url and _is_page(url) and same_site(url, doc.url) and not _is_section(url, doc.url):
            return url
    return None


def stated_url(doc: Document) -> str | None:
    """Return the address that a page of unknown address gives as its own; None if it gives no whole one."""
    for value in _own_addresses(doc):
        parts = split(value.strip())
        if parts.scheme in {"http", "https"} and parts.hostname:
            return _joined(doc, value) or None
    return None


def _own_addresses(doc: Document) -> Iterator[str]:
    links = [e.get("href") for e in doc.elements["link"] if (e.get("rel") or "").lower() == "canonical"]
    yield from filter(None, (*links, doc.first_meta("og:url")))


_DAY_FOLDER = re.compile(r"/(?:19|20)\d\d(?:/\d{1,2}){0,2}/?$")


def _is_section(url: str, page: str) -> bool:
    """Return True if `url` looks like a section and the page's address like an article.

    Some templates give every page its section as canonical address: `/news/2024/05/a-long-name.html` names
    `/news/`. The address of an article has a number, several words, or the ending of a document.
    """
    page_parts, named_parts = split(page), split(url)
    is_bare = not named_parts.query or (
        named_parts.path in ("", "/") and not any(map(str.isdigit, named_parts.query))
    )
    return is_bare and _is_like_section(named_parts.path) and not _is_like_section(page_parts.path)


def _is_like_section(path: str) -> bool:
    if _DAY_FOLDER.search(path):
        return True
    name = path.rstrip("/").rpartition("/")[2]
    is_document = re.search(r"\.\w{2,5}$", name) and not _INDEX_FILE.match(name)
    words = re.findall(r"[^\W\d_]+", name)
    return not is_document and not any(map(str.isdigit, name)) and len(words) < 3 and name.isascii()


def _joined(doc: Document, value: str) -> str:
    """Return an address made absolute; "" if it is not valid (`http://[`)."""
    try:
        return urlunsplit(urlsplit(urljoin(doc.url, value.strip())))
    except ValueError:
        return ""


def _is_page(url: str) -> bool:
    """Return True for a web address that is not a home page."""
    parts = split(url)
    return parts.scheme in {"http", "https"} and bool(parts.path.strip("/") or parts.query)


def types(doc: Document) -> tuple[str, ...]:
    """Return og:type and the JSON-LD types in lower case, each once."""
    names = [t.lower() for t in doc.meta.get("og:type", ())] + [
        t for node in doc.jsonld for t in structured.types(node)
    ]
    return tuple(dict.fromkeys(names))


def teasers(doc: Document, draft: Draft) -> int:
    """Return how many headings of the article's box lead to other pages of the site.

    If the page has little text, headings outside the box count too.
    """
    here = split(doc.url)
    scan, is_bare = draft.scan, sum(draft.scan.pieces[at].size for at in draft.kept()) < 400
    places = (
        range(len(scan.pieces)) if is_bare else range(scan.boxes[draft.box].first, scan.boxes[draft.box].last)
    )
    headings = (at for at in places if scan.pieces[at].link_share > 0.8 and draft.tag(at) in _TEASED)
    boxes = {scan.pieces[at].box for at in headings if draft.verdict(at) in _SHOWN}
    links = {href for index in boxes if (href := _href(scan.boxes[index].element))}
    urls = (split(_joined(doc, href)) for href in links)
    return sum(
        url.hostname == here.hostname and url.path.rstrip("/") != here.path.rstrip("/") for url in urls
    )


_SHOWN = frozenset((None, "card", "picture", "meta"))
_TEASED = frozenset(("h1", "h2", "h3", "h4"))


def _href(element: html.HtmlElement) -> str | None:
    around = (e.get("href") for e in element.iterancestors("a"))
    return next((e.get("href") for e in element.iter("a") if e.get("href")), None) or next(around, None)
