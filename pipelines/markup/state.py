"""Reads the data in a page's scripts as plain lists and dicts: the state with which its application starts.

JSON blocks, `window.X = {…}`, Next.js (`__NEXT_DATA__`, the stream `self.__next_f`), Nuxt 2 and 3, Remix,
SvelteKit, Apollo, Relay, Gatsby: each is recognised by its form, none by a name or a site. No script is run.
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
"""At most this many characters of a page's scripts are read."""
DEEPEST = 60
"""Levels of values within values; real pages have up to 40."""
MOST = 200_000
"""At most this many values of a page are visited; the largest real state has 60,000."""
_PACKED = 3
"""How many times JSON may be a string within JSON."""

_PUSH = re.compile(r"\.push\(\s*\[\s*1\s*,")
_LINKED = ("__ref", "__refs")
_ROW = re.compile(rb"([0-9a-f]{1,8}):(?:T([0-9a-f]{1,8}),)?")
_REFERENCE = re.compile(r"\$[L@]?([0-9a-f]{1,8})((?::\w+)*)\Z")
_SPECIAL = re.compile(r"[A-Z]\w*\Z")
_KEY = re.compile(r"_\d+\Z")


def values(doc: Document) -> list[Any]:
    """Return the values of a page's scripts that may hold an article, in page order.

    They may share parts, and parts may contain each other, so a walk over them must note what it has visited.
    """
    results: list[Any] = []
    stream: list[str] = []
    room = LONGEST
    for script in doc.elements["script"]:
        kind, text = (script.get("type") or "").lower(), (script.text or "")[:room]
        is_piece = _PUSH.search(text) is not None
        if "ld+json" in kind or (len(text) < SHORTEST and not is_piece):
            continue
        room -= len(text)
        for value in _of_script(text.strip(), kind, 0 if is_piece else SHORTEST):
            if _is_push(value):
                stream.append(value[1])
            else:
                results += _unpacked_values(value)
    results += _stream("".join(stream))
    return [_linked(value) for value in results if isinstance(value, (dict, list))]


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
    """Return True for a piece of the stream of React's server components: `[1, "text"]`."""
    return isinstance(value, list) and len(value) == 2 and value[0] == 1 and isinstance(value[1], str)


def _unpacked_values(value: Any, packed: int = 0) -> Iterator[Any]:
    """Yield a value; if it is a string, the JSON in it, which may be percent-encoded or in base64."""
    if isinstance(value, str):
        inner = unpacked(value) if packed < _PACKED else None
        if inner is not None:
            yield from _unpacked_values(inner, packed + 1)
    else:
        yield _unflattened(value) if _is_flat(value) else value


def unpacked(text: str) -> Any:
    """Return the value of the JSON in a string; None if it has none."""
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


# --- Lists in which values refer to each other by index: Nuxt 3, SvelteKit, Remix ---


def _is_flat(value: Any) -> bool:
    """Return True for a list whose dicts contain only indexes of the same list."""
    if not isinstance(value, list) or len(value) < 4 or not isinstance(value[0], (dict, list)):
        return False
    objects = [item for item in value if isinstance(item, dict) and item]
    indexes = [index for item in objects for index in item.values()]
    return bool(objects) and all(type(index) is int and -8 < index < len(value) for index in indexes)


def _unflattened(flat: list[Any]) -> Any:
    built: dict[int, Any] = {}

    def at(index: Any, depth: int) -> Any:
        if type(index) is not int or not 0 <= index < len(flat) or depth > DEEPEST:
            return None
        if index in built:
            return built[index]
        value = flat[index]
        if isinstance(value, dict):
            members: dict[str, Any] = {}
            built[index] = members
            for key, inner_index in value.items():
                members[flat_key(key)] = at(inner_index, depth + 1)
            return members
        if isinstance(value, list):
            if value and isinstance(value[0], str) and _SPECIAL.match(value[0]):  # ["Reactive", 1]
                inner = value[1] if len(value) > 1 else None
                return at(inner, depth + 1) if type(inner) is int else inner
            items: list[Any] = []
            built[index] = items
            items += (at(inner_index, depth + 1) for inner_index in value)
            return items
        return value

    def flat_key(key: str) -> str:
        index = int(key[1:]) if _KEY.match(key) and len(key) < 9 else -1
        name = flat[index] if 0 <= index < len(flat) else None
        return name if isinstance(name, str) else key

    return at(0, 0)


# --- The stream of React's server components ---


def _stream(text: str) -> list[Any]:
    """Return the rows of a stream, `1:{…}` or `2:T1f,text`, with references replaced by their rows."""
    data, at = text.encode("utf-8", "replace"), 0
    rows: dict[str, Any] = {}
    while (row := _ROW.match(data, at)) is not None and len(rows) < MOST:
        end = row.end() + int(row[2], 16) if row[2] else data.find(b"\n", row.end())
        end = len(data) if end < 0 else end
        body = data[row.end() : end].decode("utf-8", "replace")
        rows[row[1].decode()] = body if row[2] else _load(body[body.startswith(("I", "HL")) :])
        at = end if row[2] else end + 1
    objects = {key: _elements(row) for key, row in rows.items() if isinstance(row, (dict, list))}
    return _resolved(list(objects.values()), rows | objects)


def _elements(value: Any, depth: int = 0) -> Any:
    """Return the value with `["$", "p", key, {props}]` as `{"tag": "p", **props}`."""
    if depth > DEEPEST:
        return None
    if isinstance(value, list):
        if len(value) > 3 and value[0] == "$" and isinstance(value[3], dict):
            tag = value[1] if isinstance(value[1], str) and not value[1].startswith("$") else ""
            return {"tag": tag} | {key: _elements(prop, depth + 1) for key, prop in value[3].items()}
        return [_elements(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {key: _elements(member, depth + 1) for key, member in value.items()}
    return value


def _resolved(values: list[Any], rows: dict[str, Any]) -> list[Any]:
    """Replace each reference such as `$1f` by its row; return the values to which nothing refers."""
    referred: set[int] = set()

    def row(text: Any) -> Any:
        reference = _REFERENCE.match(text) if isinstance(text, str) and text[:1] == "$" else None
        if reference is None:
            return text
        value = rows.get(reference[1], text)
        for step in reference[2].split(":")[1:]:
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list) and step.isdigit():
                value = value[int(step)] if int(step) < len(value) else None
            else:
                return None
        referred.add(id(value))
        return value

    for holder in _containers(values):
        for key, member in holder.items() if isinstance(holder, dict) else enumerate(holder):
            if isinstance(member, str) and member[:1] == "$":
                holder[key] = row(member)
    return [value for value in values if id(value) not in referred] or values


# --- Caches whose objects refer to each other by name: Apollo, Relay ---


def _linked(value: Any) -> Any:
    """Return the value; `{"__ref": "Body:2"}` is replaced by its object, a JSON string by its value."""
    objects: dict[str, Any] = {}
    references: list[tuple[Any, Any, Any]] = []
    for holder in _containers([value]):
        pairs = holder.items() if isinstance(holder, dict) else enumerate(holder)
        for key, member in list(pairs):
            if isinstance(member, dict):
                if (
                    (isinstance(key, str) and ":" in key)
                    or member.get("__id") == key
                    or member.get("id") == key
                ):
                    objects.setdefault(str(key), member)
                links = next((member[name] for name in _LINKED if name in member), None)
                if links is None and member.get("type") == "id" and len(member) <= 4:
                    links = member.get("id")
                if isinstance(links, (str, list)):
                    references.append((holder, key, links))
            elif isinstance(member, str) and (inner := unpacked(member)) is not None:
                holder[key] = _unflattened(inner) if _is_flat(inner) else inner
    for holder, key, links in references:
        holder[key] = (
            objects.get(links) if isinstance(links, str) else [objects.get(str(link)) for link in links]
        )
    return value


def _containers(values: list[Any]) -> Iterator[Any]:
    """Yield each dict and list once, outer ones first; values that the caller adds are visited too."""
    waiting, visited, count = [(value, 0) for value in reversed(values)], set[int](), 0
    while waiting and count < MOST:
        value, depth = waiting.pop()
        if id(value) in visited or depth > DEEPEST:
            continue
        visited.add(id(value))
        count += len(value)
        yield value
        inner = value.values() if isinstance(value, dict) else value
        waiting += [(member, depth + 1) for member in inner if isinstance(member, (dict, list)) and member]
