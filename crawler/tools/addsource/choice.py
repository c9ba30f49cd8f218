"""A value for a source file with its evidence; the language of a site, and editions in other languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.discover.link import Link
from crawler.sources import checks
from pipelines.text.metadata.language import is_same


@dataclass(frozen=True, slots=True)
class Choice:
    """A value for a source file, with the reason. If it is not `sure`, the file has it as a comment."""

    value: str
    why: str
    sure: bool = True


class Statement(NamedTuple):
    """What one place of a site says, unparsed."""

    value: str
    where: str


def choose_language(statements: Iterable[Statement]) -> Choice | None:
    """Return the language that most places name, in the most exact form that any of them gives.

    If two have the same number of places, the first wins: list the most reliable place first.
    """
    read = [(tag, one.where) for one in statements if (tag := _tag(one.value))]
    if not read:
        return None
    counts = Counter(primary(tag) for tag, _ in read)
    winner = counts.most_common(1)[0][0]
    tags = [tag for tag, _ in read if primary(tag) == winner]
    where = dict.fromkeys(where for tag, where in read if primary(tag) == winner)
    others = [f"{where} says {tag}" for tag, where in read if primary(tag) != winner]
    why = ", ".join(where) + (f"; but {', '.join(dict.fromkeys(others))}" if others else "")
    return Choice(_most_exact(tags), why, sure=counts[winner] * 2 > len(read) or len(counts) == 1)


def weighed_by_text(statements: Sequence[Statement], spoken: Iterable[str]) -> list[Statement]:
    """Return the statements, with a majority for the language in which most of the site's texts are written.

    `spoken` has the language of each text. Templates, and feeds made by them, often keep the language in
    which they were written.
    """
    texts = Counter(spoken)
    code, count = texts.most_common(1)[0] if texts else ("", 0)
    if 2 * count <= texts.total():
        return list(statements)
    agreeing = [one for one in statements if is_same(_tag(one.value) or "", code)]
    lead = agreeing or [Statement(code, "the text of its pages")]
    return [*lead * (len(statements) + 1), *(one for one in statements if one not in agreeing)]


def regions(statements: Iterable[Statement]) -> tuple[str, ...]:
    """Return the countries in the language tags, the most frequent first."""
    tags = [tag.split("-")[-1] for one in statements if (tag := _tag(one.value))]
    regions = Counter(tag for tag in tags if len(tag) == 2 and tag.isupper())
    return tuple(region for region, _ in regions.most_common())


def _tag(raw: str) -> str | None:
    """`fa_IR.UTF-8` → `fa-IR`; None if it is not a language."""
    try:
        return checks.language(raw.strip().partition(".")[0].replace("_", "-"))
    except checks.InvalidValue:
        return None


def primary(raw: str | None) -> str | None:
    """Return `pt` for `pt-BR` and `pt_BR`; None if it is not a language."""
    tag = _tag(raw or "")
    return tag.partition("-")[0] if tag else None


def _most_exact(tags: list[str]) -> str:
    """The longer tag if there is only one; if they contradict each other, the bare language."""
    longer = {tag for tag in tags if "-" in tag}
    return longer.pop() if len(longer) == 1 else tags[0].partition("-")[0]


def language_in(url: str) -> str | None:
    """Return the language with which the address's path begins: `/zh/`, `/pt-br/esporte`; or None."""
    first = urlsplit(url).path.strip("/").partition("/")[0].lower()
    return primary(first) if len(first) in (2, 5) and len(first.partition("-")[0]) == 2 else None


def is_other(url: str, language: str | None) -> bool:
    """Return whether the path of an address begins with another language."""
    return language is not None and language_in(url) not in (None, language)


def own_sitemaps(links: Iterable[Link], language: str | None) -> list[str]:
    """Return the sitemaps of an index in this language, if all of them name a language and some another."""
    urls = [link.url for link in links]
    own = [url for url in urls if language_in(url) == language]
    all_named = all(language_in(url) for url in urls)
    return own if language and all_named and len(own) < len(urls) else []
