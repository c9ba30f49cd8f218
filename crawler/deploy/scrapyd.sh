# In the clone: Scrapyd finds scrapy.cfg there and calls the project "default". You need no egg and no deploy.
cd /srv/news && .venv/bin/pip install scrapyd && .venv/bin/scrapyd &
# Fill in your own values: SOURCES is the folder of your source files, CONTACT where a site's operator reaches you.
# Start a crawl. Settings are `-d setting=NAME=value`; arguments of the spider are `-d name=value`.
curl http://localhost:6800/schedule.json -d project=default -d spider=news -d setting=DATABASE=/srv/news/news.db -d setting=SOURCES=/srv/news/sources -d setting=CONTACT=mailto:you@example.org
# See how it is going.
curl 'http://localhost:6800/listjobs.json?project=default'
