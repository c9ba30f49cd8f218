"""Decides which pages are not articles, and why, by their structure and by plain words."""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from functools import cache
from urllib.parse import urlsplit

from pipelines.items import Story
from pipelines.markup import Document
from pipelines.markup.cues import cue
from pipelines.markup.lexicon import load
from pipelines.markup.sentences import has_sentence
from pipelines.markup.words import fold, has_words, size_of, tidy
from pipelines.text.boxes.entries import is_list_of_entries
from pipelines.text.boxes.teasers import opening_sentences
from pipelines.text.lines.reader_lines import kinds_in
from pipelines.text.metadata import structured
from pipelines.text.refusals.consent_wall import is_consent_wall
from pipelines.text.refusals.page_kinds import is_about_site, is_list_of_excerpts, is_offer, kind_of_page
from pipelines.text.refusals.plans import sells_plans

_BRIEF = 1_000  # characters; walls, challenges and errors have fewer
_INDEX = re.compile(r"^(?:index|default|home)\.\w{2,5}$|^[a-z]{2}(?:[-_][a-z]{2})?$", re.I)


def no_article(doc: Document, story: Story, *, is_dated: bool = True) -> str | None:
    """Return why the page is not an article, or None if it may be one.

    `is_dated`: the page, or a feed or sitemap that lists it, has a date of publication.

    The reasons are home, section, tag, comments, service, gallery, consent, login, soft404, challenge and
    empty. It is worse to refuse an article than to let another page through, so a page in doubt is not
    refused.
    """
    size = size_of(story.text)
    reason = next((reason for test in _TESTS if (reason := test(doc, story, size))), None)
    if reason or is_dated or story.authors or _is_article(doc):
        return reason
    return "service" if is_offer(doc, size) else None


def _by_words(doc: Document, story: Story, size: int) -> str | None:
    """Return the reason if the title, or the little text of a page, is that of a wall or an error."""
    if size > _BRIEF:
        return None
    titles = {fold(story.title or ""), fold(next((e.text_content() for e in doc.tree.iter("title")), ""))}
    for reason in ("challenge", "soft404", "consent", "login"):
        if any(_begins_title(head, reason) for head in titles) and not _has_article_text(story, size):
            return reason if reason != "login" or _may_be_login(doc, story, titles) else None
    if _sentences(story) < _MIN_SENTENCES and _is_window_of_comments(doc):
        return "comments"
    if size > 600 or _sentences(story):
        return None
    text = _visible_words(doc)
    return next(
        (why for why in ("challenge", "consent") if any(p in text for p in _phrases("text", why))), None
    )


def _is_window_of_comments(doc: Document) -> bool:
    """Return True if the whole title of a page is "Comments" or "TrackBack": a window beside an article."""
    head = next((e.text_content() for e in doc.tree.iter("title")), "")
    return cue(head) == ("comments", True) and not _is_article(doc)


def _may_be_login(doc: Document, story: Story, titles: Set[str]) -> bool:
    """Return False for a headline such as "Log in to the register early" above sentences and no form.

    A title that is only such words ("Registration") is a headline only if the sentences tell a story.
    """
    is_whole = any(title in _phrases("title", "login") for title in titles)
    fields = doc.tree.xpath("boolean(//h1[1]/following::input[@type='password' or @type='email'])")
    return bool(fields) or _sentences(story) < _MIN_SENTENCES or (is_whole and not _tells(story))


def _tells(story: Story) -> bool:
    """Return True if hardly a paragraph speaks to the reader, or of a price."""
    spoken = sum(any(kinds & _SPOKEN for kinds in kinds_in(text)) for text in story.paragraphs)
    return 3 * spoken < len(story.paragraphs)


_SPOKEN = frozenset(("you", "we", "pay"))


def _visible_words(doc: Document) -> str:
    """Return all words of the page in lower case, furniture included."""
    parts = (e.text_content() for e in doc.tree.iter("p", "div", "h1", "h2", "span", "li") if len(e) == 0)
    return " ".join(" ".join(parts).split()).casefold()


def _sentences(story: Story) -> int:
    return sum(1 for p in story.paragraphs if size_of(p) > 60 and has_sentence(p))


def _begins_title(title: str, reason: str) -> bool:
    """Return True if a phrase of the reason is the title, or begins it and only a site's name follows."""
    return any(
        title == p or (title.startswith(f"{p} ") and len(title) < len(p) + 30)
        for p in _phrases("title", reason)
    )


def _has_article_text(story: Story, size: int) -> bool:
    """Return True if the page has authors and some text; then the phrase is part of a headline."""
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
        return "gallery" if _is_of_type(story, "gallery") or _has_gallery(doc) else "empty"
    if size < 30 or (size < 140 and not story.title) or not has_words(story.text):
        return "empty"
    is_gallery = _is_of_type(story, "gallery")
    return "gallery" if is_gallery and (size < 200 or _is_captions(doc, story)) else None


def _is_captions(doc: Document, story: Story) -> bool:
    """Return True if all of the text is captions of several pictures in a box of pictures."""
    captions = {tidy(e.text_content()) for e in doc.tree.iter("figcaption")}
    is_all = len(story.paragraphs) > 2 and all(tidy(text) in captions for text in story.paragraphs)
    return is_all and not _is_article(doc) and _has_gallery(doc)


def _has_gallery(doc: Document) -> bool:
    """Return True if a box whose class means "gallery" has more than two pictures."""
    names = load("refusals")["names"]["gallery"]
    with_class = (e for e in doc.tree.iter("div", "section", "ul", "article") if e.get("class"))
    boxes = (e for e in with_class if any(name in e.get("class", "").lower() for name in names))
    return any(sum(1 for _ in box.iter("img")) > 2 for box in boxes)


def _is_of_type(story: Story, reason: str) -> bool:
    """Return True if one of the page's types belongs to the reason."""
    return bool(set(story.types) & set(load("refusals")["types"][reason]))


def _home(doc: Document, story: Story, size: int) -> str | None:
    url = urlsplit(doc.url)
    parts = [part for part in url.path.split("/") if part]
    if url.query or len(parts) > 1 or (parts and not _INDEX.match(parts[0])):
        return None
    return None if _is_article(doc) else "home"


def _is_article(doc: Document) -> bool:
    """Return True if the page's metadata calls it an article."""
    og_type = (doc.first_meta("og:type") or "").lower()
    return bool(structured.article(doc).get("headline")) or og_type in {"article", "news", "news.article"}


def _listing(doc: Document, story: Story, size: int) -> str | None:
    """Return the reason if the page is a list by its address or type, or by its linked headings."""
    if _is_prose(story):
        return "section" if _is_index(doc, story) else None
    by_address = _listing_by_path(urlsplit(doc.url).path.lower())
    if by_address and not structured.article(doc).get("headline") and _is_named_as_folder(doc.url, story):
        return by_address
    is_other = by_address and not (_names_article(doc.url, story.title) and _has_sentences(story))
    if not _is_article(doc) and (_is_of_type(story, "section") or is_other):
        return by_address or "section"
    return "section" if _is_index(doc, story) else None


def _is_named_as_folder(url: str, story: Story) -> bool:
    """Return True if all words of the title are in the address, as those of a section: "Category: Energy".

    Some sites call each page an article in `og:type`, sections too.
    """
    words = fold(story.title or "").split()
    in_path = fold(urlsplit(url).path.replace("-", " ").replace("/", " ")).split()
    is_short = 0 < len(words) < _HEADLINE_WORDS and not _names_article(url, story.title)
    return is_short and set(words) <= set(in_path)


def _listing_by_path(path: str) -> str | None:
    """Return the reason if the folders of an address, or its last part, are those of lists."""
    data, parts = load("refusals"), [part.removesuffix(".html") for part in path.split("/") if part]
    for reason, folders in data["folders"].items():
        if any(part in folders for part in parts[:-1] or parts):
            return str(reason)
    if parts[-2:-1] == ["page"] and parts[-1].isdigit():
        del parts[-1]
    return next((reason for reason, last in data["lists"].items() if parts[-1:] and parts[-1] in last), None)


def _is_prose(story: Story) -> bool:
    """Return True if most of the text is in long paragraphs that end as sentences do."""
    long = sum(size_of(p) for p in story.paragraphs if size_of(p) > 120 and has_sentence(p))
    return long > 0.6 * size_of(story.text) and long > 800 and story.link_share < 0.5


def _has_sentences(story: Story) -> bool:
    """Return True if the text is made of sentences below a headline.

    A list differs: it has about one linked heading for each sentence, or most of its words are in links.
    """
    sentences = _sentences(story)
    size = sum(size_of(p) for p in story.paragraphs if has_sentence(p))
    return bool(
        story.title
        and sentences >= _MIN_SENTENCES
        and size > 0.6 * size_of(story.text)
        and story.teasers <= sentences / 2
        and story.link_share < _MOSTLY_LINKS
    )


def _names_article(url: str, title: str | None) -> bool:
    """Return True if an address has the words of a headline, or a number; then "/topics/" is only a folder.

    Four or more words can only be a headline. Two or three must be words of this page's headline, which has
    more.
    """
    parts = urlsplit(url)
    headline = fold(title or "").split()
    return _NUMBER.search(parts.query) is not None or any(
        part.count("-") >= _HEADLINE_HYPHENS or _NUMBER.search(part) or _shortens_headline(part, headline)
        for part in parts.path.split("/")
    )


def _shortens_headline(part: str, headline: list[str]) -> bool:
    """Return True if a part of an address has words of the headline, and the headline has more words.

    The address of a topic's page has all words of its headline.
    """
    words = fold(part.replace("-", " ")).split()
    fits = len(words) > 1 and len(headline) >= len(words) + _MORE_WORDS
    return fits and all(_is_among(word, headline) for word in words)


def _is_among(word: str, headline: list[str]) -> bool:
    """Return True if a headline has a word or a longer form of it: "close" and "closes"."""
    return word in headline or (len(word) >= _STEM and any(other.startswith(word) for other in headline))


_STEM = 4  # letters of a word that may have a longer form


_NUMBER = re.compile(r"\d{4,}")
_HEADLINE_HYPHENS = 3
"""A part of an address with this many hyphens is a headline."""
_MORE_WORDS = 2
"""A headline has at least this many words more than its address."""
_MIN_SENTENCES = 2
_HEADLINE_WORDS = 5
"""A title of this many words is not the name of a section."""
_LIST_HEADINGS = 4
"""A page with this many linked headings may be a list."""
_HALF = 0.5
_MOSTLY_LINKS = 0.6


def _is_index(doc: Document, story: Story) -> bool:
    """Return True if the page has many links and no sentence, or mostly headings that lead to other pages."""
    if _is_article(doc):
        return False
    prose = _sentences(story)
    if not prose:
        return story.link_share > _HALF or story.teasers >= _LIST_HEADINGS
    is_named_as_article = prose - story.teasers >= _MIN_SENTENCES and _names_article(doc.url, story.title)
    # A page with a full headline may have text beside its teasers; the text of a list is in the teasers.
    has_text_beside = prose < story.teasers and len(fold(story.title or "").split()) >= _HEADLINE_WORDS
    has_own_text = (is_named_as_article or has_text_beside) and story.link_share < _HALF
    many = story.teasers >= _LIST_HEADINGS and story.teasers > prose / 3
    return many and not has_own_text and opening_sentences(doc.scan, doc.url) < _MIN_OPENING


_MIN_OPENING = 3
"""An article has so many sentences or more between headline and first linked heading; a section has fewer."""


def _by_kind(doc: Document, story: Story, size: int) -> str | None:
    return None if _is_article(doc) or not story.paragraphs else kind_of_page(doc, story)


def _service(doc: Document, story: Story, size: int) -> str | None:
    """Return the reason for a page of the site about itself or its subscriptions.

    Publishing software calls such pages articles in `og:type`, too, but gives them no time of publication.
    """
    is_article = bool(structured.article(doc).get("headline") or doc.first_meta("article:published_time"))
    is_own = not is_article and not story.authors and bool(story.paragraphs) and is_about_site(doc, story)
    return "service" if is_own or sells_plans(doc, story) else None


def _excerpts(doc: Document, story: Story, size: int) -> str | None:
    is_article = bool(structured.article(doc).get("headline"))  # `og:type` also calls lists articles
    if is_article or not story.paragraphs:
        return None
    is_list = is_list_of_excerpts(doc, story) or is_list_of_entries(
        doc.scan, doc.url, story.title or "", doc.titles
    )
    return "section" if is_list else None


def _wall(doc: Document, story: Story, size: int) -> str | None:
    return "consent" if is_consent_wall(doc, story) else None


_TESTS: tuple[Callable[[Document, Story, int], str | None], ...] = (
    _by_words,
    _wall,
    _home,
    _listing,
    _by_kind,
    _service,
    _excerpts,
    _empty,
)
