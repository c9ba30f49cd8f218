"""Scrapy's settings, then ours, each with its meaning and unit.

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
# Seconds between two requests to one host. 0 means as fast as one request at a time allows.
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER: float = 0
COOKIES_ENABLED = False
# Failures go back to the frontier and are tried again when they are due, so Scrapy's own retries are off.
RETRY_ENABLED = False
# Scrapy follows a refresh after up to 100 s; PageRedirectMiddleware follows one that comes at once.
METAREFRESH_ENABLED = False
DOWNLOAD_WARNSIZE = 0
# Whether a certificate has to hold. For one site write `verify = false` into its source file instead; for a
# network with a certificate authority of its own set SSL_CERT_FILE in the environment.
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_HANDLERS = {
    "http": "crawler.fetch.handler.NewsDownloadHandler",
    "https": "crawler.fetch.handler.NewsDownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}

# --- What a stranger's server may do to us (crawler/guard; what is counted: crawler/README.md) ------------
# Whether addresses of this machine and its networks may be asked: loopback, private, link-local … For one
# site of your own write `private = true` into its source file instead. A cloud's metadata service is never
# asked. Behind a proxy (http_proxy, https_proxy) the proxy's own address is exempt, and what a name leads to
# is the proxy's to judge: let it refuse your networks. What is written as numbers is refused here as well.
ALLOW_PRIVATE_ADDRESSES = False
# A name's address holds for five minutes, not for as long as the run; each is judged when it is connected to.
TWISTED_DNS_RESOLVER = "crawler.guard.resolver.FreshResolver"
DOWNLOAD_TIMEOUT: float = 60  # seconds for one answer, from the connection to its last byte, however it drips
FIRST_BYTE_TIMEOUT = 30.0  # seconds until its headers are in: who has not begun by then is stuck
DOWNLOAD_MAXSIZE = 20 * 1024 * 1024  # bytes of a body, as sent and unpacked; honest pages have 5 MB
HEADERS_MAXSIZE = 128 * 1024  # bytes before the body; honest ones have under 16 kB
HEADERS_MAXLINES = 500  # lines before the body; honest answers have under 100
REDIRECT_MAX_TIMES = 8  # redirects for one page; browsers follow 20, news sites need 4
URLLENGTH_LIMIT = 4096  # characters of an address: a headline in a script of nine characters a letter
# Of a listing, what is over these is not followed, and told. The protocol of sitemaps allows 50,000 entries.
FEED_ENTRIES = 2_000  # honest feeds have under 500
SITEMAP_ENTRIES = 50_000
SITEMAP_DEPTH = 3  # sitemaps that lead to sitemaps; honest ones have one step
SITEMAPS = 5_000  # of one index: a day each makes 13 years
PAGE_LINKS = 5_000  # of a section or home page; honest ones have under 1,500
OTHER_HOSTS = 20  # hosts to which one listing may lead beside the site's own

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
}

# --- The frontier is the queue: nothing of Scrapy's may hold requests back or forget them -----------------
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"

# Scrapy starts so many tasks for each answer, and an answer gives one page. 100 tasks cost 0.5 ms.
CONCURRENT_ITEMS = 4

# --- A page's way through the house ----------------------------------------------------------------------
ITEM_PIPELINES = {
    "pipelines.stages.capture.CapturePipeline": 50,
    "pipelines.stages.clean.CleanPipeline": 100,
    "pipelines.stages.date.DatePipeline": 200,
    "pipelines.stages.filter.FilterPipeline": 300,
    "pipelines.stages.identify.IdentifyPipeline": 400,
    "pipelines.stages.store.StorePipeline": 500,
    "pipelines.stages.update_early.UpdateEarlyPipeline": 600,
}
DOWNLOADER_MIDDLEWARES = {
    "crawler.fetch.guard_middlewares.AddressMiddleware": 80,
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
    "crawler.reports.watchdog.Watchdog": 490,  # before the account is told, which tells of it
    "crawler.reports.run_account.RunAccount": 500,
    "crawler.fetch.stopping.QuickStop": 510,
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
    # Switched off below; and it imports a web server, half a second, before it looks whether it is.
    "scrapy.extensions.remote_control.RemoteControl": None,
}

# --- Scrapy's doors to the outside are shut --------------------------------------------------------------
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# No cell of `-o articles.csv` is a formula to a spreadsheet.
FEED_EXPORTERS = {"csv": "crawler.reports.scrapy_output.SafeCsvItemExporter"}
# What `-o articles.jsonl` writes of an article.
FEED_EXPORT_FIELDS = list(items.EXPORTED)

# --- What is told ----------------------------------------------------------------------------------------
LOG_LEVEL = "WARNING"
LOG_FORMATTER = "crawler.reports.scrapy_output.LogLines"
STATS_DUMP = False
# Whether a run prints its account on standard error when it ends.
TELL_ACCOUNT = True
# Whether a run on a terminal shows at its foot how it goes. Elsewhere (a pipe, cron, no TERM or a dumb one)
# there is a line every ten seconds.
LIVE_VIEW = True
DEFAULT_DROPITEM_LOG_LEVEL = "INFO"

# --- Ours ------------------------------------------------------------------------------------------------
# Path of the SQLite file that articles are kept in.
DATABASE = "news.db"
# Whether every fetched page (no picture, no PDF) is kept, compressed, in a second file beside it (news.db:
# news.pages.db), for `scrapy reclean` and `scrapy export --format warc`.
RAW_PAGES = True
# Days that a page is kept.
RAW_PAGES_DAYS: float = 90
# Megabytes that the kept pages may take; the oldest make room. A page takes about 0.05.
RAW_PAGES_MEGABYTES: float = 5000
# Directory of source files, one site a TOML file; None means the ones that come with Broadsheet.
SOURCES = None
# How a site's operator can reach you: an address that stands in the User-Agent, `mailto:` or `https:`.
CONTACT = None
# Worker processes that clean pages; None means one a core. 0 cleans in the main process, for debugging, and
# then nothing limits a page's time or memory.
CLEAN_WORKERS: int | None = None
# Seconds of processor time that cleaning one page may take before it is given up as an error; by the clock it
# may take six times as long, since a busy machine is not the page's fault.
CLEAN_TIMEOUT = 5.0
# Megabytes that a worker may have before its page is given up as an error; 0 for no limit. Linux only. It
# begins with 100, and a page of 2 MB takes 100 more.
CLEAN_MEMORY = 1000
# Whether a site's own pages teach how its later pages are read: what stands in the same place with the same
# text on many of them is furniture, and what is the article's text on nearly all of them is text.
LEARN = True
# Pages that a worker cleans before it is renewed, so that no leak lasts.
CLEAN_MAX_TASKS = 2000
# What a page may have. Over the first four it is an error (TooLarge, TooManyNodes, TooDeep,
# TooManyAttributes), since it would take the time of a hundred others. What is over the rest is cut and
# counted (`clean/title_cut` …). Behind each stands the most that 1,273 real pages have.
CLEAN_MAX_BYTES = 10_000_000  # 2.2 million
CLEAN_MAX_NODES = 50_000  # elements; 9,748
CLEAN_MAX_DEPTH = 1_500  # elements within elements; 56. The parser gives up at 2,048
CLEAN_MAX_ATTRIBUTES = 1_000  # of one element; 73. The parser takes minutes for 100,000
CLEAN_MAX_JSONLD_BYTES = 2_000_000  # of structured data; 841 thousand
CLEAN_MAX_JSONLD_NODES = 5_000  # objects of it; 234
CLEAN_MAX_JSONLD_DEPTH = 64  # values within values
CLEAN_MAX_TITLE = 500  # characters of a headline
CLEAN_MAX_FIELD = 5_000  # characters of a summary or an address
CLEAN_MAX_NAME = 200  # characters of an author, tag or section
CLEAN_MAX_NAMES = 100  # authors, and as many tags
CLEAN_MAX_TEXT = 1_000_000  # characters of an article; a novel has half of that
CLEAN_MAX_EVIDENCE = 500  # dates that a page offers
# Seconds that a URL stays leased to a run that gives no sign of life; after that another run may fetch it.
FRONTIER_LEASE: float = 60
# Times that a URL is fetched in vain before it is given up.
FRONTIER_TRIES = 3
# Seconds until a failed URL is tried again, times the number of failures.
FRONTIER_BACKOFF = 2.0
# Seconds that a run waits for something to fall due before it ends.
FRONTIER_PATIENCE = 30.0
# A command that is run when sources change their state (ok, quiet, failing, changed, dead), with a JSON array
# of objects on its standard input.
HEALTH_COMMAND = None
# An address that gets a POST of the same.
HEALTH_WEBHOOK = None
# Seconds that a crawl which is told to stop waits for answers that are on their way.
STOP_GRACE = 3.0
# Pages of one section that are followed by their "next" link in one run.
SECTION_PAGES = 20
