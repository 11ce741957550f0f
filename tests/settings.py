"""The settings of the tests: local mode, with all that is written in a folder of its own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

folder = Path(tempfile.mkdtemp(prefix="diwan-tests-"))
atexit.register(shutil.rmtree, folder, ignore_errors=True)

os.environ["DIWAN_MODE"] = "local"
os.environ["DIWAN_DATA_DIR"] = str(folder)
# Playwright keeps an event loop in the thread of the tests; the database calls there are not async.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from config.settings import *  # noqa: E402, F403  # what is tested is the real settings
from config.settings import DATABASES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in real life: a database in memory has no second process and no waiting.
    DATABASES["default"]["TEST"] = {"NAME": str(folder / "test.sqlite3")}

# Hashing passwords slowly is right everywhere but here.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
