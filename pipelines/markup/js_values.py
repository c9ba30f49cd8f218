"""Reads literal values in the text of a script: JSON and JavaScript literals. It runs no script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_DECODER = json.JSONDecoder(strict=False)
_SPACE = re.compile(r"(?:\s++|//[^\n]*+|/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/)*+")
_JSON = re.compile(r'\{\s*+["}]|\[\s*+["\d{\[\]]')
"""The start of JSON. The fast decoder is tried only there: each failure costs a millisecond."""
_STRING = re.compile(r'"((?:[^"\\]|\\.)*+)"|\'((?:[^\'\\]|\\.)*+)\'|`((?:[^`\\$]|\\.|\$(?!\{))*+)`', re.S)
_NUMBER = re.compile(r"[-+]?(?:\d[\d_]*+(?:\.\d*+)?|\.\d++)(?:[eE][-+]?\d++)?")
_NAME = re.compile(r"(?:new\s+|void\s+)?[A-Za-z_$][\w$]*+(?:\.[A-Za-z_$][\w$]*+)*+")
_BEGIN = re.compile(r"(?<![=!<>])(?:=|[(,])\s*(?=[{\[\"'`])")
_FUNCTION = re.compile(r"=\s*\(\s*function\s*\(([\w$,\s]{0,20000})\)\s*\{")
_RETURN = re.compile(r"\breturn\s*(?=[{\[])")
_CALLED = re.compile(r"\s*;?\s*\}\s*\)?\s*\(")
_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|.)", re.S)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}
_CONSTANTS = {"true": True, "false": False}

SHORTEST = 200
"""Characters; an article's value is never shorter."""
_DEEPEST = 100
_STEPS = 400_000
"""At most this many values of one script are read by JavaScript's rules; that takes about half a second."""
_BEFORE = 200_000
"""Characters of a function before its `return`; Nuxt 2 fills long lists there."""


class NotALiteral(Exception):
    """The text is no literal value but, for example, a function."""


def literals(text: str, least: int = SHORTEST) -> Iterator[Any]:
    """Yield each object, list or string that a script assigns or passes to a function, in order.

    Values of fewer than `least` characters are left out.
    """
    reader = _Reader(text)
    at = 0
    while (begin := _BEGIN.search(text, at)) is not None and reader.steps < _STEPS:
        at = start = begin.end()
        try:
            value, at = reader.value(start)
        except (NotALiteral, RecursionError):
            continue
        if at - start >= least:
            yield value
    yield from _results_of_calls(text, reader)


def _results_of_calls(text: str, reader: _Reader) -> Iterator[Any]:
    """Yield the results of functions that are called where they are defined, as Nuxt 2 packs its state."""
    for function in _FUNCTION.finditer(text):
        if reader.steps > _STEPS:
            return
        try:
            value, end = reader.call_result(function)
        except (NotALiteral, RecursionError):
            continue
        if end - function.start() >= SHORTEST:
            yield value


class _Reader:
    """Reads the values in one text; `steps` counts all values that were read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.steps = 0
        self.names: Mapping[str, Any] = {}
        """Parameter → its value, inside a function that is called with values."""

    def value(self, at: int, depth: int = 0) -> tuple[Any, int]:
        """Return the value at a position, and the position of its end. Raises NotALiteral."""
        at = self._skip(at)
        self.steps += 1
        if depth > _DEEPEST or self.steps > _STEPS or at >= len(self.text):
            raise NotALiteral
        first = self.text[at]
        if depth == 0 and _JSON.match(self.text, at) and not self.names:
            try:
                return _DECODER.raw_decode(self.text, at)
            except (ValueError, RecursionError) as error:
                end = getattr(error, "pos", at)  # the error's message has counted all lines before it
                self.steps += (end - at) // 100 + end // 5_000 + 1
        if first == "{":
            return self._object(at + 1, depth)
        if first == "[":
            return self._list(at + 1, "]", depth)
        if first in "\"'`":
            return self._string(at)
        return self._word(at, depth)

    def call_result(self, function: re.Match[str]) -> tuple[Any, int]:
        """Return the result of a function that is called where it is defined, and the end of the call."""
        limit = min(len(self.text), function.end() + _BEFORE)
        back = _RETURN.search(self.text, function.end(), limit)
        self.steps += ((back.end() if back else limit) - function.start()) // 100
        if back is None or self.steps > _STEPS:
            raise NotALiteral
        _, end = self._by_javascript(back.end())
        call = _CALLED.match(self.text, end)
        if call is None:
            raise NotALiteral
        arguments, end = self._list(call.end(), ")", 0)
        names = [name.strip() for name in function[1].split(",")]
        self.names = dict(zip(names, arguments, strict=False))
        try:
            return self.value(back.end())[0], end
        finally:
            self.names = {}

    def _by_javascript(self, at: int) -> tuple[Any, int]:
        self.names = {"": None}  # `value` tries JSON only if there are no names
        try:
            return self.value(at)
        finally:
            self.names = {}

    def _skip(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        end = match.end() if match else at
        if self._is("/*", end):  # unclosed: the rest of the text was searched
            self.steps += (len(self.text) - end) // 100
        return end

    def _is(self, mark: str, at: int) -> bool:
        return self.text.startswith(mark, at)

    def _object(self, at: int, depth: int) -> tuple[dict[str, Any], int]:
        members: dict[str, Any] = {}
        while True:
            at = self._skip(at)
            if self._is("}", at):
                return members, at + 1
            key, at = self._key(at)
            at = self._skip(at)
            if not self._is(":", at):
                raise NotALiteral
            members[key], at = self.value(at + 1, depth + 1)
            at = self._after(at, "}")

    def _key(self, at: int) -> tuple[str, int]:
        if self.text[at : at + 1] in ('"', "'"):
            return self._string(at)
        name = _NAME.match(self.text, at) or _NUMBER.match(self.text, at)
        if name is None:
            raise NotALiteral
        return name[0], name.end()

    def _list(self, at: int, close: str, depth: int) -> tuple[list[Any], int]:
        items: list[Any] = []
        while True:
            at = self._skip(at)
            if self._is(close, at):
                return items, at + 1
            if self._is(",", at):  # a hole
                self.steps += 1
                if self.steps > _STEPS:
                    raise NotALiteral
                items.append(None)
                at += 1
                continue
            item, at = self.value(at, depth + 1)
            items.append(item)
            at = self._after(at, close)

    def _after(self, at: int, close: str) -> int:
        """Return the position after a comma, or that of the closing mark."""
        at = self._skip(at)
        if self._is(",", at):
            return at + 1
        if self._is(close, at):
            return at
        raise NotALiteral

    def _string(self, at: int) -> tuple[str, int]:
        match = _STRING.match(self.text, at)
        if match is None:  # unclosed: the rest of the text was searched
            self.steps += (len(self.text) - at) // 100
            raise NotALiteral
        raw = match[match.lastindex or 1]
        return (unescaped(raw) if "\\" in raw else raw), match.end()

    def _word(self, at: int, depth: int) -> tuple[Any, int]:
        """Read a number, a constant, a name or a call's argument: `!0`, `void 0`, `new Date("2026-01")`."""
        if self.text[at] == "!":
            value, end = self.value(at + 1, depth + 1)
            return not value, end
        number = _NUMBER.match(self.text, at)
        if number is not None:
            return _number(number[0]), number.end()
        name = _NAME.match(self.text, at)
        if name is None or name[0].startswith("function"):
            raise NotALiteral
        end = self._skip(name.end())
        if self._is("(", end):
            arguments, end = self._list(end + 1, ")", depth)
            return (arguments[0] if arguments else None), end
        if name[0].startswith("void"):
            return None, self.value(name.end(), depth + 1)[1]
        return self.names.get(name[0], _CONSTANTS.get(name[0])), name.end()


def _number(text: str) -> float | int:
    text = text.replace("_", "")
    try:
        return int(text)
    except ValueError:
        return float(text)


def unescaped(raw: str) -> str:
    """Return the text of a JavaScript string, from what is between its quotes."""
    text = _ESCAPE.sub(_escaped, raw)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _escaped(match: re.Match[str]) -> str:
    code = match[1]
    if len(code) > 1 and code[0] in "ux":
        number = int(code[1:].strip("{}"), 16)
        return chr(number) if number < 0x110000 else "\ufffd"
    return _ESCAPED.get(code, code)
