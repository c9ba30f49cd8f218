"""A page's headline as printed, chosen by agreement of what the page says of it. Knows no body text."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from pipelines.items import Site
from pipelines.markup import Document
from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.scan import Scan
from pipelines.markup.sentences import ends
from pipelines.markup.words import alike, fold
from pipelines.text.draft import Draft
from pipelines.text.headline.title_candidates import (
    LONGEST,
    Candidate,
    first_headings,
    gather,
    heading_parts,
    repeated,
)
from pipelines.text.headline.title_features import Context, features
from pipelines.text.headline.title_trim import parted, trimmed
from pipelines.text.lines.line_rules import is_furniture
from pipelines.text.metadata.site_name import CUT, host_word, site_names, without_site


def _holds(long: str, short: str) -> bool:
    return len(short) >= 12 and f" {short} " in f" {long} "


def title(doc: Document, heads: dict[str, list[str]], context: Context) -> str | None:
    """Return the printed headline without the site's name; None where the page offers none.

    `heads` are the headlines that `headlines` found. What most fields of the page agree on is taken at once;
    in doubt every line of the page that may be the headline is weighed.
    """
    chosen = _chosen(doc, heads, context)
    return chosen and trimmed(doc, heads, chosen, context)


def _chosen(doc: Document, heads: dict[str, list[str]], context: Context) -> str | None:
    ranked, agreed = _by_fields(doc, context.site, heads)
    if ranked and agreed:
        return ranked
    weighed = weigh(doc, heads, context)
    if not weighed:
        return ranked
    best = max(weighed, key=lambda pair: pair[1])
    mine = next(((c, score) for c, score in weighed if c.folded == fold(ranked or "")), None)
    if mine is None or not _has_fields(heads):
        return best[0].text
    settings = _weights()["lead"]
    lead = settings["structured" if "json-ld" in mine[0].origins else "others"]
    return best[0].text if best[1] - mine[1] > lead else ranked


def _has_fields(heads: dict[str, list[str]]) -> bool:
    return any(heads[where] for where in ("json-ld", "og", "twitter"))


def weigh(doc: Document, heads: dict[str, list[str]], context: Context) -> list[tuple[Candidate, float]]:
    """Return every candidate of a page with its score: the sum of its features' weights."""
    pool = gather(doc, context.site, heads, doc.scan, context.first)
    weights = _weights()["weight"]
    rows = features(doc, heads, pool, context)
    return [
        (c, sum(weights.get(name, 0.0) * value for name, value in row.items()))
        for c, row in zip(pool, rows, strict=True)
    ]


@cache
def _weights() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = tomllib.loads(
        Path(__file__).with_name("title_weights.toml").read_text(encoding="utf-8")
    )
    return found


def _by_fields(doc: Document, site: Site, found: dict[str, list[str]]) -> tuple[str | None, bool]:
    """The headline by the order of the fields, and whether enough of them agree on it."""
    scan = doc.scan
    names, host = site_names(doc, site), host_word(doc.url)
    whole = repeated(found)
    own = {
        where: [
            v
            for v in (without_site(value, names, host, whole=fold(value) in whole) for value in values)
            if v and fold(v) not in names
        ]
        for where, values in found.items()
    }
    others = [v for where in ("json-ld", "og", "twitter", "title", "hint") for v in own[where]]
    rest = list(dict.fromkeys(map(fold, others)))
    if line := _line(scan, own, rest):
        return line, _is_agreed(line, own, printed=True)
    head = _borne_out(own["h1"], rest)
    head = head and _without_kicker(scan, head, rest)
    said = next(iter(own["json-ld"]), None)
    if said and head and not _holds(fold(said), fold(head)) and _beats(scan, head, said, own):
        return head, _is_agreed(head, own, printed=True)
    ranked = (said, head, *own["og"], *map(_before_bar, own["title"]), *others, *own["h1"])
    chosen = next((v for v in ranked if v), None)
    return chosen, bool(chosen) and _is_agreed(chosen or "", own, printed=chosen in own["h1"])


def _is_agreed(text: str, own: dict[str, list[str]], *, printed: bool) -> bool:
    """True where two fields give it, or one that is meant for sharing gives what is printed."""
    folded = fold(text)
    fields = [where for where in ("json-ld", "og", "twitter") if folded in map(fold, own[where])]
    heads = list(map(fold, own["h1"]))
    return len(fields) + (folded in heads) > 1 or (len(fields) > 0 and printed)


def _like(text: str, others: list[str]) -> bool:
    return any(alike(fold(text), other, 0.9) >= 0.9 for other in others)


def _line(scan: Scan, own: dict[str, list[str]], rest: list[str]) -> str | None:
    """The line that others give as the headline, by itself or with the kicker above it, where no h1 is one.

    An h1 in a bar of links, there for search engines, is not what is shared.
    """
    wanted = [fold(v) for v in own["og"]] if any(fold(head) in rest for head in own["h1"]) else rest
    if not wanted or any(_like(head, wanted) for head in own["h1"]):
        return None
    below = _below(scan)
    under = (line for above, line in pairwise(below) if fold(f"{above} {line}") in wanted)
    lines = (line for line in (*below, *_above(scan, own["h1"])) if len(line) >= 10 and fold(line) in wanted)
    return next(under, None) or parted(next(lines, None), own)


def _below(scan: Scan) -> list[str]:
    """The first h1 and the lines below it."""
    at = next((scan.boxes[box].last for box in first_headings(scan)), None)
    held = scan.pieces[max(0, at - 1) : at + 6] if at is not None else []
    return [piece.text for piece in held if piece.size < 250]


def _above(scan: Scan, heads: list[str]) -> Iterator[str]:
    """Lower headings, until an h1 that is not the site's name."""
    for box in (index for index, box in enumerate(scan.boxes) if box.tag in _UPPER):
        text = scan.line_of(box, LONGEST)
        if scan.boxes[box].tag != "h1":
            yield text
        elif text in heads:
            return


_UPPER = frozenset(("h1", "h2", "h3"))


def _beats(scan: Scan, head: str, said: str, own: dict[str, list[str]]) -> bool:
    """True where a printed heading is more than the structured headline is."""
    if _cut_short(said, head) or _for_search(said, head, own):
        return True
    reworded = alike(fold(said), fold(head)) >= _REWORDED or _votes(head, own) > 2
    return reworded and not _is_shown(scan, said)


_REWORDED = 0.55


def _is_shown(scan: Scan, said: str) -> bool:
    """True where a line of the page is the structured headline."""
    folded = fold(said)
    return any(abs(len(p.text) - len(said)) < 12 and fold(p.text) == folded for p in scan.pieces)


def _votes(text: str, own: dict[str, list[str]]) -> int:
    return sum(_like(text, [fold(v) for v in own[where]]) for where in ("og", "twitter", "title", "hint"))


def _without_kicker(scan: Scan, head: str, rest: list[str]) -> str:
    """The part of an h1 that others give as the headline, where none of them gives the whole."""
    if fold(head) in rest:
        return head
    like = _like(head, rest)
    parts = (part for box in first_headings(scan) for part in heading_parts(scan, box) if part in head)
    fits = (p for p in parts if fold(p) in rest or (not like and any(_holds(o, fold(p)) for o in rest)))
    return next(fits, head)


def _for_search(said: str, head: str, own: dict[str, list[str]]) -> bool:
    """Structured data has the title element's words, written for search; the h1 has those that are shared."""

    def like(text: str, where: str) -> bool:
        return any(alike(fold(text), fold(other), 0.9) >= 0.9 for other in own[where])

    return like(said, "title") and like(head, "og") and not like(said, "og")


def _cut_short(said: str, head: str) -> bool:
    """Structured headlines are often cut at 110 characters."""
    short = fold(said.rstrip("… ."))
    return len(fold(head)) > len(short) >= 30 and fold(head).startswith(short)


def _before_bar(text: str) -> str:
    """A title element with a bar names the site behind it even where nothing else does."""
    first, _, last = text.rpartition(" | ")
    return first if len(first) > 15 and len(last.split()) <= 4 else text


def _borne_out(heads: list[str], rest: list[str]) -> str | None:
    """The h1 that the rest of the page bears out; one that stands alone must read as a headline."""
    scored = [(_support(fold(head), rest), -at) for at, head in enumerate(heads)]
    support, at = max(scored, default=(0.0, 0))
    if support >= 0.35 or (len(heads) == 1 and len(heads[0]) >= 30 and len(heads[0].split()) >= 5):
        return heads[-at]
    return None


def _support(head: str, rest: list[str]) -> float:
    """How much the best of the others is like a heading, 0 to 1."""
    if any(head == other or _holds(other, head) or _holds(head, other) for other in rest):
        return 1.0
    return max((alike(head, other) for other in rest), default=0.4)


def printed_part(draft: Draft, title: str) -> str:
    """The part of a headline that stands as a line of its own over the text, where the whole does not."""
    parts = [part for part in _PARTS.split(title) if len(part) >= 10]
    if len(parts) < 2 and ": " not in title:
        return title
    above = draft.scan.pieces[max(0, draft.first - 10) : draft.first + 1]
    lines = {fold(piece.text.split("\n")[0]) for piece in above}
    return title if fold(title) in lines else next((part for part in parts if fold(part) in lines), title)


_PARTS = re.compile(rf"{CUT.pattern}|:\s+")


def from_lines(draft: Draft) -> str | None:
    """The headline of a page without markup for one: a line before the first sentence, best one repeated."""
    lines = [at for at in draft.kept() if at < draft.first and draft.scan.pieces[at].size >= 15]
    texts = [draft.scan.pieces[at].text for at in lines if not is_furniture(draft, at)]
    texts = [text for text in texts if len(text) < 250 and not text.endswith((".", ":"))]
    known = sorted({piece.text for piece in draft.scan.pieces})
    glued = [text for text in texts if _goes_on(known, text)]
    return next(iter(glued or sorted(texts, key=len, reverse=True)), None)


def _goes_on(known: list[str], text: str) -> bool:
    """True where a longer one of `known`, which are sorted, begins with a text."""
    behind = bisect_right(known, text)
    return behind < len(known) and known[behind].startswith(text)


def first_sentence(scan: Scan, box: int, dropped: list[str | None]) -> int:
    """The first piece of a box that is a sentence and stands in no dropped box."""
    boxes, held = scan.boxes, scan.boxes[box]
    return next(
        (
            at
            for at in range(held.first, held.last)
            if not dropped[scan.pieces[at].box]
            and scan.pieces[at].size >= 50
            and scan.pieces[at].link_share < 0.5
            and boxes[scan.pieces[at].box].tag not in HEADINGS
            and ends(scan.pieces[at].text)
        ),
        held.first,
    )
