"""The WSGI application that a server such as gunicorn runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# Models can be imported only now.
from search.outbox import deliver_at_start  # noqa: E402

deliver_at_start()
