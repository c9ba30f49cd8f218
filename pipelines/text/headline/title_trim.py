"""Removes picture credit, site name, section and author from the chosen headline."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from urllib.parse import unquote

from pipelines.markup import Document
from pipelines.markup.cues import cue
from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.lexicon import load
from pipelines.markup.sentences import has_sentence
from pipelines.markup.words import fold, size_of
from pipelines.text.headline.headline_parts import without_credit
from pipelines.text.headline.title_candidates import first_headings
from pipelines.text.headline.title_features import Context, tokens
from pipelines.text.lines.line_rules import has_date
from pipelines.text.metadata import structured
from pipelines.text.metadata.site_name import CUT, host_word, site_names
from pipelines.urls import split

_SECTION_SIZE, _SECTION_WORDS = 30, 3  # at most, of a section's name
_HEADLINE = 18  # least size of a headline


def trimmed(doc: Document, offered: Mapping[str, Sequence[str]], chosen: str, context: Context) -> str:
    """Return the chosen headline as the page prints it, without additions."""
    text = _without_source(doc, without_credit(with_colon(chosen, offered) or chosen), context)
    if fold(text) not in map(fold, offered["h1"]):
        return without_credit(_without_tail(doc, text))
    is_structured = fold(text) in map(fold, offered["json-ld"])
    return (None if is_structured else _below_section(doc, text, context)) or text


def as_printed(doc: Document, text: str, headings: Sequence[str]) -> str:
    """Return a headline as an h1 prints it: with its quotation marks, without a section or place beside it.

    "Opinion | Why we closed the mill" → "Why we closed the mill".
    """
    if text in headings:
        return text
    quoted = (head for head in headings if fold(head) == fold(text) and head.strip(_QUOTES) != head)
    bare = (head for head in headings if size_of(head) >= _HEADLINE and _is_labelled(doc, text, head))
    return next(quoted, None) or next(bare, text)


def _is_labelled(doc: Document, text: str, head: str) -> bool:
    """Return True if a text is a heading and a few words before or behind it, with a mark between them.

    Words with a colon or a dash that the page prints too, alone or with the heading, are a part of it.
    """
    before, found, behind = text.translate(_STRAIGHT).partition(head.translate(_STRAIGHT))
    match = _LABEL_BEFORE.fullmatch(before) if before and not behind else _LABEL_BEHIND.fullmatch(behind)
    if not (found and match) or len(match["label"].split()) > _LABEL or (before and behind):
        return False
    has_bar = "|" in match[0] or "｜" in match[0]
    lines = {fold(match["label"]), fold(text)}
    return has_bar or all(fold(piece.text) not in lines for piece in doc.scan.pieces)


_QUOTES = "\"'“”„‟«»‘’‚‹›「」『』"
_STRAIGHT = str.maketrans("“”„‟‘’‚", '""""\'\'\'')
_LABEL = 3  # words beside a headline
_LABEL_BEFORE = re.compile(r"(?P<label>.+?)(?:\s*[:：|｜]|\s[–—-])\s*")
_LABEL_BEHIND = re.compile(r"(?:\s*[|｜]|\s[–—-]\s)\s*(?P<label>.+)")


def _without_source(doc: Document, text: str, context: Context) -> str:
    """Return a headline without the site's name in brackets: "Old baths to close (from Moor Herald)"."""
    bracket = _BRACKETED.search(text)
    if bracket is None or size_of(text[: bracket.start()]) < _HEADLINE:
        return text
    names, host = site_names(doc, context.site), host_word(doc.url)
    words = bracket["inner"].split()
    inner_names = {fold(" ".join(words[at:])) for at in (0, 1)}
    is_site_name = inner_names & set(names) or host in {name.replace(" ", "") for name in inner_names}
    return text[: bracket.start()] if is_site_name else text


_BRACKETED = re.compile(r"\s*[(（](?P<inner>[^()（）]{3,60})[)）]\s*$")


def with_colon(line: str | None, offered: Mapping[str, Sequence[str]]) -> str | None:
    """Return the line with the colon that another field has: "Moor Mill saved" → "Moor: Mill saved"."""
    if line is None or ":" in line:
        return line
    same = (v for where in ("og", "twitter", "title") for v in offered[where] if fold(v) == fold(line))
    return next((v for v in same if fold(v.partition(": ")[0]) not in {"", fold(v)}), line)


def _below_section(doc: Document, text: str, context: Context) -> str | None:
    """Return the heading below an h1 that is a section's name; None if the h1 is not one."""
    words = fold(text).split()
    if len(words) > _SECTION_WORDS or size_of(text) > _SECTION_SIZE or not _is_section(doc, text):
        return None
    scan, folded = doc.scan, fold(text)
    h1_boxes = (box for box in first_headings(scan) if folded in fold(scan.line_of(box, _LINE)))
    start = next((scan.boxes[box].first for box in h1_boxes), 0)
    below = (scan.pieces[at] for at in range(start + 1, context.first))
    headings = (p for p in below if scan.boxes[p.box].tag in HEADINGS and not context.dropped[p.box])
    text_words = tokens(
        fold(" ".join(piece.text[:_MOST] for piece in scan.pieces[context.first :][:_OPENING]))
    )
    fits = (p.text for p in headings if _may_be_headline(p.text))
    return next((head for head in fits if folded in _general() or _shares_words(head, text_words)), None)


_LINE, _MOST = 200, 600  # characters of an h1, and of a piece of the text
_OPENING = 6  # pieces of the text
_SHARED = 0.2  # of a headline's words must be in the text


def _shares_words(text: str, text_words: frozenset[str]) -> bool:
    """Return True if the beginning of the article has enough words of a headline."""
    words = tokens(fold(text))
    return len(words & text_words) >= _SHARED * len(words)


@cache
def _general() -> frozenset[str]:
    return frozenset(fold(word) for words in load("labels")["nothing"].values() for word in words)


def _may_be_headline(text: str) -> bool:
    """Return True if a heading is not short, a date, a sentence or a label."""
    label = cue(text)
    return size_of(text) >= _HEADLINE and not (has_date(text) or has_sentence(text) or (label and label[1]))


def _is_section(doc: Document, text: str) -> bool:
    """Return True if a text is a word like "News", a folder of the address, or a link to another page."""
    folded = fold(text)
    if folded in _general():
        return True
    *folders, last = unquote(split(doc.url).path).strip("/").split("/")
    if folded == fold(last):
        return False
    return folded in map(fold, folders) or any(
        fold(piece.text) == folded and _leads_on(doc, piece.box) for piece in doc.scan.pieces if piece.links
    )


def _leads_on(doc: Document, box: int) -> bool:
    """Return True if a box has a link to a page other than this one."""
    hrefs = (a.get("href") or "" for a in doc.scan.boxes[box].element.iter("a"))
    return any(split(href).path.strip("/") != split(doc.url).path.strip("/") for href in hrefs)


def _without_tail(doc: Document, text: str) -> str:
    """Return a headline without sections and author behind it: "Mill saved from fire | Ann Lee | Moor"."""
    cuts = list(CUT.finditer(text))
    stops = [*(cut.start() for cut in cuts[1:]), len(text)]
    names = {fold(name) for name in structured.names(doc, structured.article(doc).get("author"))}
    names |= set(map(fold, doc.meta.get("author", ())))
    for at, cut in enumerate(cuts):
        tail = [text[c.end() : end] for c, end in zip(cuts[at:], stops[at:], strict=True)]
        if size_of(text[: cut.start()]) >= _HEADLINE and all(
            _is_author_or_section(doc, part, names, len(tail)) for part in tail
        ):
            return text[: cut.start()]
    return text


def _is_author_or_section(doc: Document, part: str, names: set[str], count: int) -> bool:
    """Return True if a part behind a headline is an author or a section; two short parts are sections."""
    words = len(part.split())
    if fold(part) in names:
        return True
    return words <= _SECTION_WORDS and (_is_section(doc, part) or (count > 1 and words <= count))
