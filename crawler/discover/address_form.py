"""Estimates how likely an address is an article's, by its form and by the other articles on the page.

Words, file endings and weights are in discover.toml; no site has its own rule.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from pipelines.markup.scripts import UNSPACED

_MONTH = r"(?:0?[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DAY = re.compile(
    rf"(?<!\d)(?:(?:19|20)\d\d([/_.-]){_MONTH}\1(?:0?[1-9]|[12]\d|3[01])"
    r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0[1-9]|[12]\d|3[01])([_.-])(?:0[1-9]|1[0-2])\2(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_YEAR_MONTH = re.compile(r"(?<=/)(?:19|20)\d\d[/-](?:0[1-9]|1[0-2])(?=[/-]|$)")
_NUMBER = re.compile(r"\d{5,}")
_SHORT_NUMBER = re.compile(r"(?:^|[-_,.])\d{3,4}$|^\d{3,4}[-_,.]")  # of a site's first articles
_TOKEN = re.compile(r"(?=[a-z0-9]*[a-z])(?:(?=(?:[a-z]*\d){3})[a-z0-9]{6,}|(?=[a-z]*\d)[a-z0-9]{10,})")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SPELT = re.compile(r"(?<![^\W_])[^\W\d_](?:[-_.][^\W\d_])+(?![^\W_])")  # `r-a-p` of the headline "R.A.P."
_UNSPACED = re.compile(f"[{UNSPACED}]")  # about three letters make a word
_INDEX_PAGE = re.compile(r"/(?:index|default|home)\.[a-z]{3,5}$")
_ENDING = re.compile(r"\.([a-z][a-z0-9]{1,10})$")
_LANGUAGE = re.compile(r"/[a-z]{2}(?:-[a-z]{2})?$")  # of the whole site, or of one page


@dataclass(frozen=True, slots=True)
class Form:
    """The traits that the form of an address shows."""

    value: float
    """The sum of its weights, without the weight of the place where it was found."""
    dated: bool
    coded: bool
    """It has a number or token that can identify an article."""
    ends: bool
    """It ends like a document (`.html`)."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The addresses of a site's articles: their number, and the share that has each trait."""

    count: int = 0
    dated: float = 0.0
    coded: float = 0.0
    ends: float = 0.0


@lru_cache(maxsize=4_096)
def form(url: str) -> Form:
    """Return what the form of a canonical address shows."""
    parts = urlsplit(url)
    path = without_index(_folded(parts.path))
    path = _LANGUAGE.sub("", path)
    ending = _ENDING.search(path)
    query = _query(parts.query)
    if not path and not query:
        return Form(weights()["root"], dated=False, coded=False, ends=False)
    if ending and ending[1] in words("files"):
        return Form(weights()["file"], dated=False, coded=False, ends=False)
    plain_form = _form(path, ending[1] if ending else "", query)
    is_service = parts.netloc.partition(".")[0] in words("segments", "service")
    return replace(plain_form, value=plain_form.value + weights()["service"]) if is_service else plain_form


def without_index(path: str) -> str:
    """Return a path without the file that servers show for a folder: `/politics/index.html` → `/politics`."""
    return _INDEX_PAGE.sub("", path.rstrip("/"))


def is_media(url: str) -> bool:
    """Return True for the ending of a picture, a recording or an archive: such a file may have gigabytes."""
    ending = _ENDING.search(urlsplit(url).path.lower())
    return ending is not None and ending[1] in words("media")


def judge(urls: Iterable[str], prior: str | float, *, extra: Callable[[str], float]) -> dict[str, float]:
    """Return address → how likely it is an article's: above 0 means more likely than not.

    `prior` is the weight of the place where the addresses were found, or its name in discover.toml; `extra`
    returns a value to add for an address. Traits that most of the articles share count too.
    """
    base = weights()[prior] if isinstance(prior, str) else prior
    forms = {url: form(url) for url in urls}
    sums = {url: base + url_form.value + extra(url) for url, url_form in forms.items()}
    shape = _shape([forms[url] for url, value in sums.items() if value > 0])
    return {url: value + _missing_traits(forms[url], shape) for url, value in sums.items()}


@cache
def data() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("discover.toml").read_text(encoding="utf-8"))


@cache
def words(*path: str) -> frozenset[str]:
    table: Any = data()
    for name in path:
        table = table[name]
    return frozenset(table)


def weights() -> dict[str, Any]:
    form_weights: dict[str, Any] = data()["form"]
    return form_weights


@dataclass(frozen=True, slots=True)
class _Traits:
    """The traits of an address that are counted."""

    segments: list[str]
    day: bool
    month: bool
    number: bool
    token: bool
    short: bool
    numbered: bool
    page: bool
    words: int

    @property
    def has_id(self) -> bool:
        return self.number or self.token or self.numbered

    @property
    def document(self) -> bool:
        """True if it has a short number and the ending of a page: `/archive/1066.html`."""
        return self.short and self.page


def _form(path: str, ending: str, query: dict[str, str]) -> Form:
    traits = _traits(path, ending, query)
    value = _base_value(traits) + _segment_value(traits) + _tool_value(query)
    return Form(
        value, dated=traits.day or traits.month, coded=traits.has_id or traits.short, ends=traits.page
    )


def _traits(path: str, ending: str, query: dict[str, str]) -> _Traits:
    day = _DAY.search(path)
    month = None if day else _YEAR_MONTH.search(path)
    date = day or month
    plain = path.replace(date[0], "", 1) if date else path
    segments = [segment for segment in plain.removesuffix(f".{ending}").split("/") if segment]
    near = "/".join(segments[-2:])[-200:]
    number = bool(_NUMBER.search(near))
    token = not number and bool(_TOKEN.search(near))
    ids = words("query", "article")
    numbered = any(name in ids and any(map(str.isdigit, value)) for name, value in query.items())
    return _Traits(
        segments=segments,
        day=bool(day),
        month=bool(month),
        number=number,
        token=token,
        short=bool(segments and _SHORT_NUMBER.search(segments[-1])),
        numbered=numbered,
        page=ending in words("pages"),
        words=_name_words(segments, has_id=number or token or numbered),
    )


def _base_value(traits: _Traits) -> float:
    weight = weights()
    if (traits.day or traits.month) and not traits.words and not traits.has_id and not traits.document:
        return float(weight["list"] + weight["words"][0])
    present = {"day": traits.day, "month": traits.month, "number": traits.number, "token": traits.token}
    present |= {"article_query": traits.numbered, "ending": traits.page}
    value: float = sum(weight[trait] for trait, has in present.items() if has)
    by_words: list[float] = weight["words"]
    return (
        value
        if traits.number and not traits.words
        else value + by_words[min(traits.words, len(by_words) - 1)]
    )


def _name_words(segments: list[str], *, has_id: bool) -> int:
    """Count the words of the last segment, or of the one before it if the last has a number or token."""
    counts = [_count(segment) for segment in reversed(segments[-2:])]
    before = counts[1:] if has_id and counts[1:] and counts[1] > 2 else []
    return max([*counts[:1], *before], default=0)


def _count(segment: str) -> int:
    words_found = (*_WORD.findall(segment), *_SPELT.findall(segment))
    return sum(max(1, len(_UNSPACED.findall(word)) // 3) for word in words_found)


def _segment_value(traits: _Traits) -> float:
    """Return the weight of segments that are known words: half of it if the rest looks like an article's.

    A tag or an author may have a long name and a number, so for these only a date counts.
    """
    weight, segments, before, last_segment = (
        weights(),
        traits.segments,
        traits.segments[:-1],
        "".join(traits.segments[-1:]),
    )
    is_sure = traits.day or traits.number or traits.numbered or traits.document or traits.words > 3
    against = [weight[kind] * (0.5 if is_sure else 1) for kind in ("list", "service") if _has(segments, kind)]
    against += [weight["index"] * (0.5 if traits.day else 1)] * _has(segments, "index")
    if any(map(begins_service, before if is_sure else segments)):
        against.append(weight["service"] * (0.5 if is_sure else 1))
    known_words = words("segments", "section") | words("segments", "article")
    is_known = last_segment in known_words and not traits.has_id
    value: float = weight["article_segment"] * any(part in words("segments", "article") for part in before)
    value += weight["section"] * is_known + min(against, default=0.0)
    return value


def begins_service(segment: str) -> bool:
    """Return True if a segment begins with the words of a manual or a service."""
    return segment.startswith(tuple(data()["segments"]["service_begins"]))


def _has(segments: list[str], kind: str) -> bool:
    return not words("segments", kind).isdisjoint(segments)


def _tool_value(query: dict[str, str]) -> float:
    return float(weights()["tool"]) * (not words("query", "tool").isdisjoint(query))


def _query(query: str) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in query.split("&"))
    return {name.lower(): value for name, _, value in pairs if name}


def _shape(forms: list[Form]) -> Shape:
    count = len(forms) or 1
    shares = (
        sum(getattr(url_form, trait) for url_form in forms) / count for trait in ("dated", "coded", "ends")
    )
    return Shape(len(forms), *shares)


def _missing_traits(url_form: Form, shape: Shape) -> float:
    """Return the cost of lacking a trait that nearly all of at least ten articles have."""
    if shape.count < 10:
        return 0.0
    costs: dict[str, float] = weights()["odd"]
    lacks = (trait for trait in costs if getattr(shape, trait) >= 0.75 and not getattr(url_form, trait))
    return sum(costs[trait] for trait in lacks)


def _folded(path: str) -> str:
    """Return the path unescaped, in lower case and without accents."""
    path = path.lower()
    if "%" not in path:
        return path
    apart = unicodedata.normalize("NFKD", unquote(path, errors="replace").lower())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
