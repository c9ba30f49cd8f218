"""Which pages are no article, and why. Refuses only what structure or plain words give away."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from urllib.parse import urlsplit

from pipelines.items import Story
from pipelines.markup import Document
from pipelines.markup.lexicon import load
from pipelines.markup.sentences import ends
from pipelines.markup.words import fold, has_words, size_of
from pipelines.text import structured
from pipelines.text.page_kinds import kind_of_page

_BRIEF = 1_000  # characters: a wall, a challenge or an error says less
_INDEX = re.compile(r"^(?:index|default|home)\.\w{2,5}$|^[a-z]{2}(?:[-_][a-z]{2})?$", re.I)


def no_article(doc: Document, story: Story) -> str | None:
    """Return why the page is no article, or None where it may be one.

    home, section, tag, comments, service, gallery, consent, login, soft404, challenge or empty. A stray
    page costs less than an article refused.
    """
    size = size_of(story.text)
    return next((reason for test in _TESTS if (reason := test(doc, story, size))), None)


def _by_words(doc: Document, story: Story, size: int) -> str | None:
    """Walls and errors say what they are in their title or in the little text they have."""
    if size > _BRIEF:
        return None
    heads = {fold(story.title or ""), fold(next((e.text_content() for e in doc.tree.iter("title")), ""))}
    for reason in ("challenge", "soft404", "consent", "login"):
        if any(_opens(head, reason) for head in heads) and not _is_told(story, size):
            return reason
    if size > 600 or _sentences(story):
        return None
    text = _shown(doc)
    return next(
        (why for why in ("challenge", "consent") if any(p in text for p in _phrases("text", why))), None
    )


def _shown(doc: Document) -> str:
    """The page's words in lower case, furniture and all."""
    parts = (e.text_content() for e in doc.tree.iter("p", "div", "h1", "h2", "span", "li") if len(e) == 0)
    return " ".join(" ".join(parts).split()).casefold()


def _sentences(story: Story) -> int:
    return sum(1 for p in story.paragraphs if size_of(p) > 60 and ends(p))


def _opens(title: str, reason: str) -> bool:
    """True where the phrase is the title, or opens it and little follows (a site's name)."""
    return any(
        title == p or (title.startswith(f"{p} ") and len(title) < len(p) + 30)
        for p in _phrases("title", reason)
    )


def _is_told(story: Story, size: int) -> bool:
    """A headline may begin with such words; an article then has authors or text of its own."""
    return bool(story.authors) and size > 300


@cache
def _phrases(where: str, reason: str) -> tuple[str, ...]:
    groups = load("refusals")[where].get(reason, {})
    folding = fold if where == "title" else str.casefold
    return tuple(folding(phrase) for lines in groups.values() for phrase in lines)


def _empty(doc: Document, story: Story, size: int) -> str | None:
    if story.paragraphs and next(doc.tree.iter("amp-story"), None) is not None:
        return "gallery"
    if not story.paragraphs:
        return "gallery" if _says(story, "gallery") or _shows(doc) else "empty"
    if size < 30 or (size < 140 and not story.title) or not has_words(story.text):
        return "empty"
    return "gallery" if size < 200 and _says(story, "gallery") else None


def _shows(doc: Document) -> bool:
    """Some pictures in a box that is named for them."""
    names = load("refusals")["names"]["gallery"]
    named = (e for e in doc.tree.iter("div", "section", "ul", "article") if e.get("class"))
    boxes = (e for e in named if any(name in e.get("class", "").lower() for name in names))
    return any(sum(1 for _ in box.iter("img")) > 2 for box in boxes)


def _says(story: Story, reason: str) -> bool:
    return bool(set(story.types) & set(load("refusals")["types"][reason]))


def _home(doc: Document, story: Story, size: int) -> str | None:
    url = urlsplit(doc.url)
    parts = [part for part in url.path.split("/") if part]
    if url.query or len(parts) > 1 or (parts and not _INDEX.match(parts[0])):
        return None
    return None if _is_article(doc) else "home"


def _is_article(doc: Document) -> bool:
    """The page itself says that it is one."""
    said = (doc.first_meta("og:type") or "").lower()
    return bool(structured.article(doc).get("headline")) or said in {"article", "news", "news.article"}


def _listing(doc: Document, story: Story, size: int) -> str | None:
    """Pages that by address or type list others, or whose headings lead elsewhere."""
    if not _is_article(doc) and not _reads(story):
        by_address = _lists(urlsplit(doc.url).path.lower())
        if _says(story, "section") or (
            by_address and not (_names_article(doc.url, story.title) and _tells(story))
        ):
            return by_address or "section"
    return "section" if _is_index(doc, story) else None


def _lists(path: str) -> str | None:
    data, parts = load("refusals"), [part.removesuffix(".html") for part in path.split("/") if part]
    for reason, folders in data["folders"].items():
        if any(part in folders for part in parts[:-1] or parts):
            return str(reason)
    if parts[-2:-1] == ["page"] and parts[-1].isdigit():
        del parts[-1]
    return next((reason for reason, last in data["lists"].items() if parts[-1:] and parts[-1] in last), None)


def _reads(story: Story) -> bool:
    """Most of the text stands in sentences of some length."""
    long = sum(size_of(p) for p in story.paragraphs if size_of(p) > 120 and ends(p))
    return long > 0.6 * size_of(story.text) and long > 800 and story.link_share < 0.5


def _tells(story: Story) -> bool:
    """True for the sentences of an article under a headline.

    A list has headings that lead elsewhere, about one for a sentence, or most of its words in links.
    """
    sentences = _sentences(story)
    size = sum(size_of(p) for p in story.paragraphs if ends(p))
    return bool(
        story.title
        and sentences >= _FEW
        and size > 0.6 * size_of(story.text)
        and story.teasers <= sentences / 2
        and story.link_share < _MOSTLY_LINKS
    )


def _names_article(url: str, title: str | None) -> bool:
    """True where an address has a headline's words or a number: then "/topics/" is only a folder.

    Many words are a headline's; two or three are, if this page's headline has them and more.
    """
    parts = urlsplit(url)
    headline = fold(title or "").split()
    return _NUMBER.search(parts.query) is not None or any(
        part.count("-") >= _WORDS or _NUMBER.search(part) or _shortens(part, headline)
        for part in parts.path.split("/")
    )


def _shortens(part: str, headline: list[str]) -> bool:
    """True where a part of an address is made of words of the headline. A topic's page has no more words."""
    words = fold(part.replace("-", " ")).split()
    return len(words) > 1 and len(headline) >= len(words) + _MORE and set(headline).issuperset(words)


_NUMBER = re.compile(r"\d{4,}")
_WORDS = 3
"""Hyphens of a headline in an address."""
_MORE = 2
"""Words that a headline has beside those of its address."""
_FEW = 2
_HEADLINE = 5
"""Words that no section's name has."""
_LIST = 4
"""Linked headings that make a list."""
_HALF = 0.5
_MOSTLY_LINKS = 0.6


def _is_index(doc: Document, story: Story) -> bool:
    """No sentence among many links, or mostly headings that lead elsewhere."""
    if _is_article(doc):
        return False
    prose = _sentences(story)
    if not prose:
        return story.link_share > _HALF or story.teasers >= _LIST
    named = prose - story.teasers >= _FEW and _names_article(doc.url, story.title)
    # Text that stands beside the teasers under a whole headline; a list's text is that of its teasers.
    beside = prose < story.teasers and len(fold(story.title or "").split()) >= _HEADLINE
    told = (named or beside) and story.link_share < _HALF
    return story.teasers >= _LIST and story.teasers > prose / 3 and not told


def _by_kind(doc: Document, story: Story, size: int) -> str | None:
    return None if _is_article(doc) or not story.paragraphs else kind_of_page(doc, story)


_TESTS: tuple[Callable[[Document, Story, int], str | None], ...] = (
    _by_words,
    _home,
    _listing,
    _by_kind,
    _empty,
)
