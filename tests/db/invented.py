"""Invented articles for measurements: as many as needed, always the same ones.

There are six languages with a vocabulary each, in which the n-th word is as frequent as in a real language
(Zipf). Lengths are like those of news: half under 400 words, one in a hundred over 2,000. One article in
thirty copies an earlier one under another first paragraph. Paragraphs come from a store of some thousand, for
speed.
"""

from __future__ import annotations

import random
from datetime import timedelta
from functools import cache
from itertools import accumulate

from pipelines.db.signature import BANDS, signature
from pipelines.items import Article
from tests.db.conftest import NOON

WORDS = 60_000
"""Words of each language; Chinese has 4,000 letters instead."""
PARAGRAPHS = 10_000
LONG = 45
"""Words in a paragraph."""
SHARES = {"en": 45, "de": 15, "es": 15, "ru": 12, "fa": 7, "zh": 6}
"""Of a hundred articles, how many are in each language."""
LETTERS = {
    "en": "etaoinshrdlucmfwypvbgk",
    "de": "enisratdhulcgmobwfkzäüöß",
    "es": "eaosrnidlctumpbgvyqhfzjéíó",
    "ru": "оеаинтсрвлкмдпуяыьгзбчйхжёшюцщэф",
    "fa": "ایرندمتبهوسشکگلپخزفقعحجچصطضظ",
    "zh": "".join(map(chr, range(0x4E00, 0x4E00 + 4_000))),
}
SOURCES = 2_000
COPY = 30
"""One article in this many is a copy."""
SECONDS = 30
"""Time between two articles: a million take a year."""


def address(number: int) -> str:
    return f"https://site{number % SOURCES}.example/2026/news/a-story-of-some-interest-{number}"


@cache
def vocabulary(language: str) -> list[str]:
    """Return the words, the most frequent first; those are mostly the shortest."""
    if language == "zh":
        return list(LETTERS["zh"])
    numbers = random.Random(language)
    found: set[str] = set()
    while len(found) < WORDS:
        found.add("".join(numbers.choices(LETTERS[language], k=round(numbers.triangular(2, 15, 7)))))
    return sorted(sorted(found), key=lambda word: len(word) * numbers.uniform(0.25, 1))


@cache
def paragraphs(language: str) -> list[str]:
    words = vocabulary(language)
    weights = list(accumulate(1 / (place + 2.7) ** 1.07 for place in range(len(words))))
    # Two Chinese letters are about a word.
    length, between, end = (2 * LONG, "", "。") if language == "zh" else (LONG, " ", ".")
    numbers = random.Random(language)
    return [
        between.join(numbers.choices(words, cum_weights=weights, k=length)) + end for _ in range(PARAGRAPHS)
    ]


def copied(number: int) -> int | None:
    """Return the number of the earlier article that this one copies, or None."""
    return number - COPY * 7 if number % COPY == 0 and number > COPY * 7 and number // COPY % 8 else None


def keys(number: int) -> tuple[int, ...]:
    """Return random keys in place of a signature; a copy has mostly the keys of its original."""
    numbers, first = random.Random(-number), copied(number)
    own = tuple(numbers.getrandbits(64) - (1 << 63) for _ in range(BANDS))
    return own if first is None else (*keys(first)[:12], *own[12:])


def article(number: int, signed: tuple[int, ...] | None = None) -> Article:
    """Return an article; `signed` replaces its signature, which takes as long as everything else together."""
    first = copied(number)
    original = number if first is None else first
    language, body = _text(original)
    title, summary, lead = random.Random(f"{number} head").choices(paragraphs(language), k=3)
    text = body if first is None else f"{lead}\n\n{body}"
    url, at = address(number), NOON + timedelta(seconds=SECONDS * number)
    return Article(
        url=url,
        source=f"site{number % SOURCES}",
        title=title[:60].strip(),
        text=text,
        summary=summary[:140].strip(),
        authors=(title[60:75].strip() or "Ada",),
        tags=(summary[140:150].strip() or "news",),
        language=language,
        published_at=f"{at:%Y-%m-%dT%H:%M:%SZ}",
        published_precision="minute",
        published_from="json-ld",
        published_raw=f"{at:%Y-%m-%dT%H:%M:%S+00:00}",
        word_count=LONG * (text.count("\n\n") + 1),
        seen_at=at + timedelta(seconds=90),
        urls=(f"{url}?from=feed",),
        signature=signature(text) if signed is None else signed,
    )


def _text(number: int) -> tuple[str, str]:
    numbers = random.Random(number)
    (language,) = numbers.choices(list(SHARES), list(SHARES.values()))
    count = round(min(max(numbers.lognormvariate(6, 0.7), LONG), 4_000) / LONG)
    return language, "\n\n".join(numbers.choices(paragraphs(language), k=count))
