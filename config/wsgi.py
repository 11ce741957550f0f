"""The WSGI application that a server such as gunicorn runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# Models can be imported only now, hence not at the top (E402).
from django.db import connections  # noqa: E402

from search.outbox import deliver_at_start  # noqa: E402
from search.ready import make_ready  # noqa: E402

deliver_at_start()
make_ready()
# What was read stays for good: looking through it again and again for garbage takes a twentieth
# of each page, and would undo the sharing of memory between processes.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 10, 10)
connections.close_all()  # a server may fork after this, and connections cannot be shared
