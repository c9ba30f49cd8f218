"""Tests of a single line by its words: buttons, dates, bylines, credits, labels."""

from __future__ import annotations

import re
from functools import cache

from pipelines.markup.cues import continues_after_phrase, phrases
from pipelines.markup.lexicon import load
from pipelines.markup.scan import Piece
from pipelines.markup.sentences import has_sentence
from pipelines.markup.words import fold, with_ascii_digits
from pipelines.text.draft import Draft, Test
from pipelines.text.lines.credit_lines import is_credit_line
from pipelines.text.lines.reader_lines import words_in
from pipelines.text.names.credit_words import words_of
from pipelines.text.names.person_names import is_role
from pipelines.text.names.role_labels import Role, read_credit

_CRUMBS = re.compile(
    r"^[^.!?]{0,60}(?:\s(?:<<|>>|»|«|›|‹|→|>)\s[^.!?]{0,60})+$|^(?:[^/|]{2,25}\s[/|]\s){2,}[^/|]{2,40}$"
)
_YEAR = r"(?:19|20|13|14|25)\d\d"
_MONTH = (
    r"(?:[^\W\d_]{3,12}|[^\W\d_a-z][^\s\d.,:;()/-]{1,14})\.?"  # vowel signs of Indian scripts are no letters
)
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|º|\.)?"
DATE_OR_TIME = re.compile(
    r"(?<![\d.,:])\d{1,2}[:h]\d{2}(?!\d)"
    r"|(?<![\d.,:])\d{1,2}\.\d{2}(?=\s*(?:uhr|klo|ore|hod|h|น|am|pm)\b)"
    r"|(?<![\w.-])\d{1,4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}(?!\w)"
    rf"|\b{_DAY},?\s(?:de\s)?{_MONTH},?\s(?:de\s|del\s)?{_YEAR}\b|{_MONTH}\s{_DAY},?\s{_YEAR}\b"
    rf"|\b{_YEAR}\.?\s{_MONTH}\s{_DAY}(?!\w)"
    r"|\d{2,4}\s?[年년]\s?\d{1,2}\s?[月월]",
    re.I,
)
_BARE_YEAR = re.compile(rf"\b{_YEAR}\b")
_WORD = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")
_ABOUT_DATE = 30  # letters that may be beside a date in the text: "Last updated", "Stand"
_SYMBOLS = re.compile(r"^[\W\d_]*$")
_CREDIT_MARKS = re.compile(r"[:：©=＝]|[)\]）]\.?$")
_NOISE = re.compile(r"^\{\s*\"\w+\"\s*:.*\}$|^\[/?[a-z]+[-_][\w-]+(?:\s+[\w-]+\s?=.*)?\]$", re.S)
_PARENS = re.compile(r"\([^()]*\)")
_DATED = re.compile(r"(?:[^\W\d_]{3,10}\.? \d{1,2},?|\d{1,2}\.? [^\W\d_]{3,10}) (?:19|20)\d\d\s+[-–—]\s")
_CELLS = frozenset(("td", "th", "pre"))
_OPENING = frozenset('"“„«')  # a line that begins with a quotation
_NOTICE = 1500  # characters; house rules for comments are long


def is_cue(*rules: str) -> Test:
    """Return a test that matches lines with a phrase of data/cues.toml under one of `rules`."""

    def test(draft: Draft, at: int, piece: Piece) -> bool:
        line_cue = draft.cue(at) if piece.size <= _NOTICE else None
        if not line_cue or line_cue[0] not in rules:
            return False
        if is_in_table(draft, at) and not (line_cue[1] and _heads_table_behind(draft, at)):
            return False
        short = piece.size < 90 or (piece.size < 200 and not draft.is_prose(at))
        if short and not piece.links and draft.is_prose(at) and continues_after_phrase(piece.text):
            return False
        return line_cue[1] or piece.link_share > 0.3 or short

    return test


def _heads_table_behind(draft: Draft, at: int) -> bool:
    """Return True for a heading that is the first cell of a table behind the last sentence."""
    table = draft.table(at)
    is_first = table is not None and draft.scan.boxes[table].first == at
    return is_first and draft.is_heading(at) and not any(draft.is_prose(i) for i in draft.kept() if i > at)


def is_in_table(draft: Draft, at: int) -> bool:
    """Return True for a cell or preformatted text. The only text of a table is no cell: it is a box."""
    tag = draft.tag(at)
    if tag not in _CELLS or tag == "pre":
        return tag == "pre"
    boxes = (draft.scan.boxes[index] for index in draft.scan.ancestors(draft.scan.pieces[at].box))
    table = next((box for box in boxes if box.tag == "table"), None)
    return table is None or table.last - table.first > 1


def is_rights(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for a short copyright line: "© 2026 Herald"; for a longer one below the text, too."""
    if piece.size >= _RIGHTS:
        is_last = draft.first < at == draft.last_content()
        is_notice = piece.size < _LONG_RIGHTS and _RIGHTS_OF_YEAR.match(piece.text) is not None
        return is_last and is_notice
    if "©" in piece.text:
        return True
    text = piece.text.casefold().replace("’", "'")
    claims = [words for words in _claims() if words in text]
    if claims and draft.is_prose(at) and all(_continues(text, words) for words in claims):
        return False
    return bool(claims) or _is_rights_cue(draft, at, piece)


_RIGHTS, _LONG_RIGHTS = 160, 600  # characters
_RIGHTS_OF_YEAR = re.compile(r"(?:copyright\s*)?(?:©|\(c\))\s*(?:copyright\s*)?(?:19|20)\d\d\b", re.I)


def _continues(text: str, words: str) -> bool:
    """Return True if the sentence continues after the words, so that they are part of the story."""
    behind = text.partition(words)[2] if words in _phrases("rights") else ""
    return len(behind) >= _LONG_REST and behind[1:2].isalpha() and not behind[:1].isalnum()


_LONG_REST = 40  # characters; the name of a rights holder is shorter


_is_rights_cue = is_cue("copyright")


@cache
def _claims() -> tuple[str, ...]:
    return tuple(
        words.replace("’", "'") for rule, _, words in phrases() if rule == "copyright" and len(words) > 9
    )


def is_date_line(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for a short line that is a date or a time with its label."""
    if at < draft.first and piece.size < 200 and _DATED.match(piece.text):
        return True
    # in a dense script a line of as many letters is larger: "published: … changed: …"
    is_double = at < draft.first and len(piece.text) <= 110 and len(DATE_OR_TIME.findall(piece.text)) > 1
    if piece.size > 110 and not is_double:
        return False
    above, tag, is_top = at < draft.first, draft.tag(at), _is_above(draft, at)
    # the full stop of an abbreviation does not end a sentence: "02/02/2025 KL. 09:00"
    undated = DATE_OR_TIME.sub("", piece.text).rstrip(" .") if is_top else piece.text
    if has_sentence(undated) or len(undated.split()) > 14:
        return False
    if tag in _CELLS or (tag == "li" and not above) or draft.is_heading(at):
        return False
    digits = sum(c.isdigit() for c in piece.text)
    return digits >= len(piece.text) * 0.12 and _is_date(
        piece.text,
        above and tag != "li",
        most=_TWO_LABELS if is_top and len(DATE_OR_TIME.findall(piece.text)) > 1 else _ONE_LABEL,
    )


def is_reading_time(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for a line above or below the text that says how long it is: "3 Min. Lesezeit"."""
    if piece.size > _READING_TIME or draft.first < at < draft.last_content() or draft.is_heading(at):
        return False
    words = words_in(piece.text)
    others = [word for word in words if word not in _reading_words()]
    return (
        len(others) < len(words)
        and [word.isdigit() for word in others].count(False) <= _MINUTES
        and (sum(map(str.isdigit, others)) == 1)
    )


_READING_TIME, _MINUTES = 40, 1  # characters of the line, and other words in it: "min"


@cache
def _reading_words() -> frozenset[str]:
    return frozenset(word for phrase in words_of("reading") for word in words_in(phrase) if len(word) > 3)


_ONE_LABEL, _TWO_LABELS = 5, 8  # words beside a date, or beside that of the change, too


def is_facts_line(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for a line near the first sentence that only elements divide, with a date in one of them:
    `<span>By Ann Lee</span><span>3 May 2026</span><span>5 min</span>`."""
    if (
        piece.size > _FACTS
        or at > draft.first + _NEAR_FIRST
        or draft.is_heading(at)
        or draft.tag(at) in _CELLS
    ):
        return False
    box = draft.scan.boxes[piece.box].element
    parts = [(run, holder) for run, holder in zip(piece.runs, piece.holders, strict=True) if run.strip()]
    if len({id(holder) for _, holder in parts}) < max(2, len(parts)):
        return False
    is_divided = all(holder is not box and not has_sentence(run.strip()) for run, holder in parts)
    return is_divided and any(DATE_OR_TIME.search(run) and has_date(run) for run, _ in parts)


_FACTS, _NEAR_FIRST = 200, 3  # characters of such a line, and pieces behind the first sentence


def has_date(text: str) -> bool:
    """Return True if a text has a day or a time, and little else."""
    text = text if text.isascii() else with_ascii_digits(text)
    rest = DATE_OR_TIME.sub("", text)
    return len(rest) < len(text) and sum(map(len, _WORD.findall(rest))) <= _ABOUT_DATE


def _is_date(text: str, above: bool, most: int) -> bool:
    """Return True for a date; above the text a year is enough, in it `most` words may be beside a date."""
    rest = DATE_OR_TIME.sub("", text)
    if above:
        return len(rest) < len(text) or _BARE_YEAR.search(text) is not None
    words = _WORD.findall(rest)
    return len(rest) < len(text) and len(words) <= most and sum(map(len, words)) <= _ABOUT_DATE


def is_byline(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for a line that is little more than the authors' names, or that begins like a byline."""
    if piece.size > 300 or has_sentence(piece.text.rstrip(" .")) or draft.tag(at) in _CELLS:
        return False
    text = fold(_PARENS.sub(" ", piece.text))
    left = len(text) - sum(len(name) for name in draft.names if name in text)
    is_credit_line_above = (
        is_credit_line(piece.text) and not has_sentence(piece.text) and _is_above(draft, at)
    )
    is_top = at < draft.first or is_credit_line_above
    return left < len(text) and (left <= 6 or (left <= 60 and is_top))


def is_signed(draft: Draft, at: int) -> bool:
    """Return True for a short line with a year that begins with an author: "By Ann Lee, March 2026"."""
    text = draft.folded(at)
    starts = any(0 <= text.find(name) <= _BY for name in draft.names if name)
    return starts and len(text) <= _SIGNED and bool(_ANY_YEAR.search(text))


_BY, _SIGNED = 6, 120  # characters before the name, and of the line
_ANY_YEAR = re.compile(_YEAR)  # without `\b`: some dates run into each other, "22, 2022December 16"


def is_crumbs(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for a breadcrumb trail before the first paragraph: "Home › Culture"."""
    return piece.size < 200 and at < draft.first and bool(_CRUMBS.match(piece.text))


def is_symbols(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for bullets, counters and lines drawn with characters, but not for a numbered heading."""
    return (
        piece.size < 30
        and not draft.is_heading(at)
        and draft.tag(at) not in _CELLS
        and bool(_SYMBOLS.match(piece.text))
    )


def is_label(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for a line that begins with the article's number ("News ID: 84451"), or is its DOI."""
    return piece.size < 120 and (external_id(piece.text) is not None or _DOI.match(piece.text) is not None)


_DOI = re.compile(r"(?:doi\s*[:：]?\s*)?(?:https?://(?:dx\.)?doi\.org/)?10\.\d{4,9}/\S+$", re.I)


@cache
def _id_line() -> re.Pattern[str]:
    words = sorted({re.escape(w) for ws in load("labels")["id"].values() for w in ws}, key=len, reverse=True)
    return re.compile(
        rf"^\W*(?:{'|'.join(words)})\s*[:：#.]?\s*([\w-]*\d[\w-]*)"
        r"(?=\W*$|\s*[|·•\n]|\s+[^\W\d_]+(?:\s[^\W\d_]+)?\s?[:：])",
        re.I,
    )


def external_id(text: str) -> str | None:
    """Return the number in a line such as "News ID: 84451"."""
    match = _id_line().match(text) if len(text) < 120 and _DIGIT.search(text) else None
    return match[1] if match else None


def is_credit(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for a caption that ends with a credit: "(Photo: Agency)", "© Agency", "Foto: Ann Lee"."""
    tail = piece.text[-150:]
    if at <= draft.first and piece.size < 400 and _TAKEN.search(tail):
        return True
    if piece.size >= 400 or not _CREDIT_MARKS.search(tail) or is_in_table(draft, at):
        return False
    last_run = next((run for run in reversed(piece.runs) if run.strip()), "").strip()
    return any(_credit().search(text) for text in (tail, last_run[-150:]))


_TAKEN = re.compile(r"[（(【〔][^（）()【】〔〕]{1,24}(?:攝影?|摄影?|撮影|촬영)[）)】〕]$")
"""The photographer in brackets, in Chinese, Japanese and Korean: the caption ends so, a sentence does not."""


def is_credit_above(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for a line above the text that names who did something else: "Illustration by Noor Dahl".

    Under a byline, a line with only the author's post and place is part of it: "Crime reporter, Oldtown".
    """
    if piece.size >= _CREDIT_LINE or not _is_above(draft, at):
        return False
    if draft.is_heading(at) or is_in_table(draft, at):
        return False
    credit = read_credit(piece.text)
    if credit is not None and credit.role is Role.OTHER and credit.names:
        return all(len(name.split()) <= _LONGEST_NAME for name in credit.names)
    return at > 0 and draft.rules[at - 1] == "byline" and is_role(piece.text.partition(",")[0])


_CREDIT_LINE, _LONGEST_NAME = 100, 4  # characters, and words


def _is_above(draft: Draft, at: int) -> bool:
    """Return True for a piece with at most one sentence above it, which may be the standfirst."""
    if at <= draft.first:
        return True
    return at < draft.first + _ABOVE and sum(map(draft.is_prose, range(draft.first, at))) <= 1


_ABOVE = 10  # pieces between standfirst and text


@cache
def _credit() -> re.Pattern[str]:
    words = "|".join(
        sorted({re.escape(w) for ws in load("labels")["credit"].values() for w in ws}, key=len, reverse=True)
    )
    return re.compile(
        rf"[(\[](?:{words})\s*[:：|/]?\s[^)\]]{{2,130}}[)\]]\.?$"
        rf"|[（(\[［](?:{words})\s*[:：/／=＝]\s?[^)\]）］]{{2,130}}[)\]）］]\.?$"
        rf"|[/／]\s?(?:{words})\s?[=＝]\s?[^.=＝]{{2,40}}$"
        rf"|(?:^|[\s.)|])(?:{words})\s*[:：]\s*(?:[^.:]|\.(?=[^\W\d_])|(?<=\b[^\W\d_])\.(?=\s)){{2,60}}$"
        r"|(?:^|\s)©\s?(?:[^.©]|\.(?=[^\W\d_])){2,60}$",
        re.I,
    )


@cache
def _phrases(kind: str) -> tuple[str, ...]:
    return tuple(phrase.casefold() for lines in load("labels")[kind].values() for phrase in lines)


def is_code_noise(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for leftovers of the page's software: JSON, or a shortcode such as `[ad_box id=3]`."""
    return _NOISE.match(piece.text) is not None and draft.kind(at) not in {"code", "table"}


def is_furniture(draft: Draft, at: int) -> bool:
    """Return True for a line that cannot be a headline: breadcrumbs, a time, a label, a button."""
    piece = draft.scan.pieces[at]
    line_cue = draft.cue(at)
    tests = (is_crumbs, is_date_line, is_label, is_symbols)
    return bool(line_cue and line_cue[1]) or any(test(draft, at, piece) for test in tests)
