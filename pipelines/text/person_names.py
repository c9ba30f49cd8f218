"""Names out of a printed credit: what stands before, between and behind them is data. Knows no page."""

from __future__ import annotations

import re
from functools import cache
from html import unescape

from pipelines.markup.lexicon import load
from pipelines.markup.words import fold, size_of, tidy

_MAIL = re.compile(r"\S+@\S+|https?://\S+|(?<!\w)@\w+")
_HANDLE = re.compile(r"\s*\(@\w+\)")
_PARENS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_EDGES = " -–—|:：,.·•●∙;\"'“”/*"
_GLUED_MONTH = re.compile(r"(?<=[a-z])(?=[A-Z][a-z]{2,8}\.?\s+\d)")
# A date behind a name, with the word before the day: "on Jan 22, 2025", "4 August", "3/4/2025".
_NUMERIC = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
_DATED = re.compile(
    r"(?:\s+on)?(?:[\s,]+[^\W\d_]{3,9}\.?)?\s*\b\d{1,4}\b.*$|\d{1,2}[./-]\d.*$|\s+on\s.*$", re.S
)


_LONGEST = 1_000
"""Characters of a credit that are read: the patterns below go over a text several times."""


def names_in(raw: str, *, printed: bool = False, house: bool = False) -> list[str]:
    """Cut one credit ("By Ann Lee and Bo Ek, Reporter") into names.

    Roles and dates behind a name go only where it is `printed`: structured data names "Herald staff reporter"
    on purpose. The name of a `house` may have an "and" of its own.
    """
    raw = _plain(raw[:_LONGEST])
    apart = _GLUED_MONTH.sub(" ", _HANDLE.sub(" | ", raw)) if printed else tidy(raw)
    text = _MAIL.sub(" ", _PARENS.sub(" ", apart))
    bare = _without_prefix(_NUMERIC.sub("|", text).strip(_EDGES))
    parts = _parted(bare) if not house or _COMMAS.search(bare) else [bare]
    alone = [_alone(part) if printed else part.strip(_EDGES) for part in parts]
    if turned := _turned(text, alone):
        return [turned]
    names = ((at, part, _one(part, printed)) for at, part in enumerate(alone))
    return [
        name for at, part, name in names if name and _is_name(name) and not _is_post(at, part, name, printed)
    ]


_COMMAS = re.compile(r"[,;|•]")


def _plain(raw: str) -> str:
    """A credit without markup, pictures and entities, some of which are escaped twice."""
    if "&" in raw:
        raw = unescape(unescape(raw))
    if "<" in raw:
        raw = _TAGS.sub(" ", raw)
    return raw if raw.isascii() else _PICTURES.sub(" ", raw)


_TAGS = re.compile(r"<[^<>]*>")
_PICTURES = re.compile("[\u2600-\u27bf\ufe0f\u200d\U0001f000-\U0001faff]+")


def _without_prefix(text: str) -> str:
    """A credit without its "by"; "Contributors to the project" is a name as a whole."""
    rest = _prefix().sub("", text)
    first = rest.split(maxsplit=1)[:1]
    whole = rest != text and first and first[0] in _lines("whom")
    return text if whole else rest


def _parted(text: str) -> list[str]:
    """A credit cut between its names; a short "and" inside a name ("Mac & i") does not part it."""
    parts = _joints().split(text)
    if len(parts) != _PAIR or not _SMALL_AND.search(text):
        return parts
    last = parts[1].strip(_EDGES)
    small = last[:1].islower() and " " not in last and len(last) < _INITIALS
    single = " " not in parts[0].strip() and " " not in last and "&" not in text
    return [text] if small or single else parts


_PAIR, _INITIALS = 2, 3
_SMALL_AND = re.compile(r"\s(?:&|en|e|i|a|y|ja|và)\s")
"""Words that join names in one language and stand inside a name in another: "RT en Español"."""


def turned_name(value: str) -> str | None:
    """The name in a catalogue's entry, "Jong, Michiel de"; None for what is no such entry."""
    last, comma, first = (part.strip() for part in value.partition(","))
    fits = comma and last and first and "," not in first and len(first.split()) <= _MOST_GIVEN
    return f"{first} {last}" if fits and " " not in last and not is_role(first) else None


_MOST_GIVEN = 3


def _turned(text: str, parts: list[str]) -> str | None:
    """A lone name with its last word first, as catalogues have it: "Lee, Ann"."""
    if len(parts) != 2 or "," not in text or any(" " in part or not _WORD.fullmatch(part) for part in parts):
        return None
    known = any(is_agency(part) or is_role(part) or part.casefold() in _desks() for part in parts)
    return None if known else f"{parts[1]} {parts[0]}"


_WORD = re.compile(r"[^\W\d_a-z][^\W\d_A-Z]{2,}")


def _alone(part: str) -> str:
    """A part of a printed credit without what it goes on with: "Ann Lee in Berlin", "Ann Lee Updated: …"."""
    name = _tail().sub("", part).strip(_EDGES)
    place = _place().search(name)
    return name[: place.start()] if place and is_written(name[: place.start()]) else name


@cache
def _place() -> re.Pattern[str]:
    """A small preposition and a name of one to four words, up to the end."""
    words = "|".join(map(re.escape, _lines("place")))
    return re.compile(
        rf"\s(?:{words})\s(?:[a-zà-ÿ]{{1,4}}\s)?[^\W\d_a-zà-ÿ]\S*(?:\s[^\W\d_a-zà-ÿ]\S*){{0,3}}$"
    )


def _is_post(at: int, part: str, name: str, printed: bool) -> bool:
    """True where a part says what the person before it is; a role in small letters has a name before it."""
    if at == 0:
        return is_role(name, first=not printed)
    return is_role(name) or (part.rsplit(maxsplit=1)[-1][:1].isupper() and is_role(part))


def is_role(part: str, *, first: bool = False) -> bool:
    """True for what follows a name and is none: "Senior Home Editor", "MD", "東京社会部".

    What stands `first` in structured data may be a desk ("Herald Politics Editor").
    """
    words = [word.strip(".").casefold() for word in part.split()] or [""]
    posts = _posts()
    if first:
        return all(word in posts for word in words)
    return (
        part.casefold().replace(".", "") in _degrees()
        or words[-1] in posts
        or (words[0] in posts and len(words) > 1 and words[-1] not in _desks())
        or (size_of(part[-1:]) > 1 and part.endswith(_wide_posts()))
    )


@cache
def _posts() -> frozenset[str]:
    single = (role for role in _lines("role") if " " not in role)
    return frozenset(word.casefold() for word in (*_lines("post"), *single)) - _desks()


@cache
def _desks() -> frozenset[str]:
    return frozenset(_lines("desk"))


@cache
def _wide_posts() -> tuple[str, ...]:
    return tuple(word for word in _posts() if size_of(word[-1:]) > 1)


@cache
def _degrees() -> frozenset[str]:
    return frozenset(word.replace(".", "") for word in _lines("degree"))


def _one(part: str, printed: bool) -> str | None:
    """A name without what stands around it; None for what is no more than a role or a date."""
    part = _without_wide_role(_glued_role().sub("", part))
    if fold(part) in _not_names() or _post().match(part):
        return None
    plain = _DATED.sub("", part) if printed else part
    if plain != part and " " not in plain:
        return None
    return tidy(_suffix("role" if printed else "suffix").sub("", _without_prefix(plain))).strip(_EDGES)


def _without_wide_role(part: str) -> str:
    """A name without the desk or role before it, in a script without spaces: "文化部 山野花子"."""
    first, _, rest = part.partition(" ")
    return rest if rest and size_of(first[-1:]) > 1 and is_role(first) else part


def is_credit_line(text: str) -> bool:
    """True where a line begins as a byline does ("By", "Von", "Par")."""
    return _prefix().match(text.lstrip(_EDGES)) is not None


def after_by(text: str) -> str | None:
    """What follows "by" at a line's start, or behind a date that stands there."""
    line = text.lstrip(_EDGES)
    if match := _prefix().match(line):
        return line[match.end() :]
    match = _by().search(line)
    return line[match.end() :] if match and any(c.isdigit() for c in line[: match.start()]) else None


def after_label(text: str) -> str | None:
    """What follows "Author:" within a short line of facts: "2026/9/8 来源：海岸 作者：问舟 责编：问舟"."""
    match = _label().search(text) if len(text) < _DATED_LINE and (":" in text or "：" in text) else None
    return text[match.end() :] if match else None


@cache
def _label() -> re.Pattern[str]:
    words = [word for word in _lines("prefix") if word not in _lines("second") and " " not in word]
    return re.compile(rf"(?:^|[\s|·]){'(?:' + '|'.join(map(re.escape, words)) + ')'}\s*[:：]\s*(?=\S)", re.I)


def after_dated_by(text: str) -> str | None:
    """What follows a whole date and "by" in a short line: "Posted on: Mon 3 March 2026 by annlee"."""
    match = _by().search(text) if len(text) < _DATED_LINE else None
    return text[match.end() :] if match and _ENDS_DATED.search(text[: match.start()]) else None


_DATED_LINE = 100  # characters
_ENDS_DATED = re.compile(
    r"(?:\b\d{1,2}\b\D{1,15}\b(?:19|20)\d\d|\b(?:19|20)\d\d([-./])\d\d\1\d\d)(?:\D{1,5}\d\d?:\d\d(?:\s?[ap]m)?)?,?$",
    re.I,
)


def is_label(text: str) -> bool:
    """True where a line is nothing but "Written by"."""
    line = text.strip(_EDGES)
    return (
        len(line) > 1
        and line.casefold() not in _lines("second")
        and _prefix().fullmatch(f"{line}: ") is not None
    )


def after_long_by(text: str) -> str | None:
    """What follows a "by" of two words and more at a line's start."""
    line = text.lstrip(_EDGES)
    starts, pattern = _long_by()
    match = pattern.match(line) if line[:2].casefold() in starts else None
    return line[match.end() :] if match else None


@cache
def _long_by() -> tuple[frozenset[str], re.Pattern[str]]:
    words = [word for word in _lines("prefix") if " " in word and word not in _lines("second")]
    pattern = re.compile(rf"(?:{'|'.join(map(re.escape, words))})\s*:?\s+", re.I)
    return frozenset(word[:2] for word in words), pattern


def after_date(text: str) -> str | None:
    """What follows a date and a dash at a line's start, where it is a name by its looks or its account."""
    date, _, rest = text.partition(" - ")
    dated = len(date) < 25 and _YEAR.search(date) and not _CLOCK.search(text)
    return rest if dated and (_HANDLE.search(rest) or _looks_named(rest)) else None


def _looks_named(text: str) -> bool:
    words = {word.casefold() for word in text.split()}
    return _TWO_WORDS.fullmatch(text) is not None and not words & set(_lines("rubric"))


_CLOCK = re.compile(r"\d:\d\d")
_TWO_WORDS = re.compile(r"[^\W\d_][^\W\d_A-Z]+ (?:[^\W\d_]\. )?[^\W\d_][^\W\d_]+")


_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def is_written(name: str) -> bool:
    """Two words and more that begin as names do, a name in a script without capitals, or a news agency's."""
    first, words = name[:1], name.split()
    if is_agency(name):
        return not first.islower()
    if first.isalpha() and first.upper() == first.lower():
        spaced = size_of(first) == 1  # one word of Arabic or Hebrew is a section's name
        return size_of(name) <= _WIDEST and not _MARKS.search(name) and (len(words) > 1 or not spaced)
    return len(words) > 1 and first.isupper() and all(w[0].isupper() or w in _particles() for w in words)


def signed_names(text: str) -> list[str]:
    """The names of reporters that a line begins or ends with, in scripts without capitals; [] where none."""
    if text.isascii():
        return []
    for pattern in (_SIGNED_BEHIND, _SIGNED_BEFORE):
        if match := pattern.search(text):
            parts = re.split(r"[\s、,，·・/]+", match["names"].strip())
            return [part for part in parts if len(part) > 1 and fold(part) not in _not_names()]
    return []


_SIGNED_BEHIND = re.compile(
    r"^\W*(?:[^=\n]{1,20}=\s*)?(?P<names>[\uac00-\ud7af]{2,4}(?:[·,\s]+[\uac00-\ud7af]{2,4}){0,2})"
    r"\s*(?:선임|인턴|수습|객원|전문)?(?:기자|특파원|논설위원)(?=$|[\s=\]\)<(·|/:,]|[\w.+-]+@)"
)
"""Korean: name, role, and a mail address or a bracket behind it."""
_SIGNED_BEFORE = re.compile(
    r"[（(【\[](?:本报|本報|新华社|[\u4e00-\u9fff]{2,4}(?:报|网|社))?(?:实习)?(?:记者|記者|通讯员)[:：\s]*"
    r"(?P<names>[\u4e00-\u9fff·]{2,4}(?:[\s、，,]+[\u4e00-\u9fff·]{2,4}){0,3})\s*[）)】\]]"
)
"""Chinese: the role before the name, both in brackets."""


def is_agency(name: str) -> bool:
    """True for a news agency, by its short name or its whole one."""
    return fold(name) in _agencies()


@cache
def _agencies() -> frozenset[str]:
    return frozenset(map(fold, _lines("agency")))


_WIDEST = 45  # fifteen characters of a script without spaces
_MARKS = re.compile("[、。，？！?!]")


@cache
def _particles() -> frozenset[str]:
    return frozenset(_lines("particle"))


def _is_name(name: str) -> bool:
    words = name.split()
    return (
        1 < len(name) < 60
        and len(words) <= 6
        and ":" not in name
        and not any(word[0].isdigit() for word in words)
        and sum(c.isalpha() for c in name) > 2 * sum(c.isdigit() for c in name)
        and fold(name) not in _not_names()
        and not _accounts() & {word.casefold() for word in words}
        and not _is_phrase(words)
        and not _has_label(words)
    )


def _has_label(words: list[str]) -> bool:
    """True where a word is one of links and buttons ("Alle Artikel"), or some are no part of any name."""
    folded = [word.casefold().strip(_EDGES) for word in words]
    if any(word in _labels() or word.startswith(_label_stems()) for word in folded):
        return True
    small = [word for word in words if word[0].islower() and word not in _small_words()]
    return len(small) >= _SENTENCE and len(words) > len(small)


_SENTENCE = 3
"""Words in small letters, no particle or role, that make a name a sentence."""


@cache
def _small_words() -> frozenset[str]:
    return _particles() | _posts() | _desks() | set(_lines("whom")) | set(_lines("place"))


@cache
def _labels() -> frozenset[str]:
    return frozenset(_lines("label"))


@cache
def _label_stems() -> tuple[str, ...]:
    return _lines("label_stem")


def is_domain(name: str) -> bool:
    """True for an address instead of a name: "herald.example"."""
    return _DOMAIN.fullmatch(name) is not None


_DOMAIN = re.compile(r"(?:[\w-]+\.)+(?:[a-z]{2,4}|online|example)")


def _is_phrase(words: list[str]) -> bool:
    """True for three words and more that begin small: "news service reports"."""
    return len(words) > 2 and all(word[0].islower() for word in words)


@cache
def _lines(kind: str) -> tuple[str, ...]:
    words = {word for lines in load("bylines")[kind].values() for word in lines}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


@cache
def _not_names() -> frozenset[str]:
    return frozenset(map(fold, (*_lines("role"), *_lines("prefix"), *_lines("button"), *_lines("rubric"))))


@cache
def _accounts() -> frozenset[str]:
    return frozenset(_lines("account"))


@cache
def _prefix() -> re.Pattern[str]:
    """Words before a name; those of two words and more, and a doubled "by", may be glued to it."""
    marked = r"(?:\s*[:：／]\s*|\s+)"
    glued = rf"(?:{marked}|(?=[A-Z]))"
    words = [
        re.escape(w) + (glued if " " in w else f"(?:{marked})?" if w.endswith("・") else marked)
        for w in _lines("prefix")
    ]
    return re.compile(rf"^(?:(?i:{'|'.join(words)})|By(?=[A-Z]|by\s))+")


@cache
def _tail() -> re.Pattern[str]:
    """What a credit goes on with, up to its end: "Ann Lee Last updated: Monday"."""
    return re.compile(
        rf"(?:\s+|(?<=[a-z])(?=[A-Z])|^)(?:{'|'.join(map(re.escape, _lines('tail')))})\b.*$", re.I | re.S
    )


@cache
def _by() -> re.Pattern[str]:
    words = "|".join(map(re.escape, _lines("by")))
    return re.compile(rf"(?:^|\s)(?:{words})\s+(?=\S)", re.I)


@cache
def _suffix(kind: str) -> re.Pattern[str]:
    """Roles behind a name; in scripts without spaces they are written to it."""
    close = "|".join(map(re.escape, _lines("suffix")))
    apart = "|".join(map(re.escape, _lines("role"))) if kind == "role" else close
    return re.compile(rf"(?:\s*(?:{close})|(?:\s+(?:{apart}))+)\s*$", re.I)


@cache
def _glued_role() -> re.Pattern[str]:
    """A role that is glued to a name: "Ann LeeStaff", "Ann LeeFounder"."""
    cased = (role.title() for role in (*_lines("role"), *_lines("post")) if role.title() != role)
    words = "|".join(map(re.escape, cased))
    return re.compile(rf"(?<=[^\W\d_A-Z])(?:{words})$")


@cache
def _post() -> re.Pattern[str]:
    """A role and for whom: "Staff Writer at the Herald"."""
    roles, at = ("|".join(map(re.escape, _lines(kind))) for kind in ("role", "at"))
    return re.compile(rf"(?:{roles})\s+(?:{at})\s", re.I)


@cache
def _joints() -> re.Pattern[str]:
    words = "|".join(map(re.escape, _lines("and")))
    return re.compile(
        rf"\s*[,،、;；|/•·●∙]\s*(?:(?-i:{words}|&)\s+)?|\s+(?:{words}|&|\+)\s+|\s+[-–—]\s+|\n", re.I
    )
