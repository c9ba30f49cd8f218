"""Our own signals, beside Scrapy's.

Every page_requested is followed by exactly one of page_failed, page_dropped and page_same, or of Scrapy's
item_scraped, item_dropped and item_error.
"""

page_requested = object()
"""A page that may be an article was fetched, or could not be fetched. Arguments: url."""

page_failed = object()
"""A page could not be fetched. Arguments: url, kind (the error's name), message (with the url), and from the
news spider source and is_dead_link (only a page of the site links to a page that does not exist)."""

page_dropped = object()
"""A page was dropped before it was cleaned. Arguments: url, reason (a Drop's name)."""

listing_read = object()
"""A feed, sitemap, section or home page was read. Arguments: url, kind, links, new."""

page_same = object()
"""The page of a stored article has not changed and was not read again. Arguments: url, source."""

listing_gap = object()
"""All entries of a feed are new, so some may have been missed between two visits. Arguments: url, source,
interval (a timedelta: visits this often would have missed nothing)."""

listing_bounded = object()
"""A listing has more links than are read. Arguments: url, source, message."""

links_passed = object()
"""Links of a listing are not followed. Arguments: source, reasons (a Counter of the rules' names)."""

robots_read = object()
"""The robots.txt of a host was read. Arguments: url, body."""

host_paused = object()
"""A host asks to be left alone. Arguments: host (with its port), seconds."""

host_waits = object()
"""At the end of a run, addresses are still due at a host that asks to be left alone. Arguments: host,
seconds."""

limit_missed = object()
"""A run has read all that a named site lists, and has fewer articles than its limit. Arguments: limit, new
(articles)."""

limit_reached = object()
"""A run ends at its limit of articles, and addresses wait. Arguments: limit, left (how many), stored (how
many of them are articles that the run was to check for changes), links (found on the site's own pages, for
a crawl of the whole site to follow)."""

nothing_to_recheck = object()
"""A run was to check stored articles, and there are none. Arguments: sources (their names)."""

brought_no_article = object()
"""An address that the user named was read, and no article was found through it. Arguments: url."""

articles_unread = object()
"""None of the articles of what the user named could be fetched. Arguments: what (an address or a source),
count."""

articles_expired = object()
"""Articles that their source keeps no longer were marked as removed. Arguments: source, count, left (how many
more there are)."""

source_state_changed = object()
"""A source is in another state than before. Arguments: turn (a crawler.reports.watchdog.Turn)."""

article_deleted = object()
"""A row of this run was deleted: the whole site shows that it is no article. Arguments: url, source,
reason (a Drop's name)."""

site_walked = object()
"""A site was followed by its own links. Arguments: source, is_whole (to all articles, not only to a day),
stopped (crawler.frontier.explorer.Stopped of each kind of link that led nowhere)."""
