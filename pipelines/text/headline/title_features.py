"""The features of a candidate for the headline, as numbers for a linear model; `title.py` has the model."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import unquote

from pipelines.items import Site
from pipelines.markup import Document
from pipelines.markup.lexicon import load
from pipelines.markup.words import fold, size_of
from pipelines.text.headline.title_candidates import HEAD_FIELDS, Candidate
from pipelines.text.lines.credit_lines import is_credit_line
from pipelines.text.metadata.site_name import host_word, is_site, site_names
from pipelines.urls import split

Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Context:
    """Where the article is on its page."""

    site: Site
    dropped: Sequence[str | None]
    """For every box, the rule that drops it, or None."""
    first: int
    """The piece that is the article's first sentence."""


_OPENING = 12
"""Pieces at the beginning of the article's text in which a headline's words are searched."""
_STEPS = (
    (-1, "below"),
    (2, "above 1-2"),
    (5, "above 3-5"),
    (10, "above 6-10"),
    (20, "above 11-20"),
)
"""How many pieces a line is above the first sentence: the largest number, and the feature's name."""
_PRINTED = frozenset(("h1", "h1 part", "heading", "line"))
_MARK = re.compile(r"\s[|–—»«-]\s|[|｜]")


@lru_cache(maxsize=512)
def tokens(folded: str) -> frozenset[str]:
    """Return the words of a folded text; in scripts without spaces, its pairs of letters."""
    words = set(folded.split())
    if folded.isascii():
        return frozenset(words)
    for word in [word for word in words if not word.isascii()]:
        if size_of(word) > len(word):
            words.discard(word)
            words.update(word[at : at + 2] for at in range(max(1, len(word) - 1)))
    return frozenset(words)


def features(
    doc: Document, offered: Mapping[str, Sequence[str]], pool: Sequence[Candidate], context: Context
) -> list[Features]:
    """Return the features of each candidate, in the order of `pool`; a missing feature is 0."""
    page = _Page(doc, offered, pool, context)
    return [page.of(candidate) for candidate in pool]


@cache
def _generic() -> frozenset[str]:
    """Return words that may be the heading of any article's page: "News", "Article"."""
    return frozenset(fold(word) for words in load("labels")["nothing"].values() for word in words)


class _Page:
    """The data of one page with which its candidates are compared."""

    def __init__(
        self, doc: Document, offered: Mapping[str, Sequence[str]], pool: Sequence[Candidate], context: Context
    ) -> None:
        dropped, first = context.dropped, context.first
        scan = doc.scan
        self.scan, self.dropped, self.first = scan, dropped, first
        self.names, self.host = site_names(doc, context.site), host_word(doc.url)
        self.fields = {where: [f" {fold(v)} " for v in offered[where]] for where in (*HEAD_FIELDS, "h1")}
        self.folders = {fold(part) for part in unquote(split(doc.url).path).split("/")[:-1]} | _generic()
        self.slug = tokens(fold(unquote(split(doc.url).path)))
        opening = scan.pieces[first : first + _OPENING]
        self.text = tokens(fold(" ".join(piece.text[:600] for piece in opening)))
        self.headings = len(offered["h1"])
        self.first_h1 = fold(offered["h1"][0]) if offered["h1"] else ""
        counts = {c.folded: sum(where in c.origins for where in HEAD_FIELDS) for c in pool}
        self.most = max(counts.values(), default=0)
        self.agreed = [f" {text} " for text, count in counts.items() if count == self.most >= 2]
        in_head = {c.folded for c in pool if counts[c.folded]}
        self.given_parts = [f" {c.folded} " for c in pool if "h1 part" in c.origins and c.folded in in_head]
        self.has_node = any("json-ld" in c.origins for c in pool)
        self.has_og = any("og" in c.origins for c in pool)
        self.printed = [c.folded for c in pool if c.origins & _PRINTED]

    def of(self, c: Candidate) -> Features:
        row: Features = {f"in {origin}": 1.0 for origin in c.origins}
        row |= self._agreement(c)
        row |= self._looks(c)
        if c.origins & _PRINTED:
            row["printed"] = 1.0
            row |= self._place(c)
        return row

    def _agreement(self, c: Candidate) -> Features:
        padded, words = f" {c.folded} ", tokens(c.folded)
        exact = sum(where in c.origins for where in HEAD_FIELDS)
        row: Features = {f"fields {min(exact, 4)}": 1.0}
        best = 0.0
        for where, values in self.fields.items():
            if where in c.origins:
                continue
            for value in values[:3]:
                if padded in value:
                    row[f"within {where}"] = 1.0
                    if value.startswith(padded):
                        row["begins a field"] = 1.0
                elif value in padded and len(value) > 14:
                    row[f"holds {where}"] = 1.0
                other = tokens(value.strip())
                both = len(words & other)
                best = max(best, both / max(1, len(words | other)))
        row["alike"] = best
        row |= self._conflicts(c, padded, exact)
        if exact and c.origins & _PRINTED:
            row["printed and given"] = 1.0
            row[f"printed and given {min(exact, 3)}"] = 1.0
        if c.origins & _PRINTED and not exact:
            row["printed alone"] = 1.0
            if best < 0.3:
                row["printed, unlike any"] = 1.0
        longer = any(o != c.folded and len(c.folded) >= 30 and o.startswith(c.folded) for o in self.printed)
        if longer:
            row["cut short"] = 1.0
        return row

    def _conflicts(self, c: Candidate, padded: str, exact: int) -> Features:
        """Return with which fields a candidate agrees if the fields of the page's head and the h1 differ."""
        row: Features = {}
        if not exact and self.most >= 2:
            row[f"against {min(self.most, 4)} fields"] = 1.0
            if "h1" in c.origins:
                row[f"h1 against {min(self.most, 4)} fields"] = 1.0
        if exact == self.most >= 2:
            row["most fields"] = 1.0
            if not c.origins & _PRINTED:
                row[f"most fields, not printed {min(exact, 4)}"] = 1.0
        if padded not in self.agreed:
            if any(text in padded for text in self.agreed):
                row["holds the agreed"] = 1.0
            if any(padded in text for text in self.agreed):
                row["within the agreed"] = 1.0
        if any(text in padded and text != padded for text in self.given_parts):
            row["holds a given part of an h1"] = 1.0
        for where, has in (("json-ld", self.has_node), ("og", self.has_og)):
            if has and "h1" in c.origins:
                row[f"h1, {'also' if where in c.origins else 'not'} {where}"] = 1.0
        if self.has_node and self.has_og and len({"json-ld", "og"} & c.origins) == 1:
            row["json-ld, not og" if "json-ld" in c.origins else "og, not json-ld"] = 1.0
        if "title" in c.origins and "json-ld" in c.origins and "og" not in c.origins:
            row["json-ld and title, not og"] = 1.0
        return row

    def _looks(self, c: Candidate) -> Features:
        words = tokens(c.folded)
        count = len(c.folded.split())
        size = size_of(c.folded)
        row: Features = {
            "size": min(size, 120) / 60,
            "slug": len(words & self.slug) / len(words),
            "text": len(words & self.text) / len(words),
        }
        bins = ((12, "size < 12"), (20, "size < 20"), (30, "size < 30"))
        row |= {name: 1.0 for most, name in bins if size < most}
        if size > 160:
            row["size > 160"] = 1.0
        if count == 1 and size == len(c.folded):
            row["one word"] = 1.0
        if is_site(c.text, self.names, self.host):
            row["site"] = 1.0
        if c.folded in self.folders:
            row["a folder of the address"] = 1.0
        if c.text.endswith((".", "。", ":", "：")):
            row["ends a sentence"] = 1.0
        if _MARK.search(c.text):
            row["has a cut"] = 1.0
        if is_credit_line(c.text):
            row["credit"] = 1.0
        digits = sum(map(str.isdigit, c.folded))
        row["digits"] = digits / len(c.folded)
        if c.cut is not None:
            rest = fold(c.cut)
            row["rest short"] = float(len(rest.split()) <= 4)
            if is_site(c.cut, self.names, self.host):
                row["rest is site"] = 1.0
        if "h1" in c.origins:
            row["only h1"] = float(self.headings == 1)
            row["first h1"] = float(c.folded == self.first_h1)
        return row

    def _place(self, c: Candidate) -> Features:
        if c.at is None:
            return {}
        piece = self.scan.pieces[c.at]
        before = self.first - c.at
        row: Features = {}
        row[next((name for most, name in _STEPS if before <= most), "far above")] = 1.0
        if self.dropped[piece.box]:
            row["dropped"] = 1.0
        if piece.link_share > 0.5:
            row["link"] = 1.0
        if piece.strong_size > 0.8 * len(piece.text):
            row["strong"] = 1.0
        name = " ".join(
            filter(None, (self.scan.boxes[piece.box].element.get(k) for k in ("class", "id")))
        ).lower()
        if "title" in name or "head" in name:
            row["named headline"] = 1.0
        if c.at + 1 < len(self.scan.pieces) and is_credit_line(self.scan.pieces[c.at + 1].text):
            row["above a credit"] = 1.0
        return row
