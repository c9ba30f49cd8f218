"""Cuts the label at the end of a text if its links are gone: "Read also –" introduces nothing there."""

from __future__ import annotations

import re

from pipelines.markup.cues import cue
from pipelines.text.draft import Cut, Draft

_LABELS = frozenset(("related", "promo"))
_LONGEST = 60  # characters
_LEADS_IN = re.compile(r"[:：\-–—→»>]\s*$")
_PARTS = re.compile(r"\n|(?<=[.!?…。！？।؟\"”»])\s+")


def apply(draft: Draft) -> None:
    """Remove such a label from the last piece that is left, or the piece if it is nothing else.

    The only piece of a text is no label.
    """
    for at in draft.remaining.kept[1:][-1:]:
        text = draft.scan.pieces[at].text
        start = max((part.end() for part in _PARTS.finditer(text)), default=0)
        rest = text[:start].rstrip()
        if not rest and (_is_label(text) or _stands_above_links(draft, at)):
            draft.decide((at,), "related", "a label that introduces nothing")
        elif rest and _is_label(text[start:]):
            draft.cut((Cut(at, text[start:], "related", rest),))


def _is_label(line: str) -> bool:
    words = _LEADS_IN.sub("", line)
    found = cue(words) if len(words) < min(len(line), _LONGEST) else None
    return found is not None and found[1] and found[0] in _LABELS


def _stands_above_links(draft: Draft, at: int) -> bool:
    """Return True for a short heading, or a line that ends as a label does, right above dropped links.

    Where other pages of the site have text, its place may be one that is kept.
    """
    text = draft.scan.pieces[at].text
    if len(text) >= _LONGEST or draft.is_prose(at) or at + 1 >= len(draft.rules):
        return False
    if not draft.is_heading(at) and _LEADS_IN.search(text) is None:
        return False
    return draft.rules[at + 1] is not None and draft.scan.pieces[at + 1].link_share > _LINKS


_LINKS = 0.6
