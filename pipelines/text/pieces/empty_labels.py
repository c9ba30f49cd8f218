"""Cuts the label at the end of a text if its link is gone: "Read also –" introduces nothing there."""

from __future__ import annotations

import re

from pipelines.markup.cues import cue
from pipelines.text.draft import Cut, Draft

_LABELS = frozenset(("related", "promo"))
_LONGEST = 60  # characters
_LEADS_IN = re.compile(r"[:：\-–—→»>]\s*$")
_PARTS = re.compile(r"\n|(?<=[.!?…。！？।؟\"”»])\s+")


def apply(draft: Draft) -> None:
    """Remove such a label from the last piece that is left, or the piece if it is nothing else."""
    last = draft.remaining.kept[-1:]
    for at in last:
        text = draft.scan.pieces[at].text
        start = max((part.end() for part in _PARTS.finditer(text)), default=0)
        if not _is_label(text[start:]):
            continue
        rest = text[:start].rstrip()
        if rest:
            draft.cut((Cut(at, text[start:], "related", rest),))
        else:
            draft.decide((at,), "related", "a label that introduces nothing")


def _is_label(line: str) -> bool:
    words = _LEADS_IN.sub("", line)
    found = cue(words) if len(words) < min(len(line), _LONGEST) else None
    return found is not None and found[1] and found[0] in _LABELS
