"""The WSGI application that granian or gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banshi.project.settings")
_django = get_wsgi_application()

from banshi.kernel.web.quick import quick, quick_pages  # noqa: E402 — only once the rooms are there

application = quick(_django, quick_pages())
