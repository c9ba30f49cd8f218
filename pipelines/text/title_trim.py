"""A chosen headline without what stands beside it: picture credit, section, author."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import unquote

from pipelines.markup import Document
from pipelines.markup.cues import cue
from pipelines.markup.lexicon import load
from pipelines.markup.words import fold, size_of
from pipelines.text import structured
from pipelines.text.container import HEADINGS, ends
from pipelines.text.headline_parts import without_credit
from pipelines.text.site_name import CUT
from pipelines.text.title_candidates import first_headings
from pipelines.text.title_features import Context
from pipelines.urls import split

_SECTION_SIZE, _SECTION_WORDS = 30, 3
_HEADLINE = 18  # size of a heading that may be the headline below a section's name


def trimmed(doc: Document, heads: Mapping[str, Sequence[str]], chosen: str, context: Context) -> str:
    """Return a headline as it is printed, of what was chosen from a page's head and headings."""
    text = without_credit(parted(chosen, heads) or chosen)
    if fold(text) not in map(fold, heads["h1"]):
        return without_credit(_without_tail(doc, text))
    named = fold(text) in map(fold, heads["json-ld"])
    return (None if named else _below_section(doc, text, context)) or text


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
    scan = doc.scan
    start = next(
        (scan.boxes[box].first for box in first_headings(scan) if fold(text) in fold(scan.line_of(box, 200))),
        0,
    )
    below = (
        at for at in range(context.first - 1, start, -1) if scan.boxes[scan.pieces[at].box].tag in HEADINGS
    )
    fits = (scan.pieces[at].text for at in below if not context.dropped[scan.pieces[at].box])
    found = [
        head
        for head in fits
        if size_of(head) >= _HEADLINE and not (cue(head) or ("", False))[1] and not ends(head)
    ]
    return found[-1] if found else None


def _is_section(doc: Document, text: str) -> bool:
    """Whether a text is a general word, a folder of the address, or the text of a link on the page."""
    folded = fold(text)
    folders = unquote(split(doc.url).path).split("/")[:-1]
    if folded in {fold(word) for words in load("labels")["nothing"].values() for word in words}:
        return True
    return folded in map(fold, folders) or any(p.links and fold(p.text) == folded for p in doc.scan.pieces)


def _without_tail(doc: Document, text: str) -> str:
    """A headline without the sections and the author that a page's head puts behind it."""
    cuts = list(CUT.finditer(text))
    ends = [*(cut.start() for cut in cuts[1:]), len(text)]
    names = {fold(name) for name in structured.names(doc, structured.article(doc).get("author"))}
    names |= set(map(fold, doc.meta.get("author", ())))
    for at, cut in enumerate(cuts):
        tail = [text[c.end() : end] for c, end in zip(cuts[at:], ends[at:], strict=True)]
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
