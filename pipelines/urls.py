"""One address for one page: what of a URL names the article, and what only says how a reader came."""
