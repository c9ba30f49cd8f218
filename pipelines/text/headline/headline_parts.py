"""Separates a headline from other parts of its heading: kicker, badge, date, byline, comments."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache

from lxml import html

from pipelines.markup.lexicon import Group, groups_of, load
from pipelines.markup.words import fold, size_of, tidy
from pipelines.text.lines.credit_lines import after_label, is_credit_line
from pipelines.text.lines.line_rules import has_date
from pipelines.text.names.name_forms import is_written
from pipelines.text.names.person_names import names_in

_PERSON = int(Group.PERSON)
_FURNITURE = int(Group.META | Group.SHARE | Group.COMMENTS | Group.BUTTON)
_LEAST, _SHARE = 18, 0.35
"""Least size of a headline, and its least share of the heading."""
_COUNT = re.compile(r"\W*\d+\s+\w+\W*")
Part = tuple[html.HtmlElement | None, str]


def bare_headline(heading: html.HtmlElement, whole: str, head_titles: Collection[str]) -> str:
    """Return the headline in a heading: `<h1><b class="kicker">Moor</b> Mill saved</h1>` → "Mill saved".

    `whole` is the heading's full text; `head_titles` are the folded headlines in the page's head, with and
    without the site's name. If one of these begins with the full text, it is returned unchanged.
    """
    parts = _parts(heading)
    if len(parts) < _SEVERAL:
        return whole
    inner = _without_ends(parts)
    if _is_in_head(whole, head_titles):
        return whole
    above = _joined([part for part in parts if not _is_subtitle(part)])
    if above != _joined(parts) and fold(above) in head_titles:
        return above
    if len(inner) < len(parts) and 2 * len(_joined(inner)) > len(whole) and _is_enough(_joined(inner), whole):
        whole = _joined(inner)
    runs = (_joined(parts[a:b]) for a in range(len(parts)) for b in range(len(parts), a, -1))
    return next((run for run in runs if _is_enough(run, whole) and fold(run) in head_titles), whole)


_SEVERAL, _MOST = 2, 8  # parts of a heading


def _parts(heading: html.HtmlElement) -> list[Part]:
    """Return the texts and child elements of a heading, or of its only child element."""
    element = heading
    while len(element) == 1 and not (element.text or "").strip() and not (element[0].tail or "").strip():
        element = element[0]
    parts: list[Part] = [(None, element.text or "")]
    for child in element[:_MOST]:
        if isinstance(child.tag, str):
            parts.append((child, child.text_content()[:1_000]))
        parts.append((None, child.tail or ""))
    return [(child, tidy(text)) for child, text in parts if text.strip()]


def _without_ends(parts: list[Part]) -> list[Part]:
    """Return the parts without dates, bylines and the like at either end."""
    places = [at for at, part in enumerate(parts) if not _is_extra(part)]
    return parts[places[0] : places[-1] + 1] if places else []


def _joined(parts: Iterator[Part] | list[Part]) -> str:
    return tidy(" ".join(text for _, text in parts)).strip(" -–—|:·/")


def _is_enough(text: str, whole: str) -> bool:
    return size_of(text) >= _LEAST and len(text) >= _SHARE * len(whole)


def _is_in_head(text: str, head_titles: Collection[str]) -> bool:
    folded = fold(text)
    return any(head == folded or head.startswith(f"{folded} ") for head in head_titles)


def _is_subtitle(part: Part) -> bool:
    """Return True for a `<small>` element, or one with a class for standfirsts."""
    element, _ = part
    return element is not None and bool(
        element.tag == "small" or groups_of(element.get("class") or "") & Group.LEAD
    )


def _is_extra(part: Part) -> bool:
    """Return True if an element in a heading is a date, a byline, a source or a number of comments."""
    element, text = part
    if element is None or len(text) > _LONG:
        return False
    groups = groups_of(element.get("class") or "")
    if element.tag in {"time", "button"} or groups & _FURNITURE or _COUNT.fullmatch(text):
        return True
    return has_date(text) or is_credit_line(text) or after_label(f" {text}") is not None or is_person(part)


def is_person(part: Part) -> bool:
    """Return True if a part is a name in a `<small>` element, or in one with a class for authors."""
    element, text = part
    if element is None or len(text) > _LONG:
        return False
    may_be_author = bool(groups_of(element.get("class") or "") & _PERSON) or element.tag == "small"
    return may_be_author and any(map(is_written, names_in(text, printed=True)))


_LONG = 60  # characters


def persons_in(heading: html.HtmlElement) -> list[str]:
    """Return the names of persons beside the headline in its heading."""
    texts = [text for element, text in _parts(heading) if is_person((element, text))]
    return [name for text in texts for name in names_in(text, printed=True) if is_written(name)]


def without_badge(text: str, given: Sequence[str]) -> str:
    """Return a printed headline without the sign of a badge at either end: "+ Mill saved", "Mill saved ★".

    The page's head must have the same headline, and nowhere with its sign: "+5 degrees in Moor" keeps it.
    """
    bare = _BADGE.sub("", text)
    if bare == text or any(
        sign_and_word in value for value in given for sign_and_word in (text, _glued(text))
    ):
        return text
    return bare if bare and any(bare in value for value in given) else text


_BADGE = re.compile(r"^[+★☆●▶►🔒◆■✦⭐🔑]\ufe0f?\s*|\s+[+★☆●▶►🔒◆■✦⭐🔑]\ufe0f?$")


def _glued(text: str) -> str:
    """Return a headline without spaces beside its sign: the page's head may have "+5" for "+ 5"."""
    return re.sub(r"^(\W)\s+|\s+(\W)$", r"\1\2", text)


def without_credit(text: str) -> str:
    """Return a headline without a picture credit in brackets at its end: "（写真＝ロイター）"."""
    match = _credit().search(text) if text[-1:] in ")）]］" else None
    return text[: match.start()].rstrip() if match and match.start() else text


@cache
def _credit() -> re.Pattern[str]:
    words = sorted({w for ws in load("labels")["credit"].values() for w in ws}, key=len, reverse=True)
    return re.compile(
        rf"\s*[(（\[［](?:{'|'.join(map(re.escape, words))})\s?[=＝:：][^()（）\[\]［］]{{1,40}}[)）\]］]$",
        re.I,
    )
