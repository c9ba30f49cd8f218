"""Finds the article in the data of a page's scripts, and returns it as a node of JSON-LD.

The text is the longest list of paragraphs, or string of HTML, whose object matches the page: it contains the
page's title, its description, or the number or words of its address.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urlsplit

from pipelines.items import Hints, Story
from pipelines.markup import Document
from pipelines.markup.scripts import spaced
from pipelines.markup.sentences import has_sentence
from pipelines.markup.state import DEEPEST, MOST, values
from pipelines.markup.words import fold, size_of, tidy
from pipelines.text.metadata import structured
from pipelines.text.state_text import Room, Text, is_prose, prose_of, split

Node = Mapping[str, Any]

_LITTLE = 200  # characters; a page with fewer has no text outside its scripts
FEW_WORDS = 120  # visible words; a page with fewer is a frame for its scripts
_LEAST = 200  # characters of sentences in a body
_MOST_BODIES = 60  # bodies that are scored, the longest first
_NEAR = 4  # objects around a body that may describe it
_FULL = 4  # keys; an object with fewer is only a wrapper: {"type": "json", "json": […]}
_ALONE = 3.0  # a body that matches nothing must be this many times as long as any other
_SEVERAL, _LEAST_ALONE = 3, 300  # paragraphs and characters of such a body
_INNER = 0.7  # if an inner list has this share of the best body, it is taken instead

_NAMES: Mapping[str, tuple[str, ...]] = {
    "headline": ("headline", "title", "heading"),
    "datePublished": ("published", "publish", "publication", "pub", "released", "display", "created", "date"),
    "dateModified": ("modified", "updated", "changed"),
    "author": ("author", "authors", "byline", "creator", "writer", "contributors"),
    "description": (
        "description",
        "summary",
        "standfirst",
        "excerpt",
        "dek",
        "subtitle",
        "intro",
        "abstract",
    ),
    "articleSection": ("section", "category"),
    "image": ("image", "picture", "thumbnail", "cover"),
}
"""For each field, words of its keys, most reliable first. They are used only in the chosen object."""
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_DIVIDER = re.compile(r"\s+[-–—|·•:»]+\s+|\s*\|\s*")
_ISO = re.compile(r"(?:19|20)\d\d-?[01]\d-?[0-3]\d")
_NUMBER = re.compile(r"\d{5,}")


def is_bare(doc: Document, story: Story) -> bool:
    """Return True if a page has almost no text, so that its scripts must be read."""
    size = size_of(story.text)
    return size < _LITTLE or (size < 4 * _LITTLE and visible_words(doc) < FEW_WORDS)


def visible_words(doc: Document) -> int:
    """Return how many words a page shows before any script runs."""
    return sum(len(spaced(piece.text).split()) for piece in doc.scan.pieces)


def paragraphs(doc: Document) -> list[str]:
    """Return the paragraphs of the page's structured data; empty if it has no text."""
    body = structured.text_of(structured.article(doc).get("articleBody"))
    return split(body) if body and size_of(body) > _LITTLE else []


def article(doc: Document, hints: Hints) -> Node | None:
    """Return a node with the body and fields of the article in the page's scripts; None if there is none."""
    seen = _PageFacts.of(doc, hints)
    bodies = sorted(_bodies(values(doc)), key=lambda body: -body.prose)[:_MOST_BODIES]
    bodies = [body for body in bodies if body.worth >= _LEAST]
    for body in bodies:
        body.agree(seen)
    agreed = [body for body in bodies if body.score >= 1]
    best = max(agreed, key=lambda body: body.score * body.worth) if agreed else _longest_by_far(bodies)
    if best is None:
        return None
    inner = [body for body in bodies if body.within(best) and body.worth >= _INNER * best.worth]
    best = min(inner, key=lambda body: body.worth, default=best)
    structured_node = structured.article(doc)
    stated = _fields(best) | {"articleBody": "\n".join(best.lines), "url": doc.url, "@type": "NewsArticle"}
    return {
        **stated,
        **{
            key: value
            for key, value in structured_node.items()
            if value and key not in ("articleBody", "url")
        },
    }


@dataclass(frozen=True, slots=True)
class _PageFacts:
    """What the page's head and the links to it say about its article."""

    titles: frozenset[str]
    descriptions: tuple[str, ...]
    path: str
    names: frozenset[str]
    """The long numbers in its address, and the address's last part."""

    @classmethod
    def of(cls, doc: Document, hints: Hints) -> _PageFacts:
        titles = [*doc.titles, hints.title or ""]
        parts = [part for title in titles for part in (title, *_DIVIDER.split(title))]
        descriptions = [doc.first_meta("og:description"), doc.first_meta("description"), hints.summary]
        path = unquote(urlsplit(doc.url).path).rstrip("/")
        last = path.rsplit("/", 1)[-1].partition(".")[0]
        names = {*_NUMBER.findall(path), *([last] if len(last) > 7 else [])}
        return cls(
            frozenset(fold(part) for part in parts if len(fold(part)) > 7),
            tuple(fold(text)[:80] for text in descriptions if text and len(text) > 40),
            path,
            frozenset(names),
        )

    def is_title(self, text: str) -> bool:
        return 7 < len(text) < 400 and fold(text) in self.titles

    def is_address(self, value: Any) -> bool:
        if isinstance(value, int):
            return str(value) in self.names
        if not isinstance(value, str) or len(value) > 1_000:
            return False
        place = unquote(value).split("?")[0].rstrip("/")
        return (
            value in self.names
            or (len(self.path) > 7 and place.endswith(self.path))
            or (place.rsplit("/", 1)[-1] in self.names)
        )


@dataclass(eq=False)
class _Body:
    """A list or a string with text in the data of a script, under a key of its innermost owner."""

    value: Any = field(repr=False)
    key: str
    owners: tuple[dict[str, Any], ...] = field(repr=False)
    """The objects around it, innermost first."""
    lists: tuple[int, ...]
    """The lists around it, by their `id()`."""
    prose: int
    room: Room
    score: float = 0.0
    owner: dict[str, Any] | None = field(default=None, repr=False)
    """The object that describes it."""

    @cached_property
    def text(self) -> Text:
        return Text(self.value, self.key, self.room)

    @cached_property
    def lines(self) -> list[str]:
        return self.text.lines()

    @cached_property
    def worth(self) -> float:
        """The number of characters in sentences; those of other articles count a tenth."""
        total = sum(size_of(line) for line in self.lines if size_of(line) > 40 and has_sentence(line))
        return total * (1 - 0.9 * _of_others(self.value, {}) / max(1, self.prose))

    @property
    def is_article_like(self) -> bool:
        """Whether it is HTML and not mainly about cookies, as the texts of a consent banner are."""
        return self.text.is_marked() and 3 * sum("cookie" in line.lower() for line in self.lines) < len(
            self.lines
        )

    def within(self, other: _Body) -> bool:
        return id(other.value) in self.lists

    def agree(self, seen: _PageFacts) -> None:
        """Set the score: how well the objects around the body match the page."""
        for at, owner in enumerate(self.owners):
            far = sum(len(inner) >= _FULL for inner in self.owners[:at])  # a wrapper is no distance
            texts = list(_strings(owner))
            has_title = any(seen.is_title(text) for _, text in texts)
            has_address = any(seen.is_address(value) for value in _scalars(owner)) and far < _NEAR - 1
            if has_title or has_address:
                self.score += (
                    (2.0 if has_title else 1.5) + (1.0 if has_title and has_address else 0.0) - 0.5 * far
                )
                self.owner = owner
                break
        start = fold(" ".join(self.lines[:4]))[:2_000]
        describing = self.owners[:1] if self.owner is None else (self.owner,)
        if any(text in start or _is_described(describing, text) for text in seen.descriptions):
            self.score += 1.0
        self.owner = self.owner or next((each for each in self.owners if _named(each, "headline")), None)


def _is_described(near: Iterable[dict[str, Any]], description: str) -> bool:
    return any(fold(text[:400]).startswith(description) for each in near for _, text in _strings(each))


def _bodies(data: Iterable[Any]) -> Iterator[_Body]:
    """Yield every list and string with enough sentences, and the objects around it."""
    waiting: list[tuple[Any, str, tuple[dict[str, Any], ...], tuple[int, ...], int]]
    waiting = [(value, "", (), (), 0) for value in data]
    seen, sizes, count, room = set[int](), dict[int, int](), 0, Room()
    while waiting and count < MOST:
        value, key, owners, lists, depth = waiting.pop()
        if isinstance(value, str):
            if len(value) > _LITTLE and (prose := prose_of(value, sizes)) >= _LEAST:
                yield _Body(value, key, owners, lists, prose, room)
            continue
        if id(value) in seen or depth > DEEPEST:
            continue
        seen.add(id(value))
        count += len(value)
        if prose_of(value, sizes) < _LEAST:
            continue
        if isinstance(value, list):
            yield _Body(value, key, owners, lists, prose_of(value, sizes), room)
            inside = (*lists, id(value))
            waiting += [(each, key, owners, inside, depth + 1) for each in value if _may_hold(each)]
        else:
            near = (value, *owners)[:_NEAR]
            waiting += [
                (each, name, near, lists, depth + 1) for name, each in value.items() if _may_hold(each)
            ]


def _may_hold(value: Any) -> bool:
    return isinstance(value, (list, dict)) or (isinstance(value, str) and len(value) > _LITTLE)


def _longest_by_far(bodies: list[_Body]) -> _Body | None:
    """Return a body that does not match the page but is by far the longest; None if there is none.

    It must have several paragraphs. Its object must have a title and a date; or no object has a title, and
    the text is HTML, which distinguishes it from the messages of an application.
    """
    best = max(bodies, key=lambda body: body.worth, default=None)
    if best is None or best.worth < _LEAST_ALONE or sum(map(is_prose, best.lines)) < _SEVERAL:
        return None
    if not any(map(_is_dated, best.owners[:2])) and (best.owner is not None or not best.is_article_like):
        return None
    others = [body for body in bodies if body is not best and not body.within(best) and not best.within(body)]
    rival = max((body.worth for body in others if body.lines != best.lines), default=0.0)
    return best if best.worth >= _ALONE * rival else None


def _is_dated(owner: dict[str, Any]) -> bool:
    """Return True if an object itself, without its inner objects, has a title and a date."""
    values = {key: value for key, value in owner.items() if not isinstance(value, dict)}
    return _named(values, "headline") is not None and any(map(_date, _values(values, "datePublished")))


def _of_others(value: Any, cache: dict[int, int], depth: int = 0) -> int:
    """Return the number of characters in inner objects that have a heading and a date or address."""
    if not isinstance(value, (dict, list)) or depth > DEEPEST:
        return 0
    if id(value) not in cache:
        cache[id(value)] = 0
        if isinstance(value, dict) and _has_place(value) and _named(value, "headline"):
            cache[id(value)] = prose_of(value, {})
        else:
            inner = value.values() if isinstance(value, dict) else value
            cache[id(value)] = sum(_of_others(each, cache, depth + 1) for each in inner)
    return cache[id(value)]


def _has_place(item: dict[str, Any]) -> bool:
    return any(
        isinstance(value, str) and (_ISO.match(value) or ("/" in value[:200] and " " not in value[:200]))
        for value in item.values()
    )


# --- The fields beside the body ---


def _fields(body: _Body) -> dict[str, Any]:
    owner = body.owner
    if owner is None:
        return {}
    readers = {
        "headline": _headline,
        "datePublished": _date,
        "dateModified": _date,
        "author": _people,
        "description": _sentence,
        "articleSection": _label,
        "image": _address,
    }
    fields = {}
    for name, reader in readers.items():
        value = next((v for each in _values(owner, name) if (v := reader(each))), None)
        if value is not None:
            fields[name] = value
    return fields


def _named(owner: dict[str, Any], name: str) -> str | None:
    return next((v for each in _values(owner, name) if (v := _headline(each))), None)


def _values(owner: dict[str, Any], name: str) -> Iterator[Any]:
    """Yield the values whose keys have one of a field's words: best word first, inner objects last."""
    objects = [owner, *(item for item in owner.values() if isinstance(item, dict))]
    for word in _NAMES[name]:
        for item in objects:
            yield from (value for key, value in item.items() if word in _words(str(key)))


def _words(key: str) -> list[str]:
    return [part.lower() for part in _PART.findall(key[:60])]


def _strings(owner: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the texts of an object and of the objects in it."""
    for key, value in owner.items():
        if isinstance(value, str):
            yield key, value
        elif isinstance(value, dict):
            yield from ((inner, each) for inner, each in value.items() if isinstance(each, str))


def _scalars(owner: dict[str, Any]) -> Iterator[Any]:
    yield from (value for value in owner.values() if isinstance(value, (str, int)))


def _text(value: Any) -> str:
    lines = split(value) if isinstance(value, str) else []
    return tidy(" ".join(lines))


def _headline(value: Any) -> str | None:
    if isinstance(value, dict):
        value = next((each for each in value.values() if isinstance(each, str)), None)
    text = _text(value) if isinstance(value, str) and len(value) < 1_000 else ""
    return text if 7 < size_of(text) < 400 and " " in spaced(text) else None


def _sentence(value: Any) -> str | None:
    text = _text(value) if isinstance(value, str) and len(value) < 3_000 else ""
    return text if size_of(text) > 30 else None


def _label(value: Any) -> str | None:
    if isinstance(value, dict):
        value = next((value[key] for key in ("name", "title", "label") if key in value), None)
    return value if isinstance(value, str) and 1 < len(value) < 60 and "/" not in value else None


def _address(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = next((value[key] for key in ("url", "src", "href") if key in value), None)
    return (
        value if isinstance(value, str) and value.startswith(("http", "/")) and len(value) < 2_000 else None
    )


def _date(value: Any) -> str | None:
    """Return a date as text; a number is read as seconds or milliseconds since 1970."""
    if isinstance(value, dict):
        value = next((each for each in value.values() if _date(each)), None) if len(value) < 6 else None
    if isinstance(value, str) and value.isdigit() and len(value) in (10, 13):
        value = int(value)
    if isinstance(value, int) and 8e8 < (seconds := value / 1000 if value > 1e11 else value) < 4e9:
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    return value if isinstance(value, str) and _ISO.match(value) and len(value) < 40 else None


def _people(value: Any) -> list[str] | None:
    names = [name for each in (value if isinstance(value, list) else [value]) if (name := _person(each))]
    return list(Counter(names)) or None


def _person(value: Any) -> str | None:
    if isinstance(value, dict):
        inner = next((each for each in value.values() if isinstance(each, dict) and _label(each)), None)
        keys = ("name", "fullName", "full_name", "displayName", "display_name", "title", "label")
        value = next((value[key] for key in keys if isinstance(value.get(key), str)), None) or _label(inner)
    return value if isinstance(value, str) and 2 < len(value) < 80 and "/" not in value else None
