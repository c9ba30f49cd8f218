"""Signals of ours, beside Scrapy's own. Every page that is asked for ends in exactly one of the others,
or in Scrapy's item_scraped, item_dropped or item_error."""

page_asked = object()
"""A page that may be an article is at hand, or could not be had. Arguments: url."""

page_failed = object()
"""A page could not be had. Arguments: url, kind (the error's name), message (with the url)."""

page_dropped = object()
"""A page is not wanted before it was cleaned. Arguments: url, reason (a Drop's name)."""

listing_read = object()
"""A feed, sitemap, section or home page was read. Arguments: url, kind, links, new."""

page_same = object()
"""A stored article's page is as it was: it was not read again. Arguments: url, source."""

listing_gap = object()
"""All that a feed has is new: some came and went between two looks. Arguments: url, source, interval
(a timedelta, the one that would have missed nothing)."""

listing_bounded = object()
"""A listing leads to more than is followed. Arguments: url, source, message."""

links_passed = object()
"""Links of a listing are not followed. Arguments: source, reasons (a Counter of the rules' names)."""

robots_read = object()
"""The robots.txt of a host is known. Arguments: url, body."""

host_paused = object()
"""A host asked to be left alone. Arguments: host (with its port), seconds."""

host_waits = object()
"""At a run's end something is due at a host that asked to be left alone. Arguments: host, seconds."""

led_nowhere = object()
"""An address that the user named was read, and no article was found by it. Arguments: url."""

source_turned = object()
"""A source fares otherwise than before. Arguments: turn (a crawler.reports.watchdog.Turn)."""
