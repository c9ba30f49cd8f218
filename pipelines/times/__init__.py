"""Finds out when an article was published: collects every date of a page, then chooses one instant in UTC.

If no date can be trusted, the article has none.
"""

from pipelines.times.choosing.choose import choose
from pipelines.times.choosing.learn import learn, learn_fields, observe
from pipelines.times.choosing.repeats import Repeats, is_repeats_lesson
from pipelines.times.finding.collect import collect, warm

__all__ = ["Repeats", "choose", "collect", "is_repeats_lesson", "learn", "learn_fields", "observe", "warm"]
