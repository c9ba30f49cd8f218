"""Collects every text of a page that may be its headline, with its origins. The choice is made elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from itertools import islice, pairwise

from lxml import html

from pipelines.items import Hints, Site
from pipelines.markup import Document
from pipelines.markup.cues import cue
from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.lexicon import Group, load
from pipelines.markup.scan import ANCHORS, Piece, Scan
from pipelines.markup.words import fold, tidy
from pipelines.text.headline.headline_parts import bare_headline, without_badge
from pipelines.text.metadata import structured
from pipelines.text.metadata.site_name import host_word, site_names, title_element, without_site

_HEADS = 40
"""The number of h1 elements that are read; an archive has dozens."""
LONGEST = 1_000
"""Characters of a headline that are read; an unclosed h1 contains the whole page."""
_ABOVE = 20
"""The headline may be one of so many pieces above the first sentence."""
_LINE = range(6, 250)
"""Characters of such a line."""
_ENDS = (".", "。", "।", "۔", ":", "：")
"""A headline without a heading tag does not end with these."""
_LINKED = 0.8
_LEAD = int(Group.LEAD)
_ITEMS = frozenset(("li", "dt", "dd", "pre"))
_CUTS = 4
"""The number of separators in a title element that are tried from either end."""
HEAD_FIELDS = ("json-ld", "og", "twitter", "title", "hint")
"""The fields of a page's head that contain a headline; `hint` is the text of the link to the page."""
_CUT = re.compile(r"\s*[|｜ㅣ_]\s*|\s+(?:[•·–—\-»«/\\~*‹›<>:]|::|>>|<<)\s+|\s*[–—]\s+|\s+-(?=\w)")
_WEAK_CUT = re.compile(r"(?<=\w{3})[-:]\s+")
"""Separators that also occur within a headline: a part counts only if another field has it too."""
_IN_BRACKETS = re.compile(r"\s*[(\[（［【][^()\[\]（）［］【】]{2,60}[)\]）］】]$")


@dataclass(slots=True)
class Candidate:
    """One text that may be the headline."""

    text: str
    folded: str
    origins: set[str] = field(default_factory=set)
    at: int | None = None
    """The piece where it is printed; if there are several, the last one above the first sentence."""
    cut: str | None = None
    """The text that was cut off a field of the head to get it."""


def headlines(doc: Document, scan: Scan, hints: Hints) -> dict[str, list[str]]:
    """Return the headlines of the page's head, of the link to it and of its h1, by their origin."""
    node = structured.article(doc)
    raw: dict[str, Iterable[str | None]] = {
        "json-ld": [structured.text_of(node.get("headline")) or structured.text_of(node.get("name"))],
        "h1": (),
        "og": doc.meta.get("og:title", ())[:1],
        "twitter": doc.meta.get("twitter:title", ())[:1],
        "title": [title_element(doc)],
        "hint": [hints.title],
    }
    by_origin = {where: [tidy(unescape(unescape(v))) for v in _brief(vs)] for where, vs in raw.items()}
    head_titles = {
        fold(part) for values in by_origin.values() for value in values for part in _beginnings(value)
    }
    printed = (_printed(scan, box, head_titles) for box in first_headings(scan))
    given = tuple(value for values in by_origin.values() for value in values)
    by_origin["h1"] = [without_badge(head, given) for head in printed if head]
    return by_origin


def _beginnings(text: str) -> Iterator[str]:
    yield text
    yield from (text[: cut.start()] for cut in _CUT.finditer(text))


def _printed(scan: Scan, box: int, head_titles: set[str]) -> str:
    """Return the headline in a heading, on one line."""
    whole = tidy(unescape(unescape(_with_marks(scan, box)[:LONGEST])))
    return bare_headline(scan.boxes[box].element, whole, head_titles) if len(whole) < LONGEST else whole


def _brief(values: Iterable[str | None]) -> Iterator[str]:
    return (value[:LONGEST] for value in values if value and value.strip())


def first_headings(scan: Scan) -> list[int]:
    return [index for index, box in enumerate(scan.boxes) if box.tag == "h1"][:_HEADS]


def _with_marks(scan: Scan, box: int) -> str:
    """Return a heading's text with marks that are only for screen readers, such as a hidden colon."""
    text, full = scan.line_of(box, LONGEST), tidy(_content(scan.boxes[box].element)).rstrip(ANCHORS + " ")
    same = fold(text) == fold(full) and len(full.split()) >= len(text.split())
    return full if same else text


def _content(element: html.HtmlElement) -> str:
    """Return an element's text, up to `LONGEST` characters."""
    left, parts = LONGEST, []
    for text in element.itertext():
        parts.append(text[:left])
        left -= len(text)
        if left <= 0:
            break
    return "".join(parts)


def gather(
    doc: Document, site: Site, offered: Mapping[str, Sequence[str]], scan: Scan, first: int
) -> list[Candidate]:
    """Return the candidates of a page whose article begins with the piece `first`."""
    pool: dict[str, Candidate] = {}
    names, host = site_names(doc, site), host_word(doc.url)
    complete = repeated(offered)
    headings = [box for box in first_headings(scan) if scan.boxes[box].first < scan.boxes[box].last]
    for where, values in offered.items():
        for at, value in enumerate(values):
            bare = without_site(value, names, host, whole=fold(value) in complete)
            piece = scan.boxes[headings[at]].first if where == "h1" and at < len(headings) else None
            _add(pool, bare, where, at=piece, cut=value.replace(bare, "") if bare != value else None)
    for box in headings:
        for part in heading_parts(scan, box):
            _add(pool, part, "h1 part")
    _add_lines(pool, scan, first, offered["h1"])
    for where in ("title", "og", "json-ld"):
        for value in offered[where][:1]:
            for segment, rest in _segments(value, _CUT):
                _add(pool, segment, f"{where} segment", cut=rest)
            for segment, rest in _segments(value, _WEAK_CUT):
                if fold(segment) in pool:
                    _add(pool, segment, f"{where} segment", cut=rest)
    return list(pool.values())


def _add(
    pool: dict[str, Candidate], text: str, origin: str, *, at: int | None = None, cut: str | None = None
) -> None:
    folded = fold(text)
    if not folded:
        return
    candidate = pool.get(folded)
    if candidate is None:
        candidate = pool[folded] = Candidate(text, folded, cut=cut)
    candidate.origins.add(origin)
    if at is not None and (candidate.at is None or origin != "h1"):
        candidate.at = at


def repeated(offered: Mapping[str, Sequence[str]]) -> set[str]:
    """Return the headlines, folded, that are both in an h1 and in another field.

    These are complete: "Moor: Mill saved" does not begin with the site's name. If the h1 has a colon, the
    other field may have the site's name behind it.
    """
    printed = set(map(fold, offered["h1"]))
    others = {v for where in ("json-ld", "og", "twitter", "title") for v in map(fold, offered[where])}
    beginnings = tuple(f"{fold(head)} " for head in offered["h1"] if ": " in head)
    longer = {v for v in others if v.startswith(beginnings)}
    return (
        (printed & others)
        | longer
        | {head for head in printed if any(v.startswith(f"{head} ") for v in longer)}
    )


def heading_parts(scan: Scan, box: int) -> list[str]:
    """Return the texts and child elements of a heading that are more than 0.4 of it, but not all of it."""
    element, whole = scan.boxes[box].element, len(scan.line_of(box, LONGEST))
    below = islice(element, _HEADS)
    texts = [element.text, *(text for child in below for text in (_content(child), child.tail))]
    return [text for text in map(tidy, filter(None, texts)) if 0.4 * whole < len(text) < whole]


def _segments(text: str, cut_by: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Yield the parts of a title element between separators, each with the rest that was cut off."""
    if match := _IN_BRACKETS.search(text):
        yield text[: match.start()], text[match.start() :]
    cuts = [cut for cut in cut_by.finditer(text) if not _is_in_quotation(text, cut)]
    for cut in dict.fromkeys([*cuts[:_CUTS], *cuts[-_CUTS:]]):
        yield text[: cut.start()].rstrip(), text[cut.end() :]
        yield text[cut.end() :], text[: cut.start()]
    for one, two in pairwise(cuts):
        yield text[one.end() : two.start()], text[: one.start()] + text[two.end() :]


def _is_in_quotation(text: str, cut: re.Match[str]) -> bool:
    """Return True for a mark of a quotation, or between its marks: "The « fever » of the valley"."""
    return any(one.start() - 1 <= cut.start() < one.end() for one in _QUOTATION.finditer(text))


_QUOTATION = re.compile("«[^«»]*»")


def _add_lines(pool: dict[str, Candidate], scan: Scan, first: int, bare: Sequence[str]) -> None:
    """Add the lines above the first sentence; lines far above only if they are in the page's head too."""
    for at, piece in enumerate(scan.pieces[:first]):
        tag = scan.boxes[piece.box].tag
        heading = tag in HEADINGS
        is_given = fold(piece.text) in pool if len(piece.text) in _LINE else False
        is_near = heading or at >= first - _ABOVE
        fits = is_given or (is_near and len(piece.text) in _LINE and (heading or _may_be_bare(scan, piece)))
        if not fits or tag in _ITEMS or _names_a_part(piece.text):
            continue
        origin = "h1 part" if tag == "h1" else "heading" if heading else "line"
        for text in dict.fromkeys((piece.text.partition("\n")[0], piece.text.replace("\n", " "))):
            if tag != "h1" or not (fold(text) in pool or any(head in text for head in bare)):
                _add(pool, text, origin, at=at)


def _may_be_bare(scan: Scan, piece: Piece) -> bool:
    """Return True for a line that may be a headline without its tag: no sentence, link or standfirst."""
    lead = any(scan.boxes[box].groups & _LEAD for box in islice(scan.ancestors(piece.box), 2))
    return not lead and piece.link_share <= _LINKED and not piece.text.endswith(_ENDS)


def _names_a_part(text: str) -> bool:
    """Return True for a line that names a part of a page: "Comments", "Share this article", "Summary"."""
    line_cue = cue(text)
    return (line_cue is not None and line_cue[1]) or fold(text) in _summary_headings()


@cache
def _summary_headings() -> frozenset[str]:
    return frozenset(fold(line) for lines in load("labels")["summary"].values() for line in lines)
