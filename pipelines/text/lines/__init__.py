"""Tests single lines by their words: credits, dates, labels, appeals to the reader."""
