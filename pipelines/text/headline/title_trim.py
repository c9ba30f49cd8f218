"""A chosen headline without what stands beside it: picture credit, section, author."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from urllib.parse import unquote

from pipelines.markup import Document
from pipelines.markup.cues import cue
from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.lexicon import load
from pipelines.markup.sentences import ends
from pipelines.markup.words import fold, size_of
from pipelines.text.headline.headline_parts import without_credit
from pipelines.text.headline.title_candidates import first_headings
from pipelines.text.headline.title_features import Context, tokens
from pipelines.text.lines.line_rules import has_date
from pipelines.text.metadata import structured
from pipelines.text.metadata.site_name import CUT, host_word, site_names
from pipelines.urls import split

_SECTION_SIZE, _SECTION_WORDS = 30, 3
_HEADLINE = 18  # size of a heading that may be the headline below a section's name


def trimmed(doc: Document, heads: Mapping[str, Sequence[str]], chosen: str, context: Context) -> str:
    """Return a headline as it is printed, of what was chosen from a page's head and headings."""
    text = _without_source(doc, without_credit(parted(chosen, heads) or chosen), context)
    if fold(text) not in map(fold, heads["h1"]):
        return without_credit(_without_tail(doc, text))
    named = fold(text) in map(fold, heads["json-ld"])
    return (None if named else _below_section(doc, text, context)) or text


def _without_source(doc: Document, text: str, context: Context) -> str:
    """A headline without the site's name in brackets behind it: "Old baths to close (from Moor Herald)"."""
    found = _BRACKETED.search(text)
    if found is None or size_of(text[: found.start()]) < _HEADLINE:
        return text
    names, host = site_names(doc, context.site), host_word(doc.url)
    words = found["inner"].split()
    said = {fold(" ".join(words[at:])) for at in (0, 1)}
    own = said & set(names) or host in {name.replace(" ", "") for name in said}
    return text[: found.start()] if own else text


_BRACKETED = re.compile(r"\s*[(（](?P<inner>[^()（）]{3,60})[)）]\s*$")


def parted(line: str | None, heads: Mapping[str, Sequence[str]]) -> str | None:
    """The same words with a colon, where others print one and the line parts them by its looks alone."""
    if line is None or ":" in line:
        return line
    same = (v for where in ("og", "twitter", "title") for v in heads[where] if fold(v) == fold(line))
    return next((v for v in same if fold(v.partition(": ")[0]) not in {"", fold(v)}), line)


def _below_section(doc: Document, text: str, context: Context) -> str | None:
    """The heading between an h1 that is a section's name and the first sentence; None where it is none."""
    words = fold(text).split()
    if len(words) > _SECTION_WORDS or size_of(text) > _SECTION_SIZE or not _is_section(doc, text):
        return None
    scan, folded = doc.scan, fold(text)
    heads = (box for box in first_headings(scan) if folded in fold(scan.line_of(box, _LINE)))
    start = next((scan.boxes[box].first for box in heads), 0)
    below = (scan.pieces[at] for at in range(start + 1, context.first))
    shown = (p for p in below if scan.boxes[p.box].tag in HEADINGS and not context.dropped[p.box])
    told = tokens(fold(" ".join(piece.text[:_MOST] for piece in scan.pieces[context.first :][:_OPENING])))
    fits = (p.text for p in shown if _may_be_headline(p.text))
    return next((head for head in fits if folded in _general() or _is_told(head, told)), None)


_LINE, _MOST = 200, 600  # characters
_OPENING = 6  # pieces of the text
_TOLD = 0.2  # of a headline's words; the text has them, too


def _is_told(text: str, told: frozenset[str]) -> bool:
    own = tokens(fold(text))
    return len(own & told) >= _TOLD * len(own)


@cache
def _general() -> frozenset[str]:
    return frozenset(fold(word) for words in load("labels")["nothing"].values() for word in words)


def _may_be_headline(text: str) -> bool:
    """Whether a heading is neither short, a date, a sentence nor a label."""
    label = cue(text)
    return size_of(text) >= _HEADLINE and not (has_date(text) or ends(text) or (label and label[1]))


def _is_section(doc: Document, text: str) -> bool:
    """Whether a text is a general word, a folder of the address, or a link's to another page."""
    folded = fold(text)
    if folded in _general():
        return True
    *folders, own = unquote(split(doc.url).path).strip("/").split("/")
    if folded == fold(own):
        return False
    return folded in map(fold, folders) or any(
        fold(piece.text) == folded and _leads_on(doc, piece.box) for piece in doc.scan.pieces if piece.links
    )


def _leads_on(doc: Document, box: int) -> bool:
    """Whether a box has a link to another page than this one."""
    hrefs = (a.get("href") or "" for a in doc.scan.boxes[box].element.iter("a"))
    return any(split(href).path.strip("/") != split(doc.url).path.strip("/") for href in hrefs)


def _without_tail(doc: Document, text: str) -> str:
    """A headline without the sections and the author that a page's head puts behind it."""
    cuts = list(CUT.finditer(text))
    stops = [*(cut.start() for cut in cuts[1:]), len(text)]
    names = {fold(name) for name in structured.names(doc, structured.article(doc).get("author"))}
    names |= set(map(fold, doc.meta.get("author", ())))
    for at, cut in enumerate(cuts):
        tail = [text[c.end() : end] for c, end in zip(cuts[at:], stops[at:], strict=True)]
        if size_of(text[: cut.start()]) >= _HEADLINE and all(
            _is_beside(doc, part, names, len(tail)) for part in tail
        ):
            return text[: cut.start()]
    return text


def _is_beside(doc: Document, part: str, names: set[str], count: int) -> bool:
    """Whether a part behind a headline is an author or a section; two short ones in a row are sections."""
    words = len(part.split())
    if fold(part) in names:
        return True
    return words <= _SECTION_WORDS and (_is_section(doc, part) or (count > 1 and words <= count))
