"""Recognises the weather forecast of a place: rows of days and temperatures, and hardly a sentence."""

from __future__ import annotations

import re

from pipelines.items import Story
from pipelines.markup import Document
from pipelines.markup.sentences import has_sentence
from pipelines.markup.words import size_of
from pipelines.times.words.calendar_names import key, primary, weekdays

_TEMPERATURE = re.compile(r"(?<![\d.,])[-−+]?\d{1,2}\s?[°º˚℃]")
_WORD = re.compile(r"[^\W\d_][^\s\d,.:;|/()]*")
_LINE = 60  # characters of a day's row, or of one of its cells
_DAYS, _TEMPERATURES, _SENTENCES = 4, 8, 3
_SENTENCE = 60  # characters


def is_forecast(doc: Document, story: Story) -> bool:
    """Return True for four weekdays and eight temperatures in short lines, and at most three sentences."""
    lines = [piece.text for piece in doc.scan.pieces if len(piece.text) <= _LINE]
    if sum(len(_TEMPERATURE.findall(line)) for line in lines) < _TEMPERATURES:
        return False
    sentences = sum(has_sentence(p) for p in story.paragraphs if size_of(p) > _SENTENCE)
    names = weekdays(primary(story.language))
    days = {names.get(key(word)) for line in lines for word in _WORD.findall(line)} - {None}
    return len(days) >= _DAYS and sentences <= _SENTENCES
