"""Recognises pages that are not articles by their content: lists, shops, calculators, pictures, comments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from urllib.parse import urlsplit

from lxml import html

from pipelines.items import Story
from pipelines.markup import Document
from pipelines.markup.lexicon import load, own_titles
from pipelines.markup.words import fold, size_of
from pipelines.text.boxes.neighbours import lists
from pipelines.text.boxes.teasers import excerpts, is_under_text
from pipelines.text.metadata import structured
from pipelines.text.refusals.forecast import is_forecast

_MOSTLY = 0.8  # of the text, or of a line's characters in links
_SECTION_WORDS = 3
"""The name of a section has at most this many words."""
_PICTURE_CHARS = 400  # characters; a page with one picture has fewer
_SHOP_CHARS = 2_500  # characters; a shop's page has fewer
_FIELDS = 3
_CODES = (
    "eur|usd|gbp|chf|rub|uah|try|inr|pln|czk|sek|nok|dkk|huf|ron|brl|jpy|cny|krw|aud|cad|tl|zł|kč|kr|ft|lei"
    "|руб|грн"
)
_PRICE = re.compile(rf"\d.*(?:[$€£¥₽₹₺₴]|\b(?:{_CODES})\b)|(?:[$€£¥₽₹₺₴]|\b(?:{_CODES})\b).*\d", re.I)
_PRICE_PIECES = 12  # a price is searched in this many pieces after the headline
_OF_FORMS = re.compile(
    r"mail|name|author|url|comment|search|query|password|user|phone|^lang|locale|^[qs]$", re.I
)


def kind_of_page(doc: Document, story: Story) -> str | None:
    """Return `section`, `comments`, `service` or `gallery` for such a page; None for all others.

    Each kind needs more than one sign. A page with an author can only be `section` or `comments`.
    """
    others, size = _list_of_others(doc, story), size_of(story.text)
    if others or story.authors:
        return others
    if _is_directory(story):
        return "section"
    is_small_service = size < _SHOP_CHARS and (_sells(doc) or _computes(doc, story))
    is_notice = _offers_work(doc) or _is_vacancy(doc, story) or _announces_event(doc, story)
    if is_small_service or is_notice or is_forecast(doc, story):
        return "service"
    return "gallery" if size < _PICTURE_CHARS and _is_attachment(doc) else None


def _list_of_others(doc: Document, story: Story) -> str | None:
    """Return `section` or `comments` if most of the text is teasers of other pages, or readers' comments."""
    text_size = sum(map(size_of, story.paragraphs))
    title = fold(story.title or "")
    is_title_linked = {p.link_share > _MOSTLY for p in doc.scan.pieces if title and fold(p.text) == title}
    has_headline = len(title.split()) > _SECTION_WORDS and is_title_linked != {
        True
    }  # a numbered list of entries has a headline, too
    for rule, texts in lists(doc.scan, doc.url, anywhere=not has_headline).items():
        in_list = sum(size_of(text) for text in story.paragraphs if text in texts)
        if in_list > _MOSTLY * text_size > 0:
            return "comments" if rule == "comments" else "section"
    return None


def is_list_of_excerpts(doc: Document, story: Story) -> bool:
    """Return True if most of the text is excerpts with a "Read more" each, or some of it and only a shorter
    text follows them, as about the section."""
    listed, pieces = excerpts(doc.scan, doc.url), doc.scan.pieces
    if not listed:
        return False
    texts = [pieces[at].text for each in listed for at in each]
    sizes = [(size_of(p), any(text.startswith(p) for text in texts)) for p in story.paragraphs]
    shown, own = (sum(size for size, is_in in sizes if is_in is kind) for kind in (True, False))
    is_all = shown > _MOSTLY * (shown + own)
    is_before = not is_under_text(doc.scan, doc.url, listed[0].start) and own < sum(map(len, texts))
    return shown > 0 and (is_all or is_before)


def _is_directory(story: Story) -> bool:
    """Return True if most of a text is lines that begin with the address of a site: links by subject.

    "Trains.example is run by two teachers" is a sentence about a site, and "1.Sagan (SVK) 4 h" a result.
    """
    lines = [line for paragraph in story.paragraphs for line in paragraph.split("\n")]
    links = [(match[1].casefold(), line) for line in lines if (match := _ADDRESS.match(line))]
    size = sum(len(line) for _, line in links)
    is_most = len(links) > _OF_LINES * len(lines) and size > _OF_LINES * sum(map(len, lines))
    return is_most and len({host for host, _ in links}) >= max(_SITES, _OF_LINES * len(lines))


_ADDRESS = re.compile(
    r"[\W_]*(?:[Hh]ttps?://)?((?:[\w-]{1,63}\.){0,4}(?=[\d-]*[^\W\d])[\w-]{1,63}\.[a-z]{2,12})(?![\w.@])(?!\s+\w)"
)
_SITES, _OF_LINES = 8, 0.5
"""Different sites, and the share of lines and letters; "www.a.example > Tools" may go on."""


def is_about_site(doc: Document, story: Story) -> bool:
    """Return True if a page at a short address has a title that sites give to pages about themselves."""
    if fold(story.title or "") not in own_titles():
        return False
    parts = urlsplit(doc.url).path.strip("/").split("/")
    return len(parts) <= _SHALLOW and not any(map(str.isdigit, parts[-1]))


_SHALLOW = 2  # parts of an address; an article with such a title has more parts or a number


def _is_vacancy(doc: Document, story: Story) -> bool:
    """Return True for a job advertisement: two of its usual headings and a button to apply."""
    headings = {fold(text) for text in story.paragraphs if len(text) < _PRICE_CHARS}
    kinds = sum(not headings.isdisjoint(_words(kind)) for kind in ("duties", "requirements", "applying"))
    buttons = (e.text_content() for e in doc.tree.iter("a", "button"))
    return kinds == _VACANCY or (kinds == _VACANCY - 1 and any(_begins(text, "apply") for text in buttons))


_VACANCY = 3  # signs; an article on jobs may have two of them


def _begins(text: str, kind: str) -> bool:
    folded = fold(text[:_PRICE_CHARS])
    return any(folded == word or folded.startswith(f"{word} ") for word in _words(kind))


def _sells(doc: Document) -> bool:
    types = {kind for kind in doc.meta.get("og:type", ()) if "product" in kind.lower()}
    product = bool(types) or any("Product" in str(node.get("@type")) for node in doc.jsonld)
    cart = _has_words(doc, "cart")
    return product + _has_price(doc) + cart > 1


def _has_price(doc: Document) -> bool:
    """Return True if a short line below the headline has a number and a currency."""
    pieces = doc.scan.pieces
    head = next((at for at, p in enumerate(pieces) if doc.scan.boxes[p.box].tag == "h1"), 0)
    return any(p.size < _PRICE_CHARS and _PRICE.search(p.text) for p in pieces[head : head + _PRICE_PIECES])


def is_offer(doc: Document, size: int) -> bool:
    """Return True for a page without signs of an article that has a price, and in the box of its headline a
    field to choose what is ordered."""
    if size >= _SHOP_CHARS or not _has_price(doc):
        return False
    boxes = doc.tree.xpath("//h1[1]/ancestor::*[self::article or self::section or self::form][1]")
    return any(True for box in boxes for _ in _value_fields(box.iter("select", "input")))


def _offers_work(doc: Document) -> bool:
    """Return True for the page of one job: structured data with its employer, and none of an article."""
    kinds = [str(node.get("@type")) for node in doc.jsonld]
    jobs = [node for node, kind in zip(doc.jsonld, kinds, strict=True) if "JobPosting" in kind]
    return len(jobs) == 1 and "hiringOrganization" in jobs[0] and not any("Article" in kind for kind in kinds)


def _announces_event(doc: Document, story: Story) -> bool:
    """Return True for the page of one event: structured data with its place and this title, and none of an
    article."""
    events = [node for node in doc.jsonld if any(kind.endswith("event") for kind in structured.types(node))]
    if len(events) != 1 or any(map(structured.is_article, doc.jsonld)):
        return False
    (event,) = events
    name = fold(structured.text_of(event.get("name")) or "")
    return {"startDate", "location"} <= event.keys() and bool(name) and name == fold(story.title or "")


_PRICE_CHARS = 60  # characters; a price has fewer


def _has_words(doc: Document, kind: str) -> bool:
    """Return True if a button has one of these words."""
    buttons = doc.tree.iter("button", "input", "a")
    return any(fold(e.get("value") or e.text_content()[:_PRICE_CHARS]) in _words(kind) for e in buttons)


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(fold(word) for words in load("labels")[kind].values() for word in words)


def _computes(doc: Document, story: Story) -> bool:
    """Return True if the title names a tool, and a form asks for values, not for personal data."""
    title = fold(story.title or "")
    if not any(word in title for word in _words("tool")):
        return False
    fields = (
        e for form in doc.tree.iter("form") for e in _value_fields(form.iter("input", "select", "textarea"))
    )
    return sum(1 for _ in fields) >= _FIELDS


def _value_fields(fields: Iterable[html.HtmlElement]) -> Iterator[html.HtmlElement]:
    hidden = {"hidden", "submit", "button", "checkbox", "password", "email", "search"}
    for field in fields:
        kind, name = field.get("type"), field.get("name") or ""
        if kind not in hidden and not _OF_FORMS.search(name):
            yield field


def _is_attachment(doc: Document) -> bool:
    """Return True for the page of one picture, as blogging software makes it beside the article's page."""
    is_attachment = "attachment_id=" in doc.url or any(
        "attachment" in re.split(r"[\s_-]", e.get("class") or "")
        for e in doc.tree.iter("body", "div", "p", "article")
    )
    return is_attachment and next(doc.tree.iter("img"), None) is not None
