"""Compares the kept pieces with the page's own `articleBody`, and drops those that are not in it."""

from __future__ import annotations

import re
from html import unescape

from pipelines.markup import Document
from pipelines.markup.words import fold, size_of
from pipelines.text.draft import Draft
from pipelines.text.metadata import structured

_TAGS = re.compile(r"<[^>]*>")
_TOO_MUCH = 1_000_000_000  # letters to search, which takes about a second
_PROBE = 24  # letters; two texts that share so many in a row are related
_COVERED = 0.6  # articleBody is evidence only if it contains this share of the kept text
_WHOLE = 0.85  # it is evidence behind its last paragraph only if it contains this share


def apply(draft: Draft, doc: Document) -> None:
    """Drop kept pieces that are not in the structured body; headings and the standfirst are kept."""
    body = structured.text_of(structured.article(doc).get("articleBody"))
    if not body or size_of(body) < 300:
        return
    squeezed = _squeeze(_TAGS.sub(" ", unescape(body)))
    if len(squeezed) * len(draft.rules) > _TOO_MUCH:
        return
    shares = {at: _share(_squeeze(draft.scan.pieces[at].text), squeezed) for at in draft.kept()}
    sizes = {at: draft.scan.pieces[at].size for at in shares}
    covered = sum(sizes[at] for at in shares if shares[at] > 0.5) / max(1, sum(sizes.values()))
    if covered < _COVERED:
        return
    matched = [at for at in shares if shares[at] > 0.5]
    for at, share in shares.items():  # a standfirst comes before the body
        within = matched[0] < at and (at < matched[-1] or covered >= _WHOLE)
        if share == 0 and within and not _spared(draft, at):
            draft.decide((at,), "matcher", "not in the page's articleBody")


def _spared(draft: Draft, at: int) -> bool:
    return at in draft.leads or draft.is_heading(at) or draft.kind(at) in {"table", "code"}


def _squeeze(text: str) -> str:
    return fold(text).replace(" ", "")


def _share(text: str, body: str) -> float:
    """Return the share of probes in the body: start, middle and end, or the whole of a short text."""
    if len(text) <= _PROBE:
        return float(text in body)
    starts = (0, (len(text) - _PROBE) // 2, len(text) - _PROBE)
    return sum(text[start : start + _PROBE] in body for start in starts) / len(starts)
