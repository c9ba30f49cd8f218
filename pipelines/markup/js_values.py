"""Literal values in the text of a script: JSON, and what JavaScript allows beyond it. It runs no script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_DECODER = json.JSONDecoder(strict=False)
_SPACE = re.compile(r"(?:\s++|//[^\n]*+|/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/)*+")
_JSON = re.compile(r'\{\s*+["}]|\[\s*+["\d{\[\]]')
"""What JSON may begin with. A vain try of the fast decoder on a program costs a millisecond for each."""
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
"""Characters: no article is in a smaller value."""
_DEEPEST = 100
_STEPS = 400_000
"""Values and holes that are read of one script, by JavaScript's own rules: about half a second."""
_BEFORE = 200_000
"""Characters of a function before what it returns; Nuxt 2 fills in long lists there."""


class NotALiteral(Exception):
    """There is something else, such as a function."""


def literals(text: str, least: int = SHORTEST) -> Iterator[Any]:
    """Yield each object, list or string that a script assigns or passes to a function, in order.

    `least` is the number of characters of the smallest.
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
    yield from _of_functions(text, reader)


def _of_functions(text: str, reader: _Reader) -> Iterator[Any]:
    """Yield what functions return that are called where they stand, as Nuxt 2 packs its state."""
    for function in _FUNCTION.finditer(text):
        if reader.steps > _STEPS:
            return
        try:
            value, end = reader.called(function)
        except (NotALiteral, RecursionError):
            continue
        if end - function.start() >= SHORTEST:
            yield value


class _Reader:
    """Reads values at places of one text; `steps` counts them, over all that is read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.steps = 0
        self.names: Mapping[str, Any] = {}
        """What a name stands for, inside a function that is called with values."""

    def value(self, at: int, depth: int = 0) -> tuple[Any, int]:
        """Return the value at a place, and where it ends. Raises NotALiteral."""
        at = self._skip(at)
        self.steps += 1
        if depth > _DEEPEST or self.steps > _STEPS or at >= len(self.text):
            raise NotALiteral
        first = self.text[at]
        if depth == 0 and _JSON.match(self.text, at) and not self.names:
            try:
                return _DECODER.raw_decode(self.text, at)
            except (ValueError, RecursionError) as error:
                self.steps += (getattr(error, "pos", at) - at) // 100 + 1
        if first == "{":
            return self._object(at + 1, depth)
        if first == "[":
            return self._list(at + 1, "]", depth)
        if first in "\"'`":
            return self._string(at)
        return self._word(at, depth)

    def called(self, function: re.Match[str]) -> tuple[Any, int]:
        """Return what a function returns that is called at once with values, and where that ends."""
        last = min(len(self.text), function.end() + _BEFORE)
        back = _RETURN.search(self.text, function.end(), last)
        self.steps += ((back.end() if back else last) - function.start()) // 100
        if back is None or self.steps > _STEPS:
            raise NotALiteral
        _, end = self._loose(back.end())
        call = _CALLED.match(self.text, end)
        if call is None:
            raise NotALiteral
        given, last = self._list(call.end(), ")", 0)
        names = [name.strip() for name in function[1].split(",")]
        self.names = dict(zip(names, given, strict=False))
        try:
            return self.value(back.end())[0], last
        finally:
            self.names = {}

    def _loose(self, at: int) -> tuple[Any, int]:
        self.names = {"": None}  # JSON has no names: read by the rules of JavaScript
        try:
            return self.value(at)
        finally:
            self.names = {}

    def _skip(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        end = found.end() if found else at
        if self._is("/*", end):  # unclosed: the whole rest was searched
            self.steps += (len(self.text) - end) // 100
        return end

    def _is(self, mark: str, at: int) -> bool:
        return self.text.startswith(mark, at)

    def _object(self, at: int, depth: int) -> tuple[dict[str, Any], int]:
        found: dict[str, Any] = {}
        while True:
            at = self._skip(at)
            if self._is("}", at):
                return found, at + 1
            key, at = self._key(at)
            at = self._skip(at)
            if not self._is(":", at):
                raise NotALiteral
            found[key], at = self.value(at + 1, depth + 1)
            at = self._after(at, "}")

    def _key(self, at: int) -> tuple[str, int]:
        if self.text[at : at + 1] in ('"', "'"):
            return self._string(at)
        name = _NAME.match(self.text, at) or _NUMBER.match(self.text, at)
        if name is None:
            raise NotALiteral
        return name[0], name.end()

    def _list(self, at: int, close: str, depth: int) -> tuple[list[Any], int]:
        found: list[Any] = []
        while True:
            at = self._skip(at)
            if self._is(close, at):
                return found, at + 1
            if self._is(",", at):  # a hole
                self.steps += 1
                if self.steps > _STEPS:
                    raise NotALiteral
                found.append(None)
                at += 1
                continue
            each, at = self.value(at, depth + 1)
            found.append(each)
            at = self._after(at, close)

    def _after(self, at: int, close: str) -> int:
        """Return the place after a comma, or that of the closing mark."""
        at = self._skip(at)
        if self._is(",", at):
            return at + 1
        if self._is(close, at):
            return at
        raise NotALiteral

    def _string(self, at: int) -> tuple[str, int]:
        found = _STRING.match(self.text, at)
        if found is None:  # unclosed: the whole rest was searched
            self.steps += (len(self.text) - at) // 100
            raise NotALiteral
        raw = found[found.lastindex or 1]
        return (plain(raw) if "\\" in raw else raw), found.end()

    def _word(self, at: int, depth: int) -> tuple[Any, int]:
        """A number, a constant, a name, or the argument of a call: `!0`, `void 0`, `new Date("2026-01")`."""
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
            given, end = self._list(end + 1, ")", depth)
            return (given[0] if given else None), end
        if name[0].startswith("void"):
            return None, self.value(name.end(), depth + 1)[1]
        return self.names.get(name[0], _CONSTANTS.get(name[0])), name.end()


def _number(text: str) -> float | int:
    text = text.replace("_", "")
    try:
        return int(text)
    except ValueError:
        return float(text)


def plain(raw: str) -> str:
    """Return what the inside of a JavaScript string stands for."""
    whole = _ESCAPE.sub(_escaped, raw)
    return whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _escaped(match: re.Match[str]) -> str:
    code = match[1]
    if len(code) > 1 and code[0] in "ux":
        number = int(code[1:].strip("{}"), 16)
        return chr(number) if number < 0x110000 else "\ufffd"
    return _ESCAPED.get(code, code)
