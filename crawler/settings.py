"""The settings of Scrapy that we change, then our own, each with its meaning and unit.

Any of them can be set for one run: `scrapy crawl news -s DATABASE=today.db`. A `-s` value must have the
default's type, or the type that is written beside the name.
"""

from pipelines import items

BOT_NAME = "broadsheet"
SPIDER_MODULES: list[str] = []  # modules with spiders of your own; ours need not be named
NEWSPIDER_MODULE = "crawler.spiders"
SPIDER_LOADER_CLASS = "crawler.spiderloader.SourceSpiderLoader"
COMMANDS_MODULE = "crawler.commands"

# --- Manners ---------------------------------------------------------------------------------------------
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# Seconds between two requests to one host. With 0, the next one is sent as soon as the answer is there.
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER: float = 0
COOKIES_ENABLED = False
# Failed addresses go back to the frontier, which tries them again; so Scrapy's own retries are off.
RETRY_ENABLED = False
# Scrapy follows a refresh after up to 100 s; PageRedirectMiddleware follows one that comes at once.
METAREFRESH_ENABLED = False
DOWNLOAD_WARNSIZE = 0
# Whether certificates must be valid. For one site, write `verify = false` into its source file instead. If
# your network has its own certificate authority, set SSL_CERT_FILE in the environment instead.
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_HANDLERS = {
    "http": "crawler.fetch.handler.NewsDownloadHandler",
    "https": "crawler.fetch.handler.NewsDownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}

# --- Limits for servers (crawler/guard; crawler/README.md says how each failure is counted) ---------------
# Whether addresses of this machine and its networks may be requested: loopback, private, link-local … For
# one site of your own, write `private = true` into its source file instead. A cloud's metadata service is
# never requested. If you use a proxy (http_proxy, https_proxy), its own address is always allowed, and it is
# the proxy that resolves names: let it refuse your networks. Addresses written as numbers are refused here as
# well.
ALLOW_PRIVATE_ADDRESSES = False
# A resolved name is valid for five minutes, not for the whole run; each address is checked when connecting.
TWISTED_DNS_RESOLVER = "crawler.guard.resolver.FreshResolver"
DOWNLOAD_TIMEOUT: float = 60  # seconds for one answer, from the connection to its last byte
FIRST_BYTE_TIMEOUT = 30.0  # seconds until the headers have arrived; a slower server is stuck
DOWNLOAD_MAXSIZE = 20 * 1024 * 1024  # bytes of a body, as sent and unpacked; honest pages have up to 5 MB
HEADERS_MAXSIZE = 128 * 1024  # bytes before the body; honest answers have less than 16 kB
HEADERS_MAXLINES = 500  # lines before the body; honest answers have less than 100
REDIRECT_MAX_TIMES = 8  # redirects for one page; browsers follow 20, news sites need up to 4
URLLENGTH_LIMIT = 2048  # characters of an address, at most 2048; some scripts take nine for each letter
# Links of a listing above these limits are not followed, and the summary says so.
FEED_ENTRIES = 2_000  # honest feeds have less than 500
SITEMAP_ENTRIES = 50_000  # the most that the protocol of sitemaps allows
SITEMAP_DEPTH = 3  # levels of sitemaps that list sitemaps; honest ones have one
SITEMAPS = 5_000  # sitemaps of one index; with one a day these are 13 years
PAGE_LINKS = 5_000  # links of a section or home page; honest ones have less than 1,500
OTHER_HOSTS = 20  # other hosts to which one listing may lead

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
}

# --- The frontier is the queue, so Scrapy must not drop or hold back requests ------------------------------
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"

# Scrapy starts this many tasks for each answer, and an answer gives only one page. 100 tasks cost 0.5 ms.
CONCURRENT_ITEMS = 4

# --- The way of a page -----------------------------------------------------------------------------------
ITEM_PIPELINES = {
    "pipelines.stages.capture.CapturePipeline": 50,
    "pipelines.stages.cleaning.CleanPipeline": 100,
    "pipelines.stages.date.DatePipeline": 200,
    "pipelines.stages.filter.FilterPipeline": 300,
    "pipelines.stages.identify.IdentifyPipeline": 400,
    "pipelines.stages.store.StorePipeline": 500,
    "pipelines.stages.update_early.UpdateEarlyPipeline": 600,
}
DOWNLOADER_MIDDLEWARES = {
    "crawler.fetch.guard_middlewares.AddressMiddleware": 80,
    "crawler.fetch.one_host.OneHostMiddleware": 82,
    "crawler.fetch.site_requests.SiteRequestMiddleware": 85,
    "crawler.fetch.throttle.MannersMiddleware": 90,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.fetch.robots_middleware.PoliteRobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.fetch.page_redirects.PageRedirectMiddleware": 580,  # after a page is unpacked
    "crawler.guard.encodings.UnpackMiddleware": 590,
    "crawler.fetch.redirect_cookies.RedirectCookieMiddleware": 605,  # before Scrapy follows a redirect
    "crawler.fetch.guard_middlewares.AnswerMiddleware": 610,  # before redirects are followed
}
EXTENSIONS = {
    "crawler.reports.watchdog.Watchdog": 490,  # before the run account, which reports what it finds
    "crawler.reports.run_account.RunAccount": 500,
    "crawler.reports.new_articles.NewArticles": 505,
    "crawler.fetch.stopping.QuickStop": 510,
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
    # It is switched off below, but would still import a web server, which takes half a second.
    "scrapy.extensions.remote_control.RemoteControl": None,
}

# --- Scrapy opens no port --------------------------------------------------------------------------------
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# Makes sure that no cell of `-o articles.csv` is a formula for a spreadsheet.
_LINES = "crawler.reports.scrapy_output.OwnFieldsJsonLines"
FEED_EXPORTERS = {
    "csv": "crawler.reports.scrapy_output.SafeCsvItemExporter",
    "json": "crawler.reports.scrapy_output.OwnFieldsJson",
    **dict.fromkeys(("jsonlines", "jsonl", "jl"), _LINES),
}
# The fields of an article that `-o articles.jsonl` writes.
FEED_EXPORT_FIELDS = list(items.EXPORTED)

# --- Log and output --------------------------------------------------------------------------------------
LOG_LEVEL = "WARNING"
LOG_FORMATTER = "crawler.reports.scrapy_output.LogLines"
STATS_DUMP = False
# Whether a run prints a summary on standard error when it ends.
TELL_ACCOUNT = True
# Whether a run shows its progress in a few lines at the bottom of the terminal. Without a terminal (a pipe,
# cron, no TERM or a dumb one) it prints a line every ten seconds.
LIVE_VIEW = True
DEFAULT_DROPITEM_LOG_LEVEL = "INFO"

# --- Broadsheet's own settings ---------------------------------------------------------------------------
# Path of the SQLite file for the articles, or a PostgreSQL database: postgresql://user@host/name.
DATABASE = "news.db"
# Whether every fetched page (but no picture, no PDF) is kept, compressed, in a second file beside it
# (news.pages.db beside news.db), for `scrapy reclean` and `scrapy export --format warc`. Or the folder for
# this file; with PostgreSQL it is the directory of the crawl unless a folder is named.
RAW_PAGES: bool | str = True
# Days for which a page is kept.
RAW_PAGES_DAYS: float = 90
# The most megabytes of kept pages; the oldest are deleted first. A page takes about 0.05.
RAW_PAGES_MEGABYTES: float = 5000
# Directory of your source files, one TOML file for each site; None means the examples of Broadsheet where
# you work in its clone, and ./sources in every other folder.
SOURCES = None
# How a site's operator can reach you, `mailto:` or `https:`; it is part of the User-Agent.
CONTACT = None
# Worker processes that clean pages; None means one for each core. 0 cleans in the main process, for
# debugging; then nothing limits the time and memory of a page.
CLEAN_WORKERS: int | None = None
# Seconds of processor time that cleaning one page may take; then the page is an error. It may take six times
# as long by the clock, since the machine may be busy.
CLEAN_TIMEOUT = 5.0
# Megabytes of memory that a worker may use; then its page is an error. 0 for no limit. Linux only. A worker
# starts with 100, and a page of 2 MB takes 100 more.
CLEAN_MEMORY = 1000
# Whether a site's own pages teach how its later pages are read: what stands in the same place with the same
# text on many of them is furniture, and what is the article's text on nearly all of them is text.
LEARN = True
# Pages after which a worker is replaced by a new one, so that a memory leak cannot grow.
CLEAN_MAX_TASKS = 2000
# Limits of a page. Above one of the first four, the page is an error (TooLarge, TooManyNodes, TooDeep,
# TooManyAttributes), since it would take the time of a hundred others. Above the others, the rest is cut and
# counted (`clean/title_cut` …). The number after each limit is the largest among 1,273 real pages.
CLEAN_MAX_BYTES = 10_000_000  # 2.2 million
CLEAN_MAX_NODES = 50_000  # elements; 9,748
CLEAN_MAX_DEPTH = 1_500  # elements within elements; 56. The parser gives up at 2,048
CLEAN_MAX_ATTRIBUTES = 1_000  # attributes of one element; 73. The parser takes minutes for 100,000
CLEAN_MAX_JSONLD_BYTES = 2_000_000  # bytes of structured data; 841 thousand
CLEAN_MAX_JSONLD_NODES = 5_000  # objects in structured data; 234
CLEAN_MAX_JSONLD_DEPTH = 64  # levels of values in structured data
CLEAN_MAX_TITLE = 500  # characters of a headline
CLEAN_MAX_FIELD = 5_000  # characters of a summary or an address
CLEAN_MAX_NAME = 200  # characters of an author, tag or section
CLEAN_MAX_NAMES = 100  # authors, and as many tags
CLEAN_MAX_TEXT = 1_000_000  # characters of an article; a novel has half as many
CLEAN_MAX_EVIDENCE = 500  # dates found in a page
# Seconds for which a URL stays leased to a run that has died; then another run may fetch it.
FRONTIER_LEASE: float = 60
# Failed fetches of a URL in one run after which it is not tried again.
FRONTIER_TRIES = 3
# Seconds until a failed URL is tried again, multiplied by the number of failures.
FRONTIER_BACKOFF = 2.0
# Seconds for which a run waits for something to become due before it ends.
FRONTIER_PATIENCE = 30.0
# A command that is run when sources change their state (ok, quiet, failing, changed, dead); it gets a JSON
# array on its standard input.
HEALTH_COMMAND = None
# An address that gets the same JSON array as a POST.
HEALTH_WEBHOOK = None
# A command that gets new articles: a JSON object with `key` and `articles` on its standard input, up to 50
# at a time. Exit code 0 means that it has received them.
NEW_ARTICLES_COMMAND = None
# An address that gets the same JSON object as a POST, with the header Idempotency-Key. An answer of
# 2xx means that it has received them.
NEW_ARTICLES_WEBHOOK = None
# The key with which the webhook's messages are signed (HMAC), or `$NAME` of an environment variable with it.
NEW_ARTICLES_SECRET = None
# The name of a saved search (`scrapy search WORDS --save NAME`): only its articles are handed on.
NEW_ARTICLES_SEARCH = None
# Seconds for which a stopping crawl waits for answers that are on their way.
STOP_GRACE = 3.0
# Which pages are read in a browser because scripts make them: with None those of sources whose files say
# `javascript = true`, with "auto" also every page that is empty without scripts, with "off" none.
JAVASCRIPT: str | None = None
# The browser's program, a Chromium; None looks for `chromium`.
JAVASCRIPT_BROWSER: str | None = None
JAVASCRIPT_TIMEOUT: float = 60  # seconds for one page, with all that it asks for and every delay between
JAVASCRIPT_REQUESTS = 120  # requests that one page may send; a page without advertisements sends about 30
JAVASCRIPT_MAXSIZE = 30 * 1024 * 1024  # bytes of all answers to one page; honest ones get up to 8 MB
JAVASCRIPT_TABS = 2  # pages that are open at once
JAVASCRIPT_PAGES = 100  # pages after which a new browser is started, so that a memory leak cannot grow
# Hosts that one `scrapy worker` crawls at once.
CLUSTER_HOSTS = 16
# Seconds between two signs of life of a worker.
CLUSTER_BEAT = 10.0
# Seconds without a sign of life after which other workers take over what a worker held.
CLUSTER_STALE = 30.0
# Seconds between two looks for what is due and for workers that are dead; must divide a minute evenly.
CLUSTER_SWEEP = 10
# The least seconds between the end of a job and the next job of its host; a host's own delay may be longer.
CLUSTER_PAUSE = 60.0
# Seconds for which a worker waits for a database server that is gone before it ends.
CLUSTER_RETURN = 600.0
# The most minutes that one job crawls a host; what is left then is the next job's.
CLUSTER_JOB_MINUTES = 10.0
# The most answers that one job fetches from a host.
CLUSTER_JOB_URLS = 500
# Pages of one section that are read in one run by following its "next" link.
SECTION_PAGES = 20
