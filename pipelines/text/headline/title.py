"""Chooses a page's headline as printed, by the agreement of its fields (JSON-LD, Open Graph, h1 …)."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from urllib.parse import unquote

from pipelines.markup import Document
from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.scan import Scan
from pipelines.markup.sentences import has_sentence
from pipelines.markup.words import alike, fold, size_of
from pipelines.text.draft import Draft
from pipelines.text.headline.title_candidates import (
    LONGEST,
    Candidate,
    first_headings,
    gather,
    heading_parts,
    repeated,
)
from pipelines.text.headline.title_features import Context, features, tokens
from pipelines.text.headline.title_trim import as_printed, trimmed, with_colon
from pipelines.text.lines.credit_lines import is_credit_line
from pipelines.text.lines.line_rules import has_date, is_furniture
from pipelines.text.metadata.site_name import CUT, host_word, site_names, without_site
from pipelines.urls import split


def _contains(long: str, short: str) -> bool:
    return len(short) >= 12 and f" {short} " in f" {long} "


def title(doc: Document, offered: dict[str, list[str]], context: Context) -> str | None:
    """Return the printed headline without the site's name; None if the page offers none.

    `offered` is the result of `headlines`. A headline on which most fields agree is chosen directly; in
    doubt, a linear model scores every line of the page that may be the headline.
    """
    chosen = _chosen(doc, offered, context)
    return chosen and as_printed(doc, trimmed(doc, offered, chosen, context), offered["h1"])


def _chosen(doc: Document, offered: dict[str, list[str]], context: Context) -> str | None:
    ranked, agreed = _by_fields(doc, context, offered)
    if ranked and agreed:
        return ranked
    names = site_names(doc, context.site)
    weighed = [
        (c, score - _SITE * (c.folded in names))
        for c, score in weigh(doc, offered, context)
        if not ranked or c.folded not in names
    ]
    if not weighed:
        return ranked
    best = max(weighed, key=lambda pair: pair[1])
    ranked_score = next(((c, score) for c, score in weighed if c.folded == fold(ranked or "")), None)
    if ranked_score is None or not _has_fields(offered):
        return best[0].text
    settings = _weights()["lead"]
    lead = settings["structured" if "json-ld" in ranked_score[0].origins else "others"]
    return best[0].text if best[1] - ranked_score[1] > lead else ranked


_SITE = 2.5
"""What the site's name loses: of 20 such pages, the headline was at most 1.1 behind it."""


def _has_fields(offered: dict[str, list[str]]) -> bool:
    return any(offered[where] for where in ("json-ld", "og", "twitter"))


def weigh(doc: Document, offered: dict[str, list[str]], context: Context) -> list[tuple[Candidate, float]]:
    """Return every candidate of a page with its score, the sum of its weighted features."""
    pool = gather(doc, context.site, offered, doc.scan, context.first)
    weights = _weights()["weight"]
    rows = features(doc, offered, pool, context)
    return [
        (c, sum(weights.get(name, 0.0) * value for name, value in row.items()))
        for c, row in zip(pool, rows, strict=True)
    ]


@cache
def _weights() -> dict[str, dict[str, float]]:
    weights: dict[str, dict[str, float]] = tomllib.loads(
        Path(__file__).with_name("title_weights.toml").read_text(encoding="utf-8")
    )
    return weights


def _by_fields(doc: Document, context: Context, offered: dict[str, list[str]]) -> tuple[str | None, bool]:
    """Return the headline by the order of the fields, and whether enough fields agree on it."""
    scan = doc.scan
    names, host = site_names(doc, context.site), host_word(doc.url)
    complete = repeated(offered)
    fields = {
        where: [
            v
            for v in (without_site(value, names, host, whole=fold(value) in complete) for value in values)
            if v and fold(v) not in names
        ]
        for where, values in offered.items()
    }
    others = [v for where in ("json-ld", "og", "twitter", "title", "hint") for v in fields[where]]
    rest = list(dict.fromkeys(map(fold, others)))
    if line := _unmarked_headline(scan, fields, rest):
        return line, _is_agreed(line, fields, printed=True)
    if part := _separate_part(scan, fields):
        return part, True
    placed, is_sure = _placed_h1(doc, fields["h1"], rest, context.first)
    supported = _supported_h1(fields["h1"], rest)
    is_sure = is_sure and supported in (None, placed)
    h1 = supported or placed
    h1 = h1 and _without_kicker(scan, h1, rest)
    structured = next(iter(fields["json-ld"]), None)
    if (
        structured
        and h1
        and not _contains(fold(structured), fold(h1))
        and (is_sure or _beats(scan, h1, structured, fields))
    ):
        return h1, _is_agreed(h1, fields, printed=True)
    ranked = (structured, h1, *fields["og"], *map(_before_bar, fields["title"]), *others, *fields["h1"])
    chosen = next((v for v in ranked if v), None)
    return chosen, bool(chosen) and _is_agreed(chosen or "", fields, printed=chosen in fields["h1"])


def _separate_part(scan: Scan, fields: dict[str, list[str]]) -> str | None:
    """Return the last part of an h1 that a separator parts from its kicker in the title element.

    `<title>Sport - Moor wins</title>` and `<h1>Sport <b>Moor wins</b></h1>` → "Moor wins".
    None if another field has the full h1, or if both parts may be headlines: "Fire in Moor", "Two men hurt".
    """
    given = {fold(text) for where in ("json-ld", "og", "twitter") for text in fields[where]}
    titles = {fold(part) for text in fields["title"] for part in CUT.split(text)} - set(
        map(fold, fields["title"])
    )
    for box in first_headings(scan) if titles and not given & set(map(fold, fields["h1"])) else ():
        parts = [part for part in heading_parts(scan, box) if fold(part) in titles]
        kicker, part, rest = scan.line_of(box, LONGEST).rpartition(parts[0] if len(parts) == 1 else "\n")
        if part and not rest and len(kicker.split()) <= _KICKER and size_of(part) >= _SHORTEST:
            return part
    return None


_KICKER = 3  # words


def _is_agreed(text: str, fields: dict[str, list[str]], *, printed: bool) -> bool:
    """Return True if two fields have the text, or if it is `printed` and JSON-LD, og or twitter has it."""
    folded = fold(text)
    agreeing = [where for where in ("json-ld", "og", "twitter") if folded in map(fold, fields[where])]
    headings = list(map(fold, fields["h1"]))
    return len(agreeing) + (folded in headings) > 1 or (len(agreeing) > 0 and printed)


def _like(text: str, others: list[str]) -> bool:
    return any(alike(fold(text), other, 0.9) >= 0.9 for other in others)


def _unmarked_headline(scan: Scan, fields: dict[str, list[str]], rest: list[str]) -> str | None:
    """Return the line that other fields have as the headline, alone or with the kicker above it.

    None if an h1 is like it. An h1 with words for search engines is not what `og:title` has.
    """
    wanted = [fold(v) for v in fields["og"]] if any(fold(head) in rest for head in fields["h1"]) else rest
    if not wanted or any(_like(head, wanted) for head in fields["h1"]):
        return None
    below = _below(scan)
    under = (line for above, line in pairwise(below) if fold(f"{above} {line}") in wanted)
    lines = (
        line for line in (*below, *_above(scan, fields["h1"])) if len(line) >= 10 and fold(line) in wanted
    )
    return next(under, None) or with_colon(next(lines, None), fields)


def _below(scan: Scan) -> list[str]:
    """Return the first h1 and the lines below it."""
    at = next((scan.boxes[box].last for box in first_headings(scan)), None)
    pieces = scan.pieces[max(0, at - 1) : at + 6] if at is not None else []
    return [piece.text for piece in pieces if piece.size < 250]


def _above(scan: Scan, headings: list[str]) -> Iterator[str]:
    """Yield h2 and h3 headings up to the first h1 that is not the site's name."""
    for box in (index for index, box in enumerate(scan.boxes) if box.tag in _UPPER):
        text = scan.line_of(box, LONGEST)
        if scan.boxes[box].tag != "h1":
            yield text
        elif text in headings:
            return


_UPPER = frozenset(("h1", "h2", "h3"))


def _beats(scan: Scan, head: str, structured: str, fields: dict[str, list[str]]) -> bool:
    """Return True if a printed heading is a better headline than that of the structured data."""
    if _for_search(structured, head, fields):
        return True
    reworded = alike(fold(structured), fold(head)) >= _REWORDED or _votes(head, fields) > 2
    return reworded and not _is_printed(scan, structured)


_REWORDED = 0.55


def _is_printed(scan: Scan, structured: str) -> bool:
    """Return True if a line of the page is the structured headline."""
    folded = fold(structured)
    return any(abs(len(p.text) - len(structured)) < 12 and fold(p.text) == folded for p in scan.pieces)


def _votes(text: str, fields: dict[str, list[str]]) -> int:
    return sum(_like(text, [fold(v) for v in fields[where]]) for where in ("og", "twitter", "title", "hint"))


def _without_kicker(scan: Scan, head: str, rest: list[str]) -> str:
    """Return the part of an h1 that other fields have as headline, or the full h1 if one of them has it."""
    if fold(head) in rest:
        return head
    is_alike = _like(head, rest)
    parts = (part for box in first_headings(scan) for part in heading_parts(scan, box) if part in head)
    fits = (
        p for p in parts if fold(p) in rest or (not is_alike and any(_contains(o, fold(p)) for o in rest))
    )
    return next(fits, head)


def _for_search(structured: str, head: str, fields: dict[str, list[str]]) -> bool:
    """Return True if the structured headline is written for search engines.

    Then `<title>` has the same words, and `og:title` has those of the h1.
    """

    def like(text: str, where: str) -> bool:
        return any(alike(fold(text), fold(other), 0.9) >= 0.9 for other in fields[where])

    return like(structured, "title") and like(head, "og") and not like(structured, "og")


def _before_bar(text: str) -> str:
    """Return a title element's text before its last bar: "Mill saved from fire | Moor" without "Moor"."""
    first, _, last = text.rpartition(" | ")
    return first if len(first) > 15 and len(last.split()) <= 4 else text


def _supported_h1(headings: list[str], rest: list[str]) -> str | None:
    """Return the h1 that other fields support best; without support, a single h1 of five or more words."""
    if len(headings) == 1 and len(headings[0]) >= 30 and len(headings[0].split()) >= 5:
        return headings[0]
    scored = [(_support(fold(head), rest), -at) for at, head in enumerate(headings)]
    support, at = max(scored, default=(0.0, 0))
    return headings[-at] if support >= 0.35 else None


def _placed_h1(doc: Document, headings: list[str], rest: list[str], first: int) -> tuple[str | None, bool]:
    """Return an h1 with other words than the fields of the head, which are for search engines.

    It needs four points. It gets two if the address contains its words and not those of the fields, and one
    each if it is the only h1, if its class names a title, if it is just above the text, if a byline or a date
    is below it in an `<article>`, and if the fields differ from each other. It loses one if the address has
    only words of the fields. A page that prints what the fields have has that headline.

    The second value is True if the byline is there: that is enough against structured data, too.
    """
    slug = tokens(fold(unquote(split(doc.url).path.rstrip("/").rpartition("/")[2])))
    texts = [text for text in (*map(fold, headings), *rest) if tokens(text)]
    shares = {text: len(tokens(text) & slug) / len(tokens(text)) for text in texts}
    others = max((shares[text] for text in rest if text in shares), default=1.0)
    differ = len(rest) > 1 and not any(_like(one, [two]) for one, two in combinations(rest, 2))
    of_others = len(slug) >= _FEWEST and any(len(tokens(o) & slug) >= _OF_SLUG * len(slug) for o in rest)
    for box in first_headings(doc.scan):
        text = doc.scan.line_of(box, LONGEST)
        if text not in headings or size_of(text) < _SHORTEST or len(tokens(fold(text))) < _FEWEST:
            continue
        element, before = doc.scan.boxes[box].element, first - doc.scan.boxes[box].first
        name = f"{element.get('class')} {element.get('id')}".lower()
        has_byline = any(True for _ in element.iterancestors("article")) and _has_byline(doc.scan, box)
        points = 2 * (shares[fold(text)] >= _OF_SLUG and others <= 1 - _OF_SLUG) + (len(headings) == 1)
        points += ("title" in name or "headline" in name) + (0 < before <= _JUST_ABOVE) + differ
        points += has_byline - of_others
        if points >= _ENOUGH and not any(_is_printed(doc.scan, other) for other in rest):
            return text, has_byline
    return None, False


def _has_byline(scan: Scan, box: int) -> bool:
    """Return True if a byline or a date is in a short line below a heading; a standfirst may be between."""
    start = scan.boxes[box].last
    lines = [piece.text for piece in scan.pieces[start : start + _JUST_ABOVE] if piece.size < _BYLINE]
    return any(is_credit_line(line) or has_date(line) for line in lines)


_SHORTEST, _FEWEST = 12, 3  # characters and words of such an h1
_OF_SLUG = 0.7  # of a headline's words are in the last part of the address
_JUST_ABOVE, _BYLINE = 6, 100  # pieces, and characters
_ENOUGH = 4  # points


def _support(head: str, rest: list[str]) -> float:
    """Return how similar the most similar of the other headlines is to an h1, 0 to 1."""
    if any(head == other or _contains(other, head) or _contains(head, other) for other in rest):
        return 1.0
    return max((alike(head, other) for other in rest), default=0.4)


def printed_part(draft: Draft, title: str) -> str:
    """Return the part of a headline that is a line above the text, unless the full headline is one too.

    "Sport: Moor win the cup" → "Moor win the cup".
    """
    parts = [part for part in _PARTS.split(title) if len(part) >= 10]
    if len(parts) < 2 and ": " not in title:
        return title
    above = draft.scan.pieces[max(0, draft.first - 10) : draft.first + 1]
    lines = {fold(piece.text.split("\n")[0]) for piece in above}
    return title if fold(title) in lines else next((part for part in parts if fold(part) in lines), title)


_PARTS = re.compile(rf"{CUT.pattern}|:\s+")


def from_lines(draft: Draft) -> str | None:
    """Return the headline of a page without headings: a line before the first sentence.

    A line with which another text begins is preferred, otherwise the longest one.
    """
    lines = [at for at in draft.kept() if at < draft.first and draft.scan.pieces[at].size >= 15]
    texts = [draft.scan.pieces[at].text for at in lines if not is_furniture(draft, at)]
    texts = [text for text in texts if len(text) < 250 and not text.endswith((".", ":"))]
    all_texts = sorted({piece.text for piece in draft.scan.pieces})
    repeated_lines = [text for text in texts if _begins_another(all_texts, text)]
    return next(iter(repeated_lines or sorted(texts, key=len, reverse=True)), None)


def _begins_another(texts: list[str], text: str) -> bool:
    """Return True if one of the sorted `texts` is longer and begins with `text`."""
    behind = bisect_right(texts, text)
    return behind < len(texts) and texts[behind].startswith(text)


def first_sentence(scan: Scan, box: int, dropped: list[str | None]) -> int:
    """Return the first piece of a box that is a sentence and not in a dropped box."""
    boxes, article = scan.boxes, scan.boxes[box]
    return next(
        (
            at
            for at in range(article.first, article.last)
            if not dropped[scan.pieces[at].box]
            and scan.pieces[at].size >= 50
            and scan.pieces[at].link_share < 0.5
            and boxes[scan.pieces[at].box].tag not in HEADINGS
            and has_sentence(scan.pieces[at].text)
        ),
        article.first,
    )
