"""Tests single lines by their words: credits, dates, labels, words to the reader."""
