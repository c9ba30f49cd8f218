"""Dates a page: collects all evidence, then chooses one instant in UTC, or none."""

from pipelines.times.choose import choose
from pipelines.times.collect import collect, warm
from pipelines.times.learn import learn, learn_fields, observe
from pipelines.times.repeats import Repeats, is_of_repeats

__all__ = ["Repeats", "choose", "collect", "is_of_repeats", "learn", "learn_fields", "observe", "warm"]
