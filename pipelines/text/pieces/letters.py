"""Brings back how a letter begins and ends: short lines that would be labels anywhere else."""

from __future__ import annotations

from pipelines.text.draft import Draft

_SHORT = 60  # characters
_SIGNED = 3  # lines behind the last sentence: a greeting, a name, a role
_COMMAS = (",", "،", "，", "、")
_CALLS = (*_COMMAS, "!", "！")
_COLONS = (":", "：")


def letter_lines(draft: Draft) -> list[int]:
    """Return the greeting before the first sentence of a letter, and the sign-off behind its last.

    A line that ends with a comma is no label: it goes on in the next. Each stands as the sentences do.
    """
    told = [at for at in draft.remaining.kept if draft.is_prose(at)]
    if not told:
        return []
    first, last = told[0], told[-1]
    signed: list[int] = []
    for at in range(last + 1, min(last + 1 + _SIGNED, len(draft.rules))):
        if not _goes_with(draft, at, last) or draft.cue(at):
            break
        signed.append(at)
    calls = (*_CALLS, *_COLONS) if signed else _CALLS
    greeting = first - 1 if _goes_with(draft, first - 1, first) and _ends(draft, first - 1, calls) else None
    if greeting is None and not any(_ends(draft, at, _COMMAS) for at in signed[:1]):
        signed = []
    found = ([] if greeting is None else [greeting]) + signed
    return [at for at in found if draft.rules[at] is not None]


def _goes_with(draft: Draft, at: int, sentence: int) -> bool:
    """Whether a piece is a short plain line that stands in the same box as a sentence, with the same tag."""
    if at < 0:
        return False
    scan, piece = draft.scan, draft.scan.pieces[at]
    own, other = scan.boxes[piece.box], scan.boxes[scan.pieces[sentence].box]
    alike = own.tag == other.tag and own.parent == other.parent and own.groups == other.groups
    return alike and piece.size < _SHORT and not piece.links and any(map(str.isalpha, piece.text))


def _ends(draft: Draft, at: int, marks: tuple[str, ...]) -> bool:
    return draft.scan.pieces[at].text.endswith(marks)
