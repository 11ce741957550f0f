"""A server as a real installation has it: gunicorn, production settings, collected static files."""

import gzip
import re
import urllib.error
import urllib.request
from urllib.parse import urljoin

import pytest

from tools.audit.site import manage, served

RETITLE = "from archive.models import Article; Article.objects.filter(pk={}).update(title='{}')"
YEAR = 365 * 24 * 3600


class Server:
    """The server, and what its archive holds."""

    def __init__(self, data, address):
        self.data = data
        self.address = address

    def get(self, path, **headers):
        """The status, headers and bytes of an answer, whatever it is."""
        asked = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(urljoin(self.address, path), headers=asked)
        try:
            answer = urllib.request.urlopen(request, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return answer.status, answer.headers, answer.read()

    def retitle(self, article, title):
        """Change a title as another process does."""
        manage(self.data, "shell", "-c", RETITLE.format(article, title))


@pytest.fixture(scope="module")
def server(production_data):
    with served(production_data) as address:
        yield Server(production_data, address)


@pytest.fixture(scope="module")
def assets(server):
    """The addresses of all that the front page loads from the folder of static files."""
    page = server.get("/")[2].decode()
    found = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    styles = [path for path in found if path.endswith(".css")]
    fonts = [
        urljoin(path, font)
        for path in styles
        for font in re.findall(r'url\("?([^")]+)', server.get(path)[2].decode())
    ]
    return {*found, *fonts}


def test_static_files_have_the_name_of_what_they_hold_and_are_never_asked_for_again(server, assets):
    assert {path.rsplit(".", 1)[1] for path in assets} >= {"css", "js", "svg", "woff2"}
    for path in assets:
        status, headers, _ = server.get(path)
        assert status == 200, path
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", path)
        assert "immutable" in headers["Cache-Control"]
        assert int(re.search(r"max-age=(\d+)", headers["Cache-Control"])[1]) >= YEAR


def test_static_files_that_are_text_come_compressed(server, assets):
    for path in (path for path in assets if path.endswith((".css", ".js"))):
        whole = server.get(path)[2]
        _, headers, packed = server.get(path, accept_encoding="gzip")
        # What would not become smaller stays as it is.
        if len(whole) > 1_000:
            assert headers["Content-Encoding"] == "gzip", path
            assert gzip.decompress(packed) == whole


def test_a_page_comes_compressed_and_says_how_it_may_be_kept(server):
    _, headers, packed = server.get("/", accept_encoding="gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert int(headers["Content-Length"]) == len(packed)
    assert headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert gzip.decompress(packed) == server.get("/")[2]


def test_a_browser_that_has_a_page_is_told_so_until_another_process_changes_it(server):
    path = re.search(r"/articles/\d+/", server.get("/")[2].decode())[0]
    _, headers, _ = server.get(path)
    assert server.get(path, if_none_match=headers["ETag"])[0] == 304
    server.retitle(path.split("/")[2], "عنوان من عملية أخرى")
    status, changed, page = server.get(path, if_none_match=headers["ETag"])
    assert status == 200
    assert changed["ETag"] != headers["ETag"]
    assert "عنوان من عملية أخرى" in page.decode()
    assert "عنوان من عملية أخرى" in server.get("/")[2].decode()
