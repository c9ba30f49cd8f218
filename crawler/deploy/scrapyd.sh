# In the clone: Scrapyd finds scrapy.cfg there, and calls the project "default". No egg, no deploy.
cd /srv/news && .venv/bin/pip install scrapyd && .venv/bin/scrapyd &
# Put your own in: SOURCES is the folder of your source files, CONTACT where a site's operator reaches you.
# A crawl; settings as `-d setting=NAME=value`, a spider's arguments as they are.
curl http://localhost:6800/schedule.json -d project=default -d spider=news -d setting=DATABASE=/srv/news/news.db -d setting=SOURCES=/srv/news/sources -d setting=CONTACT=mailto:you@example.org
# How it fares.
curl 'http://localhost:6800/listjobs.json?project=default'
