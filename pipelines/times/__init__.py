"""Finds out when an article was published: collects every date of a page, then chooses one instant in UTC.

If no date can be trusted, the article has none.
"""

from pipelines.times.choose import choose
from pipelines.times.collect import collect, warm
from pipelines.times.learn import learn, learn_fields, observe
from pipelines.times.repeats import Repeats, is_repeats_lesson

__all__ = ["Repeats", "choose", "collect", "is_repeats_lesson", "learn", "learn_fields", "observe", "warm"]
