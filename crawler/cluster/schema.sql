-- What the machines share beside the frontier and Procrastinate's own tables. `scrapy cluster setup` makes it.

-- One row for each host that ever had a job.
CREATE TABLE IF NOT EXISTS _cluster_hosts (
    host TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    next_at TEXT COLLATE "C" NOT NULL,  -- no job is made before then
    job BIGINT,                         -- the job that crawls it; null where none does
    holder TEXT COLLATE "C",            -- the process that runs this job: it holds the leases
    since TEXT COLLATE "C",
    delay DOUBLE PRECISION NOT NULL DEFAULT 0,  -- seconds between two requests, as the last crawl knew them
    fault TEXT,                         -- why its last job that failed did so
    fault_at TEXT COLLATE "C"
);

-- The source files whose addresses are in the frontier, each with a hash of what it said.
CREATE TABLE IF NOT EXISTS _cluster_sources (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    digest TEXT COLLATE "C" NOT NULL
);

-- A crawl of one host asks again and again when more falls due there.
CREATE INDEX IF NOT EXISTS _frontier_host_due_at ON _frontier (host, due_at) WHERE due_at IS NOT NULL;

-- Procrastinate looks, for each job that waits, for others of its lock. Without this index, and before PostgreSQL has
-- counted the new rows, it takes a second to fetch one of 5,000 jobs.
CREATE INDEX IF NOT EXISTS _cluster_jobs_lock ON procrastinate_jobs (lock) WHERE status IN ('todo', 'doing');
