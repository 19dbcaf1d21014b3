"""The door for a web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstbell.settings")
# Pages act for nobody until a request says for whom, whatever started this process.
os.environ["FIRSTBELL_ACTS_AS"] = "nobody"
application = get_wsgi_application()
