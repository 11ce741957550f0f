"""What the environment may say, and the one sentence that follows where it may not."""

import os
import subprocess
import sys

import pytest

from tests.conftest import SEEDS

ROOT = SEEDS.parent
SECRET = "k3Jw8Qz1Xv6Tn0Rb5Yc9Lm2Hs7Df4Gp-k3Jw8Qz1Xv6Tn0Rb5Yc9"
PRODUCTION = {
    "DIWAN_MODE": "production",
    "DIWAN_SECRET_KEY": SECRET,
    "DIWAN_ALLOWED_HOSTS": "diwan.example",
    "DIWAN_DEBUG": "false",
}
LOCAL = {"DIWAN_MODE": "local"}


@pytest.fixture
def manage(tmp_path):
    """Run manage.py in an environment of its own; returns status, output and complaints."""

    def manage(variables, *arguments):
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        blank = {"DIWAN_SECRET_KEY": "", "DIWAN_ALLOWED_HOSTS": "", "DIWAN_DEBUG": "false"}
        # In local mode an empty secret would be an error of its own.
        defaults = blank if variables.get("DIWAN_MODE") != "local" else {}
        run = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**kept, "DIWAN_DATA_DIR": str(tmp_path / "data"), **defaults, **variables},
            capture_output=True,
            text=True,
            timeout=60,
        )
        return run.returncode, run.stdout, run.stderr

    return manage


@pytest.mark.parametrize(
    ("variables", "name"),
    [
        ({"DIWAN_SECRET_KEY": ""}, "DIWAN_SECRET_KEY"),
        ({"DIWAN_SECRET_KEY": "short"}, "DIWAN_SECRET_KEY"),
        ({"DIWAN_ALLOWED_HOSTS": ""}, "DIWAN_ALLOWED_HOSTS"),
        ({"DIWAN_DEBUG": "true"}, "DIWAN_DEBUG"),
        ({"DIWAN_DEBUG": "perhaps"}, "DIWAN_DEBUG"),
        ({"DIWAN_MODE": "staging"}, "DIWAN_MODE"),
        ({"DIWAN_LOG_LEVEL": "LOUD"}, "DIWAN_LOG_LEVEL"),
        ({"DIWAN_TIME_ZONE": "Mars/Olympus"}, "DIWAN_TIME_ZONE"),
        ({"DIWAN_DATA_DIR": "/dev/null/data"}, "DIWAN_DATA_DIR"),
        ({"DIWAN_FETCH_PRIVATE": "news.intranet"}, "DIWAN_FETCH_PRIVATE"),
        ({"DIWAN_FETCH_PRIVATE": "a.example:80,http://b.example:80"}, "DIWAN_FETCH_PRIVATE"),
        ({"DIWAN_MODE": "local", "DIWAN_ALLOWED_HOSTS": "diwan.example.org"}, "DIWAN_MODE"),
        ({"DIWAN_SITE_URL": "diwan.example"}, "DIWAN_SITE_URL"),
        ({"DIWAN_EMAIL_URL": "mail.example:25"}, "DIWAN_EMAIL_URL"),
        ({"DIWAN_EMAIL_URL": "imap://mail.example"}, "DIWAN_EMAIL_URL"),
        ({"DIWAN_EMAIL_URL": "smtp://mail.example:port"}, "DIWAN_EMAIL_URL"),
        ({"DIWAN_EMAIL_FROM": "Diwan"}, "DIWAN_EMAIL_FROM"),
        (
            {"DIWAN_EMAIL_URL": "smtp://mail.example", "DIWAN_ALLOWED_HOSTS": "*"},
            "DIWAN_SITE_URL",
        ),
        ({"DATABASE_URL": "oracle-of-delphi://x"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgres://user:word@host:port/name"}, "DATABASE_URL"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
    ],
)
def test_a_bad_environment_ends_in_one_sentence_that_names_the_variable(manage, variables, name):
    status, output, complaints = manage({**PRODUCTION, **variables}, "check")
    assert status != 0
    assert output == ""
    assert "Traceback" not in complaints
    assert complaints.count("\n") == 1
    assert complaints.startswith("Diwan cannot start: ")
    assert name in complaints


def test_a_database_url_that_is_empty_is_none(manage):
    status, _, complaints = manage({**PRODUCTION, "DATABASE_URL": ""}, "check")
    assert "Traceback" not in complaints
    assert status == 0 or "DATABASE_URL" in complaints


def test_no_password_of_a_database_is_printed_where_its_address_is_wrong(manage):
    url = "postgres://user:hunter2@host:port/name"
    status, _, complaints = manage({**PRODUCTION, "DATABASE_URL": url}, "check")
    assert status != 0
    assert "hunter2" not in complaints


def test_no_password_of_a_mail_server_is_printed_where_its_address_is_wrong(manage):
    url = "smtps://user:hunter2@host:port"
    _, _, complaints = manage({**PRODUCTION, "DIWAN_EMAIL_URL": url}, "check")
    assert "DIWAN_EMAIL_URL" in complaints
    assert "hunter2" not in complaints


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("smtp://localhost", ("localhost", 25, "", "", False, False)),
        ("smtp+tls://me%40x:p%2Fw@mx.example", ("mx.example", 587, "me@x", "p/w", True, False)),
        ("smtps://me:pw@mx.example:2465", ("mx.example", 2465, "me", "pw", False, True)),
    ],
)
def test_a_mail_server_is_one_address(manage, url, told):
    question = (
        "from django.conf import settings as s; print((s.EMAIL_HOST, s.EMAIL_PORT, "
        "s.EMAIL_HOST_USER, s.EMAIL_HOST_PASSWORD, s.EMAIL_USE_TLS, s.EMAIL_USE_SSL))"
    )
    arguments = ("shell", "-v0", "-c", question)
    _, output, _ = manage({**PRODUCTION, "DIWAN_EMAIL_URL": url}, *arguments)
    assert output == f"{told}\n"


def test_mails_are_from_the_site_and_lead_back_to_it(manage):
    question = (
        "from django.conf import settings as s; "
        "print(s.SENDS_MAIL, s.SITE_URL, s.DEFAULT_FROM_EMAIL)"
    )
    mail = {"DIWAN_EMAIL_URL": "smtp://localhost"}
    _, output, _ = manage({**PRODUCTION, **mail}, "shell", "-v0", "-c", question)
    assert output == "True https://diwan.example Diwan <diwan@diwan.example>\n"
    named = {"DIWAN_SITE_URL": "https://news.example/", "DIWAN_EMAIL_FROM": "alerts@news.example"}
    _, output, _ = manage({**PRODUCTION, **mail, **named}, "shell", "-v0", "-c", question)
    assert output == "True https://news.example alerts@news.example\n"
    _, output, _ = manage(PRODUCTION, "shell", "-v0", "-c", question)
    assert output.startswith("False ")


def test_the_mode_is_production_where_nobody_says_otherwise(manage):
    status, _, complaints = manage(
        {**PRODUCTION, "DIWAN_MODE": "", "DIWAN_SECRET_KEY": ""}, "check"
    )
    assert status != 0
    assert "Diwan cannot start" in complaints


def test_hosts_may_be_written_with_spaces_and_a_folder_with_any_sign(manage, tmp_path):
    odd = tmp_path / "data #1?x"
    variables = {"DIWAN_ALLOWED_HOSTS": "a.example, .b.example", "DIWAN_DATA_DIR": str(odd)}
    question = (
        "from django.conf import settings as s; "
        "print(s.ALLOWED_HOSTS, s.CSRF_TRUSTED_ORIGINS, s.DATABASES['default']['NAME'])"
    )
    _, output, _ = manage({**PRODUCTION, **variables}, "shell", "-v0", "-c", question)
    hosts, origins = ["a.example", ".b.example"], ["https://a.example", "https://*.b.example"]
    assert output == f"{hosts} {origins} {odd / 'diwan.sqlite3'}\n"


def test_servers_of_ones_own_network_are_named_with_their_ports(manage):
    question = "from django.conf import settings as s; print(sorted(s.FETCH_PRIVATE))"
    variables = {"DIWAN_FETCH_PRIVATE": "News.intranet:80, 10.0.0.7:8080,[fd00::7]:443"}
    _, output, _ = manage({**PRODUCTION, **variables}, "shell", "-v0", "-c", question)
    assert output == "['10.0.0.7:8080', '[fd00::7]:443', 'news.intranet:80']\n"
    _, output, _ = manage(PRODUCTION, "shell", "-v0", "-c", question)
    assert output == "[]\n"


def test_local_mode_needs_nothing_else(manage):
    status, _, complaints = manage(LOCAL, "check")
    assert (status, complaints) == (0, "")


def test_production_passes_every_check_of_a_deployment(manage):
    status, _, complaints = manage(PRODUCTION, "check", "--deploy", "--fail-level", "WARNING")
    assert (status, complaints) == (0, "")


def test_the_local_runner_refuses_to_run_in_production(manage, tmp_path):
    status, output, complaints = manage(PRODUCTION, "run_local")
    assert (status, output) == (1, "")
    assert complaints.count("\n") == 1
    assert "DIWAN_MODE=local" in complaints
    assert not (tmp_path / "data" / "diwan.sqlite3").exists()


def test_no_migration_is_missing(manage):
    status, _, complaints = manage(LOCAL, "makemigrations", "--check", "--dry-run")
    assert (status, complaints) == (0, "")
