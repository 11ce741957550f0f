"""What several tests need: the seeds in the archive, users, an empty index."""

import json
import os
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import translation
from haystack import connections
from hypothesis import settings

from archive.importing.draft import Refused
from archive.importing.files import found_at
from archive.importing.run import run
from archive.models import Article, Name, Outlet, Theme
from archive.models.lately import lately
from config.answers import kept
from search.known import ask_anew
from tools.audit.site import fill

# Tests are not timed: a slow machine is no fault. In CI every run tries the same examples.
settings.register_profile("diwan", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("diwan")

SEEDS = Path(__file__).parents[1] / "seeds"


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


def pytest_sessionfinish(session):
    """A test that is skipped in CI shows nothing: that is a failure."""
    skipped = session.config.pluginmanager.get_plugin("terminalreporter").stats.get("skipped")
    if skipped and os.environ.get("CI"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


NAMES = ("archive_name", "archive_spelling")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A database with the names that the migrations load, and a copy of them.

    What a real transaction leaves is emptied after each test, and what the migrations put there is
    brought back row by row: of the names there are too many for that.
    """
    with django_db_blocker.unblock():
        for table in NAMES:
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}")
        # Where no test asks for it, nothing was put aside.
        if put_aside := getattr(connection, "_test_serialized_contents", None):
            rows = json.loads(put_aside)
            others = [row for row in rows if row["model"].replace(".", "_") not in NAMES]
            connection._test_serialized_contents = json.dumps(others)


@pytest.fixture(autouse=True)
def _names(request):
    """Bring the names back that an earlier test with real transactions took away."""
    marker = request.node.get_closest_marker("django_db")
    if not {"transactional_db", "live_server"} & set(request.fixturenames) and not (
        marker and marker.kwargs.get("transaction")
    ):
        return
    request.getfixturevalue("transactional_db")
    if Name.objects.exists():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for table in NAMES:
            cursor.execute(f"INSERT INTO {table} SELECT * FROM kept_{table}")


@pytest.fixture(autouse=True)
def _empty_index():
    connections["default"].get_backend().clear()


@pytest.fixture(autouse=True)
def _nothing_seen_lately():
    """The tables are emptied without a word to anyone."""
    for model in (Theme, Outlet):
        lately(model).forget()
    ask_anew()
    kept.forget()


@pytest.fixture(autouse=True)
def _arabic():
    """A page leaves its language behind in the thread; each test begins in the site's own."""
    with translation.override("ar"):
        yield


def import_file(path):
    """Import one document; returns what became of it, raises Refused where nothing could."""
    (result,) = run(found_at(path))
    if result.stored is None:
        raise Refused(result.reason)
    return result.stored


@pytest.fixture
def seeds(db):
    """The five seed articles by their number, imported and indexed."""
    for _result in run(found_at(SEEDS)):
        pass
    call_command("update_index", verbosity=0)
    return {
        article.capture.name[:3]: article
        for article in Article.objects.filter(part=0).select_related("capture")
    }


@pytest.fixture(scope="session")
def production_data(tmp_path_factory):
    """A data folder with the seeds and what no seed has, for a server of its own."""
    data = tmp_path_factory.mktemp("production") / "data"
    fill(data)
    return data


@pytest.fixture
def administrator(db):
    return User.objects.create_superuser("administrator", password="correct horse")


@pytest.fixture
def editor(db):
    user = User.objects.create_user("samira", password="correct horse", is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    return user
