"""Cuts a credit into names of persons: "By Ann Lee and Bo Ek, Reporter" → Ann Lee, Bo Ek. Reads no page."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from html import unescape
from itertools import pairwise

from pipelines.markup.scripts import is_unspaced
from pipelines.markup.words import fold, size_of, tidy
from pipelines.text.names.credit_words import EDGES, HANDLE, not_names, other_labels, prefix_of, words_of
from pipelines.text.names.date_words import before_date_label, is_date_word, is_weekday, without_weekday
from pipelines.text.names.east_asian_credits import without_report
from pipelines.text.names.given_names import given_names
from pipelines.text.names.name_forms import (
    desks,
    is_agency,
    is_desk,
    is_name,
    is_small,
    is_written,
    particles,
    posts,
)

_MAIL = re.compile(r"\S+@\S+|https?://\S+|(?<!\w)@\w+")
_PARENS = re.compile(r"\([^)]*\)|\[[^\]]*\]|（[^）]*）")
_GLUED_MONTH = re.compile(r"(?<=[a-z])([A-Z][a-z]{2,8})(?=\.?\s+\d)")
# A date behind a name, with the word before the day: "on Jan 22, 2025", "4 August", "3/4/2025".
_NUMERIC = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
_DATED = re.compile(
    r"(?:\s+on)?(?:[\s,]+(?P<word>[^\W\d_]{3,12})\.?)?\s*\b\d{1,4}(?:\b|(?=[年月년월])).*$|\d{1,2}[./-]\d.*$|\s+on\s.*$",
    re.S,
)
_LONGEST = 1_000
"""Characters of a credit that are read; the patterns below search a text several times."""


def names_in(raw: str, *, printed: bool = False, house: bool = False) -> list[str]:
    """Cut one credit ("By Ann Lee and Bo Ek, Reporter") into names.

    Roles and dates behind a name are removed only from a `printed` credit: structured data may name "Herald
    staff reporter" on purpose. The name of an organisation (`house`) may contain "and", and is not cut there.
    """
    return list(_names_in(raw[:_LONGEST], printed, house))


# Of these texts, 42 % were cut before on the same page, by another finder, and 76 % on the same site.
@lru_cache(maxsize=2048)
def _names_in(raw: str, printed: bool, house: bool) -> tuple[str, ...]:
    raw = _plain(raw)
    dated = _FIRST_MONTH.sub(_last_month, _undated(raw))
    spaced = _GLUED_MONTH.sub(_split_month, HANDLE.sub(" | ", dated)) if printed else tidy(raw)
    text = _MAIL.sub(" ", _PARENS.sub(" ", _comment_link().sub("", spaced) if printed else spaced))
    undated = _NUMERIC.sub("|", _ON.sub(r"\1 | ", text) if printed else text)
    bare = _without_prefix(undated.lstrip(EDGES))
    bare = _without_attached_and(_printed(without_weekday(bare)) if printed else bare)
    parts = _split(bare) if not house or _COMMAS.search(bare) else [bare]
    cleaned = [_without_tail(part) if printed else part.strip(EDGES) for part in parts]
    names = ((at, part, _bare_name(part, printed)) for at, part in enumerate(cleaned))
    return tuple(
        _with_stop(name, bare)
        for at, part, name in names
        if name and is_name(name) and not _is_post(at, part, name, printed)
    )


@cache
def _comment_link() -> re.Pattern[str]:
    """Return the pattern of a link to the comments behind a name: " Leave a Comment"."""
    return re.compile(rf"\s(?:{'|'.join(map(re.escape, words_of('comment_link')))})\b.*$", re.I | re.S)


def _with_stop(name: str, credit: str) -> str:
    """Return a name with the full stop of "Jr." or "Sr." that its credit has."""
    is_short = name[-3:] in _GENERATIONS
    return f"{name}." if is_short and f"{name}." in credit else name


_ON = re.compile(
    r"(\S+\s+\S+)[,،]?\s+(?:"
    r"(?:[Oo]n|[Aa]t|le|el|il|em|am|op|den|dne|dnia|på)\s+(?=\d{1,4}\b|(?:[^\W\d_]{3,12},?\s){1,2}\d{1,2}\b)"
    r"|(?:on|at|le|el|il|em|am|op|den|dne|dnia|på)\s*$"
    r"|(?:at|um|à|às|à\(s\)|a\slas?|en|alle|ore|ora|klo?|kell|o|u|v|в|на|о|у|pukul|jam|saat|lúc)\.?\s+"
    r"(?=\d{1,2}[:.h]\d\d\b))"
)
"""Two words and "on" before a date or time, or at the end where that was cut off. "Le" is also a name."""
_GENERATIONS = frozenset((" Jr", " Sr"))
_COMMA_BEFORE_GENERATION = re.compile(r",\s*(?=(?:Jr|Sr)\b\.?\s*(?:$|[,;|&]|and\b))")
"""Not before "Sr. López", who is another man."""


def _split_month(word: re.Match[str]) -> str:
    """Put a space before a month that is glued to a name: "Ann LeeMarch 3"."""
    return f" {word[0]}" if is_date_word(word[0]) else word[0]


def _last_month(months: re.Match[str]) -> str:
    """Return the second of two months, which is cut off with its year: "Ann Lee May/June 2026"."""
    return months[2] if is_date_word(months[1]) and is_date_word(months[2]) else months[0]


_FIRST_MONTH = re.compile(r"\b([^\W\d_]{3,12})\s?[/–-]\s?([^\W\d_]{3,12})(?=\s\d{4}\b)")


def _undated(raw: str) -> str:
    """Return a credit up to the label of a date, unless a longer label begins before it."""
    credit = before_date_label(raw)
    tail = _tail().search(raw) if credit != raw else None
    return raw if tail and tail.start() < len(credit) else credit


def _printed(text: str) -> str:
    """Return a credit up to another role ("Ann Lee, photos by Bo Ek"), without "our reporter" before it."""
    words = text.split(" ")
    pairs = enumerate(pairwise((*words, "")))
    others = (at for at, pair in pairs if _is_other_label(*pair) or _has_wide_label(pair[0]))
    return _without_helpers(" ".join(_without_own_role(words[: next(others, len(words))])))


def _is_other_label(word: str, following: str) -> bool:
    has_by = following.casefold() in words_of("by") or following in particles()
    return (has_by or word.endswith((":", "："))) and fold(word) in other_labels()


def _has_wide_label(word: str) -> bool:
    """Return True for a label and its value, between which such a script needs no space: "来源：晚报"."""
    return "：" in word[1:-1] or (":" in word[1:-1] and is_unspaced(word.partition(":")[0]))


def _without_own_role(words: list[str]) -> list[str]:
    """Return the words of a credit without a role in small letters at its start: "our correspondent"."""
    end = next((at for at, word in enumerate(words) if not is_small(word) and not _is_post_word(word)), 0)
    return words[end:] if end and is_small(words[0]) and _is_post_word(words[end - 1]) else words


def _is_post_word(word: str) -> bool:
    return word.casefold() in posts()


def _without_helpers(text: str) -> str:
    """Return a Chinese, Japanese or Korean credit up to another role: "文＝田中一郎、写真＝山本太郎"."""
    if text.isascii():
        return text
    return without_report(_wide_roles().sub(" | ", _wide_helpers().sub("", text)))


@cache
def _wide_helpers() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in words_of("helper") if size_of(word[0]) > 1)
    return re.compile(rf"[\s、，,・|]+(?:{words})\s?[＝=／/:：].*$", re.S)


@cache
def _wide_roles() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in words_of("role") if size_of(word[0]) > 1)
    return re.compile(rf"(?<=\S)\s(?:{words})\s(?=\S)")


def _without_attached_and(text: str) -> str:
    """Return a credit with a bar for an "and" that begins a word: "منى الخطيب ووليد سالم"."""
    words = text.split(" ")
    for at in range(2, len(words) - 1):
        if words[at][:1] in _ATTACHED_AND and (words[at][:2] == "وو" or words[at][1:] in _given_names()):
            words[at] = f"| {words[at][1:]}"
    return " ".join(words)


_ATTACHED_AND = frozenset("وו")  # Arabic and Hebrew


@cache
def _given_names() -> frozenset[str]:
    return given_names("ar", "he")


_COMMAS = re.compile(r"[,;|•]")


def _plain(raw: str) -> str:
    """Return a credit without markup, emoji and entities; some entities are escaped twice."""
    if "&" in raw:
        raw = unescape(unescape(raw))
    if "<" in raw:
        raw = _TAGS.sub(" ", raw)
    raw = _COMMA_BEFORE_GENERATION.sub(" ", raw)
    return raw if raw.isascii() else _EMOJI.sub(" ", _UNSEEN.sub("", raw))


_TAGS = re.compile(r"<[^<>]*>")
_UNSEEN = re.compile("\ufeff|\u200b(?=[\\s,;|]|$)|(?<=\\s)\u200b")
"""Characters without width beside a space or a comma; elsewhere they are the space of Khmer and Burmese."""
_EMOJI = re.compile("[\u2600-\u27bf\ufe0f\u200d\U0001f000-\U0001faff]+")


def _without_prefix(text: str) -> str:
    """Return a credit without its "by"; but "Contributors to the project" is a complete name."""
    match = prefix_of(text)
    rest = text[match.end() :] if match else text
    first = rest.split(maxsplit=1)[:1]
    is_complete = rest != text and first and first[0] in words_of("whom")
    is_given_name = text.startswith("Per ") and " " not in rest.strip()  # "by" in Catalan
    return text if is_complete or is_given_name else rest


def _split(text: str) -> list[str]:
    """Return a credit cut between its names, but not at a short "and" inside a name ("Mac & i")."""
    parts = _separators().split(text)
    if len(parts) != _PAIR or not _SMALL_AND.search(text):
        return parts
    last = parts[1].strip(EDGES)
    is_single = " " not in last
    small = last[:1].islower() and is_single and len(last) < _INITIALS
    surname = is_single and last[:1].isupper() and _SURNAMES.search(text) and parts[0].strip().count(" ") > 0
    return [text] if small or surname or ("&" not in text and _begins_name(parts[0].strip())) else parts


def _begins_name(part: str) -> bool:
    """Return True for a single word that is no agency and no desk: "Sách" of "Sách và Cuộc sống"."""
    return " " not in part and not is_agency(part) and not is_desk(part)


_PAIR, _INITIALS = 2, 3
_SMALL_AND = re.compile(r"\s(?:&|en|e|i|a|y|ja|và)\s")
"""Words for "and" in one language that are part of a name in another: "RT en Español"."""
_SURNAMES = re.compile(r"\s(?:i|y|e)\s[^\W\d_]+$")
"""Catalan, Spanish and Portuguese words between two surnames: "Mireia Castells i Puig"."""


def turned_name(value: str) -> str | None:
    """Return the name in the usual order: "Jong, Michiel de" → "Michiel de Jong"; None for other texts."""
    last, comma, first = (part.strip() for part in value.partition(","))
    fits = comma and last and first and "," not in first and len(first.split()) <= _MOST_GIVEN
    return f"{first} {last}" if fits and " " not in last and not is_role(first) else None


_MOST_GIVEN = 3  # words of the given name


_WORD = re.compile(r"[^\W\d_a-z][^\W\d_A-Z]{2,}")


def _without_tail(part: str) -> str:
    """Return a part of a printed credit without the rest: "Ann Lee in Berlin", "Ann Lee Updated: Monday"."""
    name = _tail().sub("", part).strip(EDGES)
    before, _, last = name.rpartition(" ")
    name = before if " " in before and last.casefold() in words_of("place") else name
    place = _place().search(name)
    return name[: place.start()] if place and is_written(name[: place.start()]) else name


@cache
def _place() -> re.Pattern[str]:
    """Return the pattern of a preposition and a place of one to four words at the end: " in New York"."""
    words = "|".join(map(re.escape, words_of("place")))
    return re.compile(
        rf"\s(?:{words})\s(?:[a-zà-ÿ]{{1,4}}\s)?[^\W\d_a-zà-ÿ]\S*(?:\s[^\W\d_a-zà-ÿ]\S*){{0,3}}$"
    )


def _is_post(at: int, part: str, name: str, printed: bool) -> bool:
    """Return True if a part of a credit is the role of the person before it, or a weekday."""
    if at == 0:
        return is_role(name, first=not printed)
    is_day = printed and is_weekday(name)
    return is_day or is_role(name) or (part.rsplit(maxsplit=1)[-1][:1].isupper() and is_role(part))


def is_role(part: str, *, first: bool = False) -> bool:
    """Return True for a role or degree, which may follow a name: "Senior Home Editor", "MD", "東京社会部".

    The `first` part of structured data may be a desk ("Herald Politics Editor"): every word must be a role.
    """
    words = [word.strip(".").casefold() for word in part.split()] or [""]
    roles = posts()
    if first:
        return all(word in roles for word in words)
    return (
        part.casefold().replace(".", "") in _degrees()
        or words[-1] in roles
        or (words[0] in roles and len(words) > 1 and words[-1] not in desks())
        or (size_of(part[-1:]) > 1 and part.endswith(_wide_posts()))
    )


@cache
def _wide_posts() -> tuple[str, ...]:
    return tuple(word for word in posts() if size_of(word[-1:]) > 1)


@cache
def _degrees() -> frozenset[str]:
    return frozenset(word.replace(".", "") for word in words_of("degree"))


def _bare_name(part: str, printed: bool) -> str | None:
    """Return a part's name without roles, prefixes and dates; None if nothing else is in it."""
    part = _without_wide_role(_glued_role().sub("", part) if part.endswith(_glued_roles()) else part)
    if fold(part) in not_names() or _post().match(part):
        return None
    undated = _DATED.sub(_surname_before, part) if printed else part
    if undated != part and " " not in undated and not is_unspaced(undated):
        return None
    name = undated if printed else _before_stop(undated)
    return tidy(_suffix("role" if printed else "suffix").sub("", _without_prefix(name))).strip(EDGES)


def _before_stop(part: str) -> str:
    """Return a name without the full stop and the role behind it: "Ann Lee. Special envoy"."""
    name = _suffix("role").sub("", part) if ". " in part else part
    is_name = name.endswith(".") and len(name.rpartition(" ")[2]) > _SHORTENED and is_written(name)
    return name if is_name else part


_SHORTENED = 4  # letters of "Prof."; a longer word with a full stop is the end of a name


def _surname_before(date: re.Match[str]) -> str:
    """Return the word before a date's day if it belongs to a name: "Hoekstra" in "Hoekstra 27 april 2026"."""
    word = date["word"] or ""
    is_named = not is_small(word) and not is_date_word(word)
    return date[0][: date.end("word") - date.start()] if word and is_named else ""


def _without_wide_role(part: str) -> str:
    """Return a name without the desk or role before it, in a script without spaces: "文化部 山野花子"."""
    first, _, rest = part.partition(" ")
    return rest if rest and size_of(first[-1:]) > 1 and is_role(first) else part


@cache
def _tail() -> re.Pattern[str]:
    """Return the pattern of a label behind a name, up to the end: " Last updated: Monday"."""
    return re.compile(
        rf"(?:\s+|(?<=[a-z])(?=[A-Z])|^)(?:{'|'.join(map(re.escape, words_of('tail')))})\b.*$", re.I | re.S
    )


@cache
def _suffix(kind: str) -> re.Pattern[str]:
    """Return the pattern of roles behind a name; in scripts without spaces nothing is between them."""
    suffixes = "|".join(map(re.escape, words_of("suffix")))
    roles = "|".join(map(re.escape, words_of("role"))) if kind == "role" else suffixes
    return re.compile(rf"(?:\s*(?:{suffixes})|(?:\s+(?:{roles}))+)\s*$", re.I)


@cache
def _glued_roles() -> tuple[str, ...]:
    return tuple(role.title() for role in (*words_of("role"), *words_of("post")) if role.title() != role)


@cache
def _glued_role() -> re.Pattern[str]:
    """Return the pattern of a role that is glued to a name: "Ann LeeStaff", "Ann LeeFounder"."""
    words = "|".join(map(re.escape, _glued_roles()))
    return re.compile(rf"(?<=[^\W\d_A-Z])(?:{words})$")


@cache
def _post() -> re.Pattern[str]:
    """Return the pattern of a role and an employer: "Staff Writer at the Herald"."""
    roles, at = ("|".join(map(re.escape, words_of(kind))) for kind in ("role", "at"))
    return re.compile(rf"(?:{roles})\s+(?:{at})\s", re.I)


@cache
def _separators() -> re.Pattern[str]:
    """Return the pattern of what separates names: commas, dashes, "and"."""
    words = "|".join(map(re.escape, words_of("and")))
    return re.compile(
        rf"\s*[,،、;；|/•·●∙]\s*(?:(?-i:{words}|&)\s+)?|\s+(?:{words}|&|\+)\s+|\s+[-–—]\s+|\n", re.I
    )
