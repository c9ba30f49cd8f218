"""Parts of the downloader: handler, throttle, robots.txt, conditional requests, names of failures."""
