"""Decides when a statement in a page's scripts runs: at once, after some time, or only after a click.

It reads brackets, strings and the words before functions. It runs no script.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

When = Literal["now", "later", "never"]

END = "\x00"
"""Separates two scripts: brackets that one leaves open do not matter for the next one."""

_SOON = 1_000
"""Milliseconds: after a longer delay, a reader may have read the page."""
_MOST_CALLS = 20
"""At most this many calls of one function are examined."""
_MOST_EXAMINED = 400
"""At most this many calls are examined in total; functions that call each other could be endless."""
_CONTROL = frozenset(["if", "for", "while", "switch", "catch", "with"])
_TIMERS = frozenset(["setTimeout", "setInterval"])
_AT_ONCE = frozenset(
    ["$", "jQuery", "ready", "requestAnimationFrame", "setImmediate", "queueMicrotask", "forEach"]
)
_EVENT = re.compile(r"[\"'](?:load|DOMContentLoaded|pageshow|readystatechange)[\"']")
_TOKEN = re.compile(
    r"//[^\n\x00]*|/\*.*?(?:\*/|\Z)"
    r"|\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?|`(?:[^`\\]|\\.)*`?"
    r"|(?<=[(,=:\[!&|?{};])[ \t]{0,9}/(?![*/])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/"
    r"|[(){}\x00]",
    re.DOTALL,
)
_WORD = re.compile(r"([\w$]+)\s*$")
_FUNCTION = re.compile(r"\bfunction\b\s*\*?\s*([\w$]*)\s*$")
_BARE_ARROW = re.compile(r"[\w$]+\s*=>\s*$")
_ASSIGNED = re.compile(r"([\w$]+)\s*[=:]\s*(?:async\s*)?$")
_DELAY = re.compile(r",\s*(\d{1,9})\s*$")
_CALLED_AT_ONCE = re.compile(r"\s*\)?\s*(?:\(|\.\s*(?:call|apply)\s*\()")


@dataclass
class _Bracket:
    kind: str
    at: int
    end: int
    outer: int
    """The index of the bracket around it; -1 for none."""
    start: int = -1
    """The start of the function if it is the body of one; else -1."""
    name: str = ""


class Script:
    """The scripts of a page, separated by END."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.brackets: list[_Bracket] = []
        self._places, self._inner = [0], [-1]
        self._strings: list[tuple[int, int]] = []
        self._comments: list[tuple[int, int]] = []
        self._examined = 0
        self._read()

    def when(self, at: int, callers: frozenset[str] = frozenset()) -> When:
        """Return when the statement at a position runs; `callers` are functions that are examined already."""
        if _covers(self._comments, at):
            return "never"
        number = self._inner[bisect_right(self._places, at) - 1]
        if _covers(self._strings, at):  # a timer can run a string
            is_timer = number >= 0 and self._word(self.brackets[number].at) in _TIMERS
            return self._timer(number) if is_timer else "never"
        result: When = "now"
        before = self.text[max(0, at - 60) : at]
        if arrow := re.search(r"(?:\([^()]*\)|[\w$]+)\s*=>\s*\(?\s*$", before):
            result = self._function(at - len(before) + arrow.start(), at, "", number, callers)
        while number >= 0 and result != "never":
            bracket = self.brackets[number]
            if bracket.start >= 0:
                result = _later(
                    result, self._function(bracket.start, bracket.end, bracket.name, bracket.outer, callers)
                )
            number = bracket.outer
        return result

    def _read(self) -> None:
        stack: list[int] = []
        closed: _Bracket | None = None
        for match in _TOKEN.finditer(self.text):
            lexeme, at = match[0], match.start()
            if lexeme in "({":
                number = len(self.brackets)
                bracket = _Bracket(lexeme, at, len(self.text), stack[-1] if stack else -1)
                if lexeme == "{":
                    self._head(bracket, closed)
                self.brackets.append(bracket)
                stack.append(number)
            elif lexeme in ")}":
                if not stack or self.brackets[stack[-1]].kind != {")": "(", "}": "{"}[lexeme]:
                    continue
                closed = self.brackets[stack.pop()]
                closed.end = at
            elif lexeme == END:
                stack.clear()
            else:
                is_comment = lexeme.startswith(("//", "/*"))
                (self._comments if is_comment else self._strings).append((at, match.end()))
                continue
            self._places.append(match.end() if lexeme in "({" else at)
            self._inner.append(stack[-1] if stack else -1)

    def _head(self, brace: _Bracket, closed: _Bracket | None) -> None:
        """Set `start` and `name` of a brace if it is the body of a function."""
        between = (
            self.text[closed.end + 1 : brace.at].strip() if closed and brace.at - closed.end < 60 else None
        )
        if closed is None or closed.kind != "(" or between not in ("", "=>"):
            arrow = _BARE_ARROW.search(self.text[max(0, brace.at - 60) : brace.at])
            brace.start = max(0, brace.at - 60) + arrow.start() if arrow else -1
            return
        first = max(0, closed.at - 60)
        before = self.text[first : closed.at]
        if between == "=>":
            brace.start = closed.at
        elif function := _FUNCTION.search(before):
            brace.start, brace.name = first + function.start(), function[1]
        elif (word := _WORD.search(before)) and word[1] not in _CONTROL:
            brace.start, brace.name = first + word.start(), word[1]

    def _function(self, start: int, end: int, name: str, outer: int, callers: frozenset[str]) -> When:
        """Return when the function from `start` to `end` is called, after the code around it runs."""
        before = self.text[max(0, start - 60) : start]
        assigned = _ASSIGNED.search(before)
        name = name or (assigned[1] if assigned else "")
        if name == "onload" or _CALLED_AT_ONCE.match(self.text, end + 1, end + 40):
            return "now"
        callee = (
            self._word(self.brackets[outer].at) if outer >= 0 and self.brackets[outer].kind == "(" else ""
        )
        if callee in _TIMERS:
            return self._timer(outer)
        if callee == "addEventListener":
            return "now" if _EVENT.search(self.text, self.brackets[outer].at, start) else "never"
        if callee in _AT_ONCE:
            return "now"
        return self._named(name, start, end, callers) if name and name not in callers else "never"

    def _named(self, name: str, start: int, end: int, callers: frozenset[str]) -> When:
        """Return when a function is first called by its name, or passed to a function that calls it."""
        uses = re.compile(rf"(?<![\w$])(?<!function ){re.escape(name)}\s*(\(|[,;)\n]|$)")
        result: When = "never"
        for number, use in enumerate(uses.finditer(self.text)):
            self._examined += 1
            if number == _MOST_CALLS or self._examined > _MOST_EXAMINED or result == "now":
                break
            if not start <= use.start() <= end:
                result = _earlier(result, self._use(use, callers | {name}))
        return result

    def _use(self, use: re.Match[str], callers: frozenset[str]) -> When:
        at, before = use.start(), self.text[max(0, use.start() - 60) : use.start()]
        if use[1] == "(":
            return self.when(at, callers)
        number = self._inner[bisect_right(self._places, at) - 1]
        callee = self._word(self.brackets[number].at) if number >= 0 else ""
        if callee in _TIMERS:
            return _later(self._timer(number), self.when(self.brackets[number].at - 1, callers))
        is_event = callee == "addEventListener" and _EVENT.search(before)
        if is_event or callee in _AT_ONCE or re.search(r"\bonload\s*=\s*$", before):
            return self.when(at, callers)
        return "never"

    def _timer(self, number: int) -> When:
        bracket = self.brackets[number]
        delay = _DELAY.search(self.text, max(bracket.at, bracket.end - 40), bracket.end)
        is_soon = delay is None or int(delay[1]) <= _SOON
        return "now" if is_soon and self._word(bracket.at) == "setTimeout" else "later"

    def _word(self, at: int) -> str:
        """Return the word before a bracket: the name of the function that is called."""
        word = _WORD.search(self.text[max(0, at - 60) : at])
        return word[1] if word else ""


def _covers(spans: list[tuple[int, int]], at: int) -> bool:
    number = bisect_right(spans, (at, len(spans) + at + 1)) - 1
    return number >= 0 and spans[number][0] <= at < spans[number][1]


_ORDER: tuple[When, ...] = ("now", "later", "never")


def _later(first: When, second: When) -> When:
    return max(first, second, key=_ORDER.index)


def _earlier(first: When, second: When) -> When:
    return min(first, second, key=_ORDER.index)
