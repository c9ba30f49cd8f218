# In the clone: Scrapyd finds scrapy.cfg there, and calls the project "default". No egg, no deploy.
cd /srv/news && .venv/bin/pip install scrapyd && .venv/bin/scrapyd &
# A crawl; settings as `-d setting=NAME=value`, a spider's arguments as they are.
curl http://localhost:6800/schedule.json -d project=default -d spider=news -d setting=DATABASE=/srv/news/news.db
# How it fares.
curl 'http://localhost:6800/listjobs.json?project=default'
