"""Brings back the greeting and the sign-off of a letter: short lines that other rules drop as labels."""

from __future__ import annotations

from pipelines.text.draft import Draft

_SHORT = 60  # characters
_SIGN_OFF = 3  # lines behind the last sentence: a greeting, a name, a role
_COMMAS = (",", "،", "，", "、")
_CALLS = (*_COMMAS, "!", "！")
_COLONS = (":", "：")


def letter_lines(draft: Draft) -> list[int]:
    """Return the dropped lines of a letter's greeting ("Dear Ann,") and sign-off ("Yours, / Bo").

    A line that ends with a comma is not a label, because it continues in the next line. The lines must have
    the same tag and parent box as the sentences.
    """
    sentences = [at for at in draft.remaining.kept if draft.is_prose(at)]
    if not sentences:
        return []
    first, last = sentences[0], sentences[-1]
    sign_off: list[int] = []
    for at in range(last + 1, min(last + 1 + _SIGN_OFF, len(draft.rules))):
        if not _matches_sentence(draft, at, last) or draft.cue(at):
            break
        sign_off.append(at)
    marks = (*_CALLS, *_COLONS) if sign_off else _CALLS
    greeting = (
        first - 1 if _matches_sentence(draft, first - 1, first) and _ends(draft, first - 1, marks) else None
    )
    if greeting is None and not any(_ends(draft, at, _COMMAS) for at in sign_off[:1]):
        sign_off = []
    lines = ([] if greeting is None else [greeting]) + sign_off
    return [at for at in lines if draft.rules[at] is not None]


def _matches_sentence(draft: Draft, at: int, sentence: int) -> bool:
    """Return True if a piece is a short plain line with the same tag and parent box as a sentence."""
    if at < 0:
        return False
    scan, piece = draft.scan, draft.scan.pieces[at]
    line_box, sentence_box = scan.boxes[piece.box], scan.boxes[scan.pieces[sentence].box]
    is_same_form = (
        line_box.tag == sentence_box.tag
        and line_box.parent == sentence_box.parent
        and line_box.groups == sentence_box.groups
    )
    return is_same_form and piece.size < _SHORT and not piece.links and any(map(str.isalpha, piece.text))


def _ends(draft: Draft, at: int, marks: tuple[str, ...]) -> bool:
    return draft.scan.pieces[at].text.endswith(marks)
