"""What the log says of a page that is no article: one line, in the words of the account. Knows no page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.logformatter import LogFormatter

from pipelines.drops import PageError

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.http import Response
    from scrapy.logformatter import LogFormatterResult
    from twisted.python.failure import Failure


class LogLines(LogFormatter):
    """Scrapy's, but for the whole page that it would print behind each drop."""

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        what = "error" if isinstance(exception, PageError) else "no article"
        args = {"what": what, "kind": type(exception).__name__, "exception": exception}
        result = super().dropped(item, exception, response, spider)
        return {**result, "msg": "%(what)s: %(kind)s: %(exception)s", "args": args}
