"""Pairs of texts that are the same article, or are not: `python -m tests.db.duplicate_pairs` judges them.

Duplicates are made from real articles by the edits that copies have; the others only look like copies.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.db.signature import alike, signature

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
Paragraphs = list[str]

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
        """As the database goes about it: a common key, then a comparison."""
        return bool(set(signature(self.first)) & set(signature(self.second))) and alike(
            self.first, self.second
        )


def cut(text: Paragraphs, other: Paragraphs, numbers: random.Random) -> Paragraphs:
    return " ".join(text).split(" ")[: sum(len(each.split(" ")) for each in text) * 7 // 10]


def reordered(text: Paragraphs, other: Paragraphs, numbers: random.Random) -> Paragraphs:
    half = len(text) // 2
    return [*text[half:], *text[:half]]


def new_lead(text: Paragraphs, other: Paragraphs, numbers: random.Random) -> Paragraphs:
    words = sum(len(each.split(" ")) for each in text)
    lead = " ".join(other).split(" ")[: words // 8]
    return [" ".join(lead), *text[1:]]


def furnished(text: Paragraphs, other: Paragraphs, numbers: random.Random) -> Paragraphs:
    return ["By our staff, 3 hours ago", *text[:2], FURNITURE[0], *text[2:], *FURNITURE[1:]]


def requoted(text: Paragraphs, other: Paragraphs, numbers: random.Random) -> Paragraphs:
    return [each.translate(QUOTES) for each in text]


def reworded(text: Paragraphs, other: Paragraphs, numbers: random.Random) -> Paragraphs:
    return [
        " ".join(word if numbers.random() > 0.04 else "indeed" for word in each.split(" ")) for each in text
    ]


def syndicated(text: Paragraphs, other: Paragraphs, numbers: random.Random) -> Paragraphs:
    words = " ".join(text[1:]).split(" ")
    return ["(Agency) — " + text[0], " ".join(words[: len(words) * 85 // 100]), FURNITURE[3]]


EDITS = (cut, reordered, new_lead, furnished, requoted, reworded, syndicated)

# Reports that a program fills in, or a desk does, a line each: {} is a name or number of its day.
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
        # What never changes is as long as the report itself, or longer.
        for kind, more in (("template", ""), ("long template", (template.translate(NO_SLOTS) + " ") * 2)):
            for _ in range(8):
                yield Pair(kind, False, filled(template, numbers) + more, filled(template, numbers) + more)


def flashes(articles: list[Paragraphs]) -> Iterator[Pair]:
    for text in articles[::2]:
        words = " ".join(text).split(" ")
        yield Pair("flash", False, " ".join(words[: max(len(words) * 35 // 100, 30)]), "\n\n".join(text))


def live_blogs(articles: list[Paragraphs]) -> Iterator[Pair]:
    """Two pages of one blog share its head, its rules and one entry in four."""
    for a, b, c in zip(articles[::3], articles[1::3], articles[2::3], strict=False):
        head, shared = [*FURNITURE, c[0]], c[1:3]
        yield Pair(
            "live blog", False, "\n\n".join([*head, *shared, *a[:8]]), "\n\n".join([*head, *shared, *b[:8]])
        )


def strangers(articles: list[Paragraphs]) -> Iterator[Pair]:
    """Articles of one site, which puts the same lines under each."""
    for a, b in zip(articles[::2], articles[1::2], strict=False):
        yield Pair("one site", False, "\n\n".join([*a, *FURNITURE]), "\n\n".join([*b, *FURNITURE]))


def copies(articles: list[Paragraphs], numbers: random.Random) -> Iterator[Pair]:
    for place, text in enumerate(articles):
        edit: Callable[..., Paragraphs] = EDITS[place % len(EDITS)]
        other = articles[(place * 7 + 3) % len(articles)]
        parted = " " if edit is cut else "\n\n"
        yield Pair(edit.__name__, True, "\n\n".join(text), parted.join(edit(text, other, numbers)))


def articles() -> list[Paragraphs]:
    """Texts of at least a hundred words and four paragraphs, from the corpora beside the repository."""
    texts: list[Paragraphs] = []
    for name in ("fundus", "wcxb"):
        for line in (CORPUS / f"{name}.truth.jsonl").read_text(encoding="utf-8").strip().split("\n"):
            body = json.loads(line).get("body") or ""
            paragraphs = [each.strip() for each in body.splitlines() if each.strip()]
            if len(paragraphs) >= 4 and len(body.split()) >= 100:
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
    ]


def main() -> None:
    told, right, found = Counter[str](), Counter[str](), Counter[bool]()
    for pair in pairs():
        told[pair.kind] += 1
        right[pair.kind] += pair.found == pair.same
        found[pair.same] += pair.found
    same = sum(told[edit.__name__] for edit in EDITS)
    for kind, count in told.items():
        print(f"{kind:12} {right[kind]:4} of {count}")
    print(
        f"{told.total()} pairs: precision {found[True] / found.total():.3f}, recall {found[True] / same:.3f}"
    )


if __name__ == "__main__":
    main()
