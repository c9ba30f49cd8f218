"""The data that a page's scripts hold, as plain lists and dicts: what an application was started with.

JSON blocks, `window.X = {…}`, Next.js (`__NEXT_DATA__`, the stream `self.__next_f`), Nuxt 2 and 3, Remix,
SvelteKit, Apollo, Relay, Gatsby: each is recognised by its shape, none by a name or a site. Runs no script.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import unquote

from pipelines.markup.document import Document
from pipelines.markup.js_values import SHORTEST, literals

LONGEST = 3_000_000
"""Characters of scripts that are read of one page."""
DEEPEST = 60
"""Levels of values within values; real ones have up to 40."""
MOST = 200_000
"""Values that are looked at in one page; the largest real state has 60,000."""
_PACKED = 3
"""How many times JSON may be packed as a string within JSON."""

_PUSH = re.compile(r"\.push\(\s*\[\s*1\s*,")
_LINKED = ("__ref", "__refs")
_ROW = re.compile(rb"([0-9a-f]{1,8}):(?:T([0-9a-f]{1,8}),)?")
_REFERENCE = re.compile(r"\$[L@]?([0-9a-f]{1,8})((?::\w+)*)\Z")
_SPECIAL = re.compile(r"[A-Z]\w*\Z")
_KEY = re.compile(r"_\d+\Z")


def values(doc: Document) -> list[Any]:
    """Return the values of a page's scripts that may hold an article, in page order.

    They may share parts, and parts may hold each other, so a walk over them must note what it has visited.
    """
    found: list[Any] = []
    stream: list[str] = []
    room = LONGEST
    for script in doc.every["script"]:
        kind, text = (script.get("type") or "").lower(), (script.text or "")[:room]
        is_piece = _PUSH.search(text) is not None
        if "ld+json" in kind or (len(text) < SHORTEST and not is_piece):
            continue
        room -= len(text)
        for value in _of_script(text.strip(), kind, 0 if is_piece else SHORTEST):
            if _is_push(value):
                stream.append(value[1])
            else:
                found += _opened(value)
    found += _stream("".join(stream))
    return [_linked(value) for value in found if isinstance(value, (dict, list))]


def _of_script(text: str, kind: str, least: int) -> Iterator[Any]:
    if "json" in kind or text[:1] in "{[":
        value = _load(text)
        if value is None and text.startswith("{&"):  # Angular escapes its quotes
            value = _load(unescape(text.replace("&q;", '"').replace("&a;", "&").replace("&s;", "'")))
        if value is not None:
            yield value
            return
    yield from literals(text, least)


def _load(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _is_push(value: Any) -> bool:
    """A piece of the stream of React's server components: `[1, "text"]`."""
    return isinstance(value, list) and len(value) == 2 and value[0] == 1 and isinstance(value[1], str)


def _opened(value: Any, packed: int = 0) -> Iterator[Any]:
    """Yield a value, and instead of a string the JSON that it holds: plain, percent-encoded or in base64."""
    if isinstance(value, str):
        inner = unpacked(value) if packed < _PACKED else None
        if inner is not None:
            yield from _opened(inner, packed + 1)
    else:
        yield _unflattened(value) if _is_flat(value) else value


def unpacked(text: str) -> Any:
    """Return the JSON that a string holds; None where it holds none."""
    if len(text) < SHORTEST:
        return None
    if text[:1] == "%":
        text = unquote(text)
    elif text[:3] in ("eyJ", "W3s", "W1s"):
        try:
            text = b64decode(text + "===").decode("utf-8", "replace")
        except (NotBase64, ValueError):
            return None
    return _load(text) if text.lstrip()[:1] in ("{", "[", '"') else None


# --- Lists in which values stand for each other by their place: Nuxt 3, SvelteKit, Remix ---


def _is_flat(value: Any) -> bool:
    """Whether it is a list whose lists and dicts hold places in the same list, and nothing else."""
    if not isinstance(value, list) or len(value) < 4 or not isinstance(value[0], (dict, list)):
        return False
    held = [each for each in value if isinstance(each, dict) and each]
    places = [place for each in held for place in each.values()]
    return bool(held) and all(type(place) is int and -8 < place < len(value) for place in places)


def _unflattened(flat: list[Any]) -> Any:
    made: dict[int, Any] = {}

    def at(place: Any, depth: int) -> Any:
        if type(place) is not int or not 0 <= place < len(flat) or depth > DEEPEST:
            return None
        if place in made:
            return made[place]
        value = flat[place]
        if isinstance(value, dict):
            found: dict[str, Any] = {}
            made[place] = found
            for key, where in value.items():
                found[flat_key(key)] = at(where, depth + 1)
            return found
        if isinstance(value, list):
            if value and isinstance(value[0], str) and _SPECIAL.match(value[0]):  # ["Reactive", 1]
                inner = value[1] if len(value) > 1 else None
                return at(inner, depth + 1) if type(inner) is int else inner
            items: list[Any] = []
            made[place] = items
            items += (at(where, depth + 1) for where in value)
            return items
        return value

    def flat_key(key: str) -> str:
        place = int(key[1:]) if _KEY.match(key) and len(key) < 9 else -1
        named = flat[place] if 0 <= place < len(flat) else None
        return named if isinstance(named, str) else key

    return at(0, 0)


# --- The stream of React's server components ---


def _stream(text: str) -> list[Any]:
    """Return the rows of a stream, `1:{…}` or `2:T1f,text`, that no other row holds, each whole."""
    data, at = text.encode("utf-8", "replace"), 0
    rows: dict[str, Any] = {}
    while (row := _ROW.match(data, at)) is not None and len(rows) < MOST:
        end = row.end() + int(row[2], 16) if row[2] else data.find(b"\n", row.end())
        end = len(data) if end < 0 else end
        body = data[row.end() : end].decode("utf-8", "replace")
        rows[row[1].decode()] = body if row[2] else _load(body[body.startswith(("I", "HL")) :])
        at = end if row[2] else end + 1
    whole = [_elements(row) for row in rows.values() if isinstance(row, (dict, list))]
    named = dict(zip((key for key, row in rows.items() if isinstance(row, (dict, list))), whole, strict=True))
    return _referring(whole, rows | named)


def _elements(value: Any, depth: int = 0) -> Any:
    """Return the value with `["$", "p", key, {props}]` as `{"tag": "p", **props}`."""
    if depth > DEEPEST:
        return None
    if isinstance(value, list):
        if len(value) > 3 and value[0] == "$" and isinstance(value[3], dict):
            tag = value[1] if isinstance(value[1], str) and not value[1].startswith("$") else ""
            return {"tag": tag} | {key: _elements(each, depth + 1) for key, each in value[3].items()}
        return [_elements(each, depth + 1) for each in value]
    if isinstance(value, dict):
        return {key: _elements(each, depth + 1) for key, each in value.items()}
    return value


def _referring(values: list[Any], rows: dict[str, Any]) -> list[Any]:
    held: set[int] = set()

    def row(text: Any) -> Any:
        found = _REFERENCE.match(text) if isinstance(text, str) and text[:1] == "$" else None
        if found is None:
            return text
        value = rows.get(found[1], text)
        for step in found[2].split(":")[1:]:
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list) and step.isdigit():
                value = value[int(step)] if int(step) < len(value) else None
            else:
                return None
        held.add(id(value))
        return value

    for holder in _holders(values):
        for key, each in holder.items() if isinstance(holder, dict) else enumerate(holder):
            if isinstance(each, str) and each[:1] == "$":
                holder[key] = row(each)
    return [value for value in values if id(value) not in held] or values


# --- Caches whose objects name each other: Apollo, Relay ---


def _linked(value: Any) -> Any:
    """Put in place of `{"__ref": "Body:2"}` the object of that name, and open JSON that is packed as text."""
    named: dict[str, Any] = {}
    asked: list[tuple[Any, Any, Any]] = []
    for holder in _holders([value]):
        pairs = holder.items() if isinstance(holder, dict) else enumerate(holder)
        for key, each in list(pairs):
            if isinstance(each, dict):
                if (isinstance(key, str) and ":" in key) or each.get("__id") == key or each.get("id") == key:
                    named.setdefault(str(key), each)
                links = next((each[name] for name in _LINKED if name in each), None)
                if links is None and each.get("type") == "id" and len(each) <= 4:
                    links = each.get("id")
                if isinstance(links, (str, list)):
                    asked.append((holder, key, links))
            elif isinstance(each, str) and (inner := unpacked(each)) is not None:
                holder[key] = _unflattened(inner) if _is_flat(inner) else inner
    for holder, key, links in asked:
        holder[key] = named.get(links) if isinstance(links, str) else [named.get(str(one)) for one in links]
    return value


def _holders(values: list[Any]) -> Iterator[Any]:
    """Yield every dict and list once, outer before inner; what is put into one meanwhile is walked too."""
    waiting, seen, count = [(value, 0) for value in reversed(values)], set[int](), 0
    while waiting and count < MOST:
        value, depth = waiting.pop()
        if id(value) in seen or depth > DEEPEST:
            continue
        seen.add(id(value))
        count += len(value)
        yield value
        inner = value.values() if isinstance(value, dict) else value
        waiting += [(each, depth + 1) for each in inner if isinstance(each, (dict, list)) and each]
