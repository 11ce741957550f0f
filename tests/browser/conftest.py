"""A real Chromium against a real server with the seeds in its archive."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect, sync_playwright

from tools.chromium import ARGUMENTS, installed

PATIENCE = 60_000  # milliseconds; a bound, not a measure: machines stall
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=[*ARGUMENTS])
        yield browser
        browser.close()


@pytest.fixture
def site(live_server, django_db_serialized_rollback, seeds):
    """The address of a running site that holds the seeds."""
    return live_server.url


@pytest.fixture
def open_page(chromium, site):
    """Open a page of the site in a fresh context; whatever it complains of fails the test."""
    contexts, complaints = [], []

    def open_page(path="/", width=1440, **options):
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: line.type == "error" and complaints.append(line.text))
        page.on(
            "request",
            lambda request: (
                request.url.startswith(site) or complaints.append(f"asked for {request.url}")
            ),
        )
        page.goto(site + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def editor_password(editor):
    """The password of the user `samira`, who is an editor."""
    password = "correct horse"
    assert User.objects.get(username="samira").check_password(password)
    return password


@pytest.fixture
def log_in(open_page, site, editor_password):
    """The admin in a window of some width, logged in as an editor."""

    def log_in(**options):
        page = open_page("/admin/login/?next=/admin/", **options)
        page.locator("[name=username]").fill("samira")
        page.locator("[name=password]").fill(editor_password)
        page.locator("[type=submit]").first.click()
        page.wait_for_url(f"{site}/admin/")
        return page

    return log_in
