"""Pairs of texts that are or are not the same article: `python -m tests.db.duplicate_pairs` measures with
them.

Duplicates are real articles with the edits that copies usually have; the other pairs only look like copies.
"""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.db.signature import alike, signature

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
Paragraphs = list[str]
_OTHER = re.compile("[\u0370-\u1fff\u3040-\ud7af]")

FURNITURE = (
    "Read more: what we know so far, and what we do not",
    "Sign up for our morning newsletter and never miss a story.",
    "Follow us for the latest news from around the region. Have a story? Write to our newsroom.",
    "Additional reporting by our correspondents.",
)
QUOTES = str.maketrans(
    {'"': "”", "“": "«", "”": "»", "'": "’", "’": "'", "„": "“", " ": "\u00a0", "—": " - "}
)


@dataclass(frozen=True, slots=True)
class Pair:
    kind: str
    same: bool
    first: str
    second: str

    @property
    def found(self) -> bool:
        """Return the answer that the database gives: a common key, then a comparison."""
        return bool(set(signature(self.first)) & set(signature(self.second))) and alike(
            self.first, self.second
        )


def units(text: str) -> tuple[list[str], str]:
    """Return the units that edits cut between (words, or letters without spaces), and what separates them."""
    spaced = text.count(" ") * 20 > len(text)
    return (text.split(" "), " ") if spaced else (list(text), "")


def part(text: str, hundredths: int) -> str:
    """Return the first part of a text."""
    found, between = units(text)
    return between.join(found[: len(found) * hundredths // 100])


def cut(text: Paragraphs, other: Paragraphs, numbers: random.Random) -> Paragraphs:
    return [part(" ".join(text), 70)]


def reordered(text: Paragraphs, other: Paragraphs, numbers: random.Random) -> Paragraphs:
    half = len(text) // 2
    return [*text[half:], *text[:half]]


def new_lead(text: Paragraphs, other: Paragraphs, numbers: random.Random) -> Paragraphs:
    lead, between = units(" ".join(other))
    length = len(units(" ".join(text))[0])
    return [between.join(lead[: length // 8]), *text[1:]]


def furnished(text: Paragraphs, other: Paragraphs, numbers: random.Random) -> Paragraphs:
    return ["By our staff, 3 hours ago", *text[:2], FURNITURE[0], *text[2:], *FURNITURE[1:]]


def requoted(text: Paragraphs, other: Paragraphs, numbers: random.Random) -> Paragraphs:
    return [each.translate(QUOTES) for each in text]


def reworded(text: Paragraphs, other: Paragraphs, numbers: random.Random) -> Paragraphs:
    """Replace one word in twenty-five, or one letter in fifty, since a letter is about half a word."""
    return [_reworded(each, numbers) for each in text]


def _reworded(text: str, numbers: random.Random) -> str:
    found, between = units(text)
    share, other = (0.04, "indeed") if between else (0.02, "也")
    return between.join(other if numbers.random() < share else each for each in found)


def syndicated(text: Paragraphs, other: Paragraphs, numbers: random.Random) -> Paragraphs:
    return ["(Agency) — " + text[0], part(" ".join(text[1:]), 85), FURNITURE[3]]


EDITS = (cut, reordered, new_lead, furnished, requoted, reworded, syndicated)

# Reports that a program or a desk fills in, one on each line: {} is a name or number of that day.
TEMPLATES = (Path(__file__).parent / "forms.txt").read_text(encoding="utf-8").strip().split("\n")
NO_SLOTS = str.maketrans("", "", "{}0123456789")
PLACES = [
    "Lund",
    "Porto",
    "Gdańsk",
    "Cork",
    "Ghent",
    "Turin",
    "Bergen",
    "Oulu",
    "Graz",
    "Brno",
    "Vigo",
    "Lyon",
    "Perth",
    "Leeds",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MOODS = ("sunny", "cloudy", "changing", "cold and dry", "up", "down", "mild", "stormy", "Ajax", "Rapid")


def filled(template: str, numbers: random.Random) -> str:
    place, other = numbers.sample(PLACES, 2)
    values = [str(numbers.randint(2, 59)) for _ in range(10)]
    values[0], values[1], values[4], values[9] = place, other, numbers.choice(DAYS), numbers.choice(MOODS)
    return template.format(*values)


def templates(numbers: random.Random) -> Iterator[Pair]:
    for template in TEMPLATES:
        # The fixed part is as long as the report itself, or longer.
        for kind, more in (("template", ""), ("long template", (template.translate(NO_SLOTS) + " ") * 2)):
            for _ in range(8):
                yield Pair(kind, False, filled(template, numbers) + more, filled(template, numbers) + more)


def flashes(articles: list[Paragraphs]) -> Iterator[Pair]:
    for text in articles[::2]:
        yield flash(text)


def flash(text: Paragraphs) -> Pair:
    return Pair("flash", False, part(" ".join(text), 35), "\n\n".join(text))


def scripts(articles: list[Paragraphs], numbers: random.Random) -> Iterator[Pair]:
    """Yield every edit of each article in a script other than Latin: there are few of them."""
    others = [text for text in articles if len(_OTHER.findall(" ".join(text))) * 3 > len(" ".join(text))]
    for place, text in enumerate(others):
        for edit in EDITS:
            other = others[(place + 1) % len(others)]
            yield Pair("other script", True, "\n\n".join(text), "\n\n".join(edit(text, other, numbers)))
        yield replace(flash(text), kind="other script, flash")
        same = next((each for each in others if each is not text and _script(each) == _script(text)), None)
        if same:
            yield Pair(
                "other script, one site",
                False,
                "\n\n".join([*text, *FURNITURE]),
                "\n\n".join([*same, *FURNITURE]),
            )


def _script(text: Paragraphs) -> str:
    return unicodedata.name(_OTHER.findall(" ".join(text))[20]).split(" ", maxsplit=1)[0]


def live_blogs(articles: list[Paragraphs]) -> Iterator[Pair]:
    """Yield pairs of two pages of one blog, which share its head, its rules and one entry in four."""
    for a, b, c in zip(articles[::3], articles[1::3], articles[2::3], strict=False):
        head, shared = [*FURNITURE, c[0]], c[1:3]
        yield Pair(
            "live blog", False, "\n\n".join([*head, *shared, *a[:8]]), "\n\n".join([*head, *shared, *b[:8]])
        )


def strangers(articles: list[Paragraphs]) -> Iterator[Pair]:
    """Yield pairs of articles of one site, which puts the same lines under each."""
    for a, b in zip(articles[::2], articles[1::2], strict=False):
        yield Pair("one site", False, "\n\n".join([*a, *FURNITURE]), "\n\n".join([*b, *FURNITURE]))


def copies(articles: list[Paragraphs], numbers: random.Random) -> Iterator[Pair]:
    for place, text in enumerate(articles):
        edit: Callable[..., Paragraphs] = EDITS[place % len(EDITS)]
        other = articles[(place * 7 + 3) % len(articles)]
        yield Pair(edit.__name__, True, "\n\n".join(text), "\n\n".join(edit(text, other, numbers)))


def articles() -> list[Paragraphs]:
    """Return texts of at least a hundred words or 300 letters, and of four paragraphs, from the corpora."""
    texts: list[Paragraphs] = []
    for name in ("fundus", "wcxb"):
        for line in (CORPUS / f"{name}.truth.jsonl").read_text(encoding="utf-8").strip().split("\n"):
            body = json.loads(line).get("body") or ""
            paragraphs = [each.strip() for each in body.splitlines() if each.strip()]
            found, between = units(body)
            if len(paragraphs) >= 4 and len(found) >= (100 if between else 300):
                texts.append(paragraphs)
    return texts


def pairs() -> list[Pair]:
    numbers, texts = random.Random(4), articles()
    numbers.shuffle(texts)
    return [
        *copies(texts, numbers),
        *templates(numbers),
        *flashes(texts),
        *live_blogs(texts),
        *strangers(texts),
        *scripts(texts, numbers),
    ]


def main() -> None:
    kinds, right, found = Counter[str](), Counter[str](), Counter[bool]()
    for pair in pairs():
        kinds[pair.kind] += 1
        right[pair.kind] += pair.found == pair.same
        found[pair.same] += pair.found
    same = sum(pair.same for pair in pairs())
    for kind, count in kinds.items():
        print(f"{kind:12} {right[kind]:4} of {count}")
    print(
        f"{kinds.total()} pairs: precision {found[True] / found.total():.3f}, recall {found[True] / same:.3f}"
    )


if __name__ == "__main__":
    main()
