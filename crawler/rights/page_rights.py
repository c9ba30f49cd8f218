"""Collects what a page, its headers or a robots.txt reserve: indexing, archiving, AI, text mining."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping

from pipelines.markup.marks import tidy

_HEAD = 262_144
"""Bytes that are searched for the page's head."""
_META = re.compile(rb"<meta\s[^<>]*>")
"""In lower case: that is found four times as fast as in any case."""
_NAME = re.compile(
    rb"""\bname\s*=\s*["']?(robots|googlebot|googlebot-news|bingbot|tdm-reservation|tdm-policy)["'\s/>]""",
    re.IGNORECASE,
)
_CONTENT = re.compile(rb"""\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_HEADERS = ("x-robots-tag", "tdm-reservation", "tdm-policy", "content-usage", "content-signal")
_RESERVING = re.compile(r"no|unavailable_after|none|reserv|train|ai|tdm|=", re.IGNORECASE)
# fmt: off
_AGENTS = frozenset([
    "ai2bot", "amazonbot", "anthropic-ai", "applebot-extended", "bytespider", "ccbot", "chatgpt-user",
    "claude-web", "claudebot", "cohere-ai", "diffbot", "facebookbot", "google-extended", "gptbot",
    "meta-externalagent", "oai-searchbot", "omgili", "perplexitybot", "timpibot",
])
# fmt: on
_LINE = re.compile(r"\s*([A-Za-z-]+)\s*:\s*([^#]*)")


def of_page(
    body: bytes, headers: Mapping[str, str], tdmrep: Mapping[str, object] | None = None
) -> str | None:
    """Return a JSON object of the names of meta tags and headers → their values; None if there are none.

    `headers` have names in lower case; `tdmrep` is the entry of the site's tdmrep.json for the page.
    """
    reserved: dict[str, object] = dict(_metas(body[:_HEAD]))
    reserved |= {name: tidy(headers[name]) for name in _HEADERS if headers.get(name)}
    reserved |= {"tdmrep.json": tdmrep} if tdmrep else {}
    return _json(reserved)


def of_robots(robots_txt: bytes) -> str | None:
    """Return a JSON object of the AI crawlers that are excluded, and of lines about the use of content."""
    lines = _lines(robots_txt)
    excluded = sorted(set(_excluded_agents(lines)))
    reserved: dict[str, object] = {"disallowed": excluded} if excluded else {}
    for name, value in lines:
        if name.lower() in ("content-signal", "content-usage", "disallowaitraining") and value:
            reserved[name.lower()] = tidy(value)
    return _json(reserved)


def _metas(head: bytes) -> Iterable[tuple[str, str]]:
    lower = head.lower()
    end = lower.find(b"</head")
    for match in _META.finditer(lower, 0, end if end >= 0 else len(lower)):
        tag = head[slice(*match.span())]
        name, content = _NAME.search(tag), _CONTENT.search(tag)
        if name and content:
            value = next(part for part in (*content.groups(), b"") if part is not None)
            text = tidy(html.unescape(value.decode("utf-8", "replace")))
            # `index, follow` reserves nothing.
            if text and (_RESERVING.search(text) or name[1].lower().startswith(b"tdm")):
                yield name[1].decode().lower(), text[:500]


def _lines(robots_txt: bytes) -> list[tuple[str, str]]:
    """Return the lines of a robots.txt that have a name and a value."""
    matches = (_LINE.match(each.decode("utf-8", "replace")) for each in robots_txt.splitlines())
    return [(match[1], match[2].strip()) for match in matches if match]


def _excluded_agents(lines: Iterable[tuple[str, str]]) -> Iterable[str]:
    agents: dict[str, str] = {}
    in_rules = False
    for name, value in lines:
        field = name.lower()
        if field == "user-agent":
            agents = {} if in_rules else agents
            in_rules = False
            if value.lower() in _AGENTS:
                agents.setdefault(value.lower(), value)
        elif field in ("allow", "disallow"):
            in_rules = True
            if field == "disallow" and value == "/":
                yield from agents.values()


def _json(reserved: Mapping[str, object]) -> str | None:
    return json.dumps(reserved, ensure_ascii=False, sort_keys=True) if reserved else None
