"""Fetching an address: what is had of a real server, and all that is refused.

Nothing leaves this machine. `wires` stands where sockets connect: it notes each address asked for,
joins the few public ones that a test names to a server on 127.0.0.1, and lets no other pass.
"""

import gzip
import os
import socket
import ssl
import time
import tracemalloc
import zlib
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from archive.importing import fetching
from archive.importing.draft import Refused
from archive.importing.fetching import fetch, is_public

PAGE = "<html lang=ar><title>قمة</title><p>اجتمع القادة في باريس.</p></html>".encode()
PUBLIC = "93.184.216.34"
CERTIFICATE = Path(__file__).with_name("news_example.pem")  # made for these tests, good to 2200


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append(self)
        # Whoever asks may hang up at any moment; some tests are about just that.
        try:
            self.server.pages[self.path.partition("?")[0]](self)
        except OSError:
            self.server.hung_up += 1
        self.close_connection = True

    def log_message(self, *arguments):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.port = self.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.pages, self.asked, self.hung_up = {}, [], 0

    def handle_error(self, request, client_address):
        """A client that breaks off a handshake is what a test is about."""


@contextmanager
def serving(server):
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def server(settings):
    with serving(Server()) as server:
        settings.FETCH_PRIVATE = {f"127.0.0.1:{server.port}"}
        server.pages["/"] = answers(PAGE)
        yield server


@pytest.fixture
def secure():
    server = Server()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    with serving(server):
        server.pages["/"] = answers(PAGE)
        yield server


class Wires:
    """Where sockets connect to, and which public addresses lead to a server of the test."""

    def __init__(self):
        self.asked, self.joined = [], {}


@pytest.fixture(autouse=True)
def wires(monkeypatch):
    wires, connect = Wires(), socket.socket.connect

    def joined(self, address):
        wires.asked.append(address[:2])
        target = wires.joined.get(address[:2], address)
        assert target[0] == "127.0.0.1", "a connection would have left this machine"
        connect(self, target)

    monkeypatch.setattr(socket.socket, "connect", joined)
    return wires


@pytest.fixture(autouse=True)
def names(monkeypatch):
    """What names resolve to, each look-up taking the next of its answers; numbers as ever."""
    names, getaddrinfo = {}, socket.getaddrinfo

    def answer(host, port, *arguments, **options):
        if host in names:
            given = names[host]
            found = given.pop(0) if len(given) > 1 else given[0]
            return [
                (
                    socket.AF_INET6 if ":" in ip else socket.AF_INET,
                    socket.SOCK_STREAM,
                    6,
                    "",
                    (ip, port, 0, 0) if ":" in ip else (ip, port),
                )
                for ip in found
            ]
        options["flags"] = socket.AI_NUMERICHOST if host != "localhost" else 0
        return getaddrinfo(host, port, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return names


def answers(body=b"", status=200, headers=(), length=None):
    def page(handler):
        handler.send_response(status)
        for name, value in headers:
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        handler.wfile.write(body)

    return page


def sends(*pieces, every=0.0):
    """Bytes as they are, without a word of HTTP that they do not say themselves."""

    def page(handler):
        for piece in pieces:
            handler.wfile.write(piece)
            time.sleep(every)

    return page


def redirects(target, status=302):
    return answers(status=status, headers=[("Location", target)])


def refusal(url, **options):
    with pytest.raises(Refused) as refused:
        fetch(url, **options)
    sentence = str(refused.value)
    assert sentence.endswith((".", "?"))
    assert "\n" not in sentence
    return sentence


# --- What is had ------------------------------------------------------------------------------


def test_it_fetches_a_page_with_what_its_server_says_of_it(server):
    server.pages["/news/7"] = answers(
        PAGE,
        headers=[
            ("Content-Type", "text/html; charset=utf-8"),
            ("ETag", '"v1"'),
            ("Last-Modified", "Tue, 06 Jan 2026 10:00:00 GMT"),
        ],
    )
    before = timezone.now()
    fetched = fetch(f"{server.url}/news/7?x=1#part")
    assert fetched.content == PAGE
    assert fetched.url == f"{server.url}/news/7?x=1"
    assert fetched.media_type == "text/html; charset=utf-8"
    assert (fetched.etag, fetched.last_modified) == ('"v1"', "Tue, 06 Jan 2026 10:00:00 GMT")
    assert before <= fetched.fetched_at <= timezone.now()
    assert not fetched.is_unchanged


def test_it_says_who_asks_and_for_what(server):
    fetch(server.url)
    headers = server.asked[0].headers
    assert headers["User-Agent"].startswith("Diwan/")
    assert "text/html" in headers["Accept"]
    assert "xml" in headers["Accept"]
    assert headers["Accept-Encoding"] == "gzip"
    assert headers["Cookie"] is None
    assert headers["Authorization"] is None


def test_it_asks_for_what_has_changed_alone(server):
    server.pages["/"] = answers(status=304)
    given = {"etag": '"v1"', "last_modified": "Tue, 06 Jan 2026 10:00:00 GMT"}
    fetched = fetch(server.url, **given)
    assert fetched.is_unchanged
    assert fetched.content == b""
    assert (fetched.etag, fetched.last_modified) == (given["etag"], given["last_modified"])
    assert server.asked[0].headers["If-None-Match"] == given["etag"]
    assert server.asked[0].headers["If-Modified-Since"] == given["last_modified"]


def test_a_server_that_says_unchanged_to_nobody_who_asked_is_refused(server):
    server.pages["/"] = answers(status=304)
    assert "status 304" in refusal(server.url)


def test_it_unpacks_what_was_packed(server):
    server.pages["/"] = answers(gzip.compress(PAGE), headers=[("Content-Encoding", "gzip")])
    assert fetch(server.url).content == PAGE


def test_it_reads_chunks_and_bodies_that_end_with_the_connection(server):
    head = b"HTTP/1.1 200 OK\r\n"
    server.pages["/chunks"] = sends(
        head + b"Transfer-Encoding: chunked\r\n\r\n", b"3\r\nabc\r\n", b"2\r\nde\r\n", b"0\r\n\r\n"
    )
    server.pages["/close"] = sends(head + b"\r\n", b"abcde")
    assert fetch(f"{server.url}/chunks").content == b"abcde"
    assert fetch(f"{server.url}/close").content == b"abcde"


@pytest.mark.parametrize("typed", ["/مقال جديد", "/%D9%85%D9%82%D8%A7%D9%84%20جديد"])
def test_an_arabic_path_is_percent_encoded_once(server, typed):
    encoded = "/%D9%85%D9%82%D8%A7%D9%84%20%D8%AC%D8%AF%D9%8A%D8%AF"
    server.pages[encoded] = answers(PAGE)
    assert fetch(f"  {server.url}{typed}\u200f\n").url == server.url + encoded
    assert server.asked[0].path == encoded


def test_an_international_name_is_asked_for_in_ascii(server, wires, names):
    ascii_name = "xn--4gbrim.example"
    names[ascii_name] = [[PUBLIC]]
    wires.joined[PUBLIC, 80] = ("127.0.0.1", server.port)
    fetched = fetch("http://موقع.example/")
    assert fetched.url == f"http://{ascii_name}/"
    assert server.asked[0].headers["Host"] == ascii_name


def test_a_public_server_is_reached_at_the_address_that_was_checked(server, wires, names):
    names["news.example"] = [[PUBLIC]]
    wires.joined[PUBLIC, 80] = ("127.0.0.1", server.port)
    assert fetch("http://NEWS.example.:80/").content == PAGE
    assert wires.asked == [(PUBLIC, 80)]
    assert server.asked[0].headers["Host"] == "news.example"


def test_odd_headers_of_a_server_are_not_handed_on(server):
    server.pages["/"] = answers(
        PAGE, headers=[("ETag", '"' + "x" * 5000 + '"'), ("Content-Type", "text/\x07html")]
    )
    fetched = fetch(server.url)
    assert (fetched.etag, fetched.media_type) == ("", "")


# --- Encryption -------------------------------------------------------------------------------


@pytest.fixture
def trusted(monkeypatch):
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(CERTIFICATE))


@pytest.mark.usefixtures("trusted")
def test_a_certificate_is_checked_against_the_name_and_not_the_address(secure, wires, names):
    names["news.example"] = names["other.example"] = [[PUBLIC]]
    wires.joined[PUBLIC, 443] = ("127.0.0.1", secure.port)
    assert fetch("https://news.example/").content == PAGE
    assert "certificate" in refusal("https://other.example/")


def test_a_certificate_that_nobody_vouches_for_is_refused(secure, wires, names, monkeypatch):
    names["news.example"] = [[PUBLIC]]
    wires.joined[PUBLIC, 443] = ("127.0.0.1", secure.port)
    # What the environment would have trusted is not asked.
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATE))
    assert "certificate" in refusal("https://news.example/")
    assert secure.asked == []


def test_a_server_without_encryption_is_refused_where_it_was_asked_for(server):
    assert "certificate" in refusal(server.url.replace("http:", "https:"))


# --- Addresses that are refused before any connection ------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://",
        "http:///path",
        "example.org/news",
        "//example.org/news",
        "file:///etc/passwd",
        "ftp://example.org/",
        "gopher://127.0.0.1:80/",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://exa mple.org/",
        "http://[::1/",
        "http://[::1]x/",
        "http://[fe80::1%25eth0]/",
        "http://example.org:port/",
        "http://example.org:99999/",
        "http://a%00b.example/",
        "http://%6c%00.example/",
        "http://a%2fb.example/",
        "http://\udcff.example/",
        "http://exa\x00mple.org\\@127.0.0.1/",
        "http:\\\\127.0.0.1\\",
        "https://" + "a" * 5000,
    ],
)
def test_what_is_no_address_of_the_web_is_refused(url, wires):
    assert "address" in refusal(url)
    assert wires.asked == []


@pytest.mark.parametrize(
    "url",
    ["http://user:word@example.org/", "http://user@example.org/", "http://a@b@127.0.0.1/"],
)
def test_a_password_in_an_address_is_refused(url, wires):
    assert "password" in refusal(url)
    assert wires.asked == []


@pytest.mark.parametrize("port", [0, 22, 25, 8080, 65535])
def test_ports_but_those_of_the_web_are_refused(port, wires):
    assert f"port {port}" in refusal(f"http://example.org:{port}/")
    assert wires.asked == []


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1.",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "017700000001",
        "127.255.255.254",
        "%31%32%37.0.0.1",
        "127%2e0%2e0%2e1",
        "localhost",
        "LOCALHOST.",
        "0.0.0.0",
        "0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "2852039166",
        "0xa9fea9fe",
        "100.64.0.1",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "203.0.113.7",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "[::]",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::127.0.0.1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::ffff:93.184.216.34]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b:1::1]",
        "[2002:7f00:1::]",
        "[2001::1]",
        "[2001:db8::1]",
        "[3fff::1]",
        "[5f00::1]",
        "[4000::1]",
        "[100::1]",
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "[fec0::1]",
        "[ff02::1]",
    ],
)
def test_an_address_that_is_not_of_the_open_web_is_refused_in_every_spelling(host, wires):
    assert "open web" in refusal(f"http://{host}/")
    assert "open web" in refusal(f"https://{host}:80/latest/meta-data/")
    assert wires.asked == []


@pytest.mark.parametrize(
    "host", ["１２７.0.0.1", "127。0。0。1", "①②⑦.0.0.1", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "xn--127-.0.0.1"]
)
def test_other_digits_and_letters_make_no_other_way_in(host, wires):
    assert "address" in refusal(f"http://{host}/")
    assert wires.asked == []


def test_a_name_that_nobody_knows_is_refused(wires):
    assert "news.invalid" in refusal("https://news.invalid/")
    assert wires.asked == []


@pytest.mark.parametrize(
    "found",
    [
        ["127.0.0.1"],
        [PUBLIC, "10.0.0.1"],
        ["10.0.0.1", PUBLIC],
        [PUBLIC, "::1"],
        ["fe80::1%lo"],
        ["::ffff:169.254.169.254"],
    ],
)
def test_a_name_is_refused_if_any_of_its_addresses_is_not_public(found, names, wires):
    names["news.example"] = [found]
    assert "open web" in refusal("http://news.example/")
    assert wires.asked == []


@pytest.mark.parametrize("later", ["127.0.0.1", "10.0.0.1", "fec0::1", "4000::1", "168.63.129.16"])
def test_a_name_that_changes_its_address_after_the_check_is_refused(later, names, wires):
    names["news.example"] = [[PUBLIC], [later]]
    assert "open web" in refusal("http://news.example/")
    assert wires.asked == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(url=st.text(max_size=40) | st.text(max_size=40).map("http://{}".format))
@example(url="http://[")
@example(url="http://١٢٧.٠.٠.١/")
@example(url="http://a..b/")
@example(url="http://-a.example:/?#")
@example(url="http://" + "a" * 64 + ".example/")
def test_no_text_typed_as_an_address_ends_otherwise_than_in_a_sentence(url, wires):
    assert refusal(url)
    assert wires.asked == []


@given(st.ip_addresses())
def test_what_python_calls_private_is_never_public(ip):
    if ip.is_private or ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_reserved:
        assert not is_public(str(ip))
    if ip.version == 4:
        assert not is_public(f"::ffff:{ip}")
        assert not is_public(f"64:ff9b::{ip}")
        assert is_public(str(ip)) <= ip.is_global


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700:4700::1111", "2a00:1450::1"])
def test_the_open_web_is_public(address):
    assert is_public(address)


# --- Servers of one's own network -------------------------------------------------------------


def test_a_server_is_fetched_from_on_exactly_the_port_that_is_named(server, settings, wires):
    settings.FETCH_PRIVATE = {f"127.0.0.1:{server.port + 1}"}
    assert "port" in refusal(server.url)
    settings.FETCH_PRIVATE = {f"localhost:{server.port}"}
    assert "port" in refusal(server.url)
    assert wires.asked == []
    settings.FETCH_PRIVATE = {f"127.0.0.1:{server.port}"}
    assert fetch(server.url).content == PAGE


def test_the_environment_names_no_proxy_and_no_password(server, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login user password word\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", os.fspath(netrc))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    assert fetch(server.url).content == PAGE
    assert server.asked[0].headers["Authorization"] is None


# --- Redirects --------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_it_follows_a_redirect_and_says_where_it_came_to(server, status):
    server.pages["/old"] = redirects("news/../new", status)
    server.pages["/new"] = answers(PAGE)
    fetched = fetch(f"{server.url}/old")
    assert (fetched.url, fetched.content) == (f"{server.url}/new", PAGE)


def test_a_redirect_may_name_an_arabic_address_as_it_is(server):
    raw = "HTTP/1.1 302 Found\r\nLocation: /مقال\r\nContent-Length: 0\r\n\r\n".encode()
    server.pages["/old"] = sends(raw)
    server.pages["/%D9%85%D9%82%D8%A7%D9%84"] = answers(PAGE)
    assert fetch(f"{server.url}/old").content == PAGE


def test_no_cookie_is_kept_on_the_way(server):
    server.pages["/old"] = answers(
        status=302, headers=[("Location", "/"), ("Set-Cookie", "a=b; Path=/")]
    )
    assert fetch(f"{server.url}/old").content == PAGE
    assert [handler.headers["Cookie"] for handler in server.asked] == [None, None]


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1/",
        "http://127.0.0.1:9/",
        "//127.0.0.1:22/",
        "http://2130706433/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:169.254.169.254]/",
        "http://[fd00:ec2::254]/",
        "https://localhost/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "http://user:word@127.0.0.1/",
        "http://[",
        "data:text/html,x",
    ],
)
def test_a_redirect_leads_nowhere_that_may_not_be_typed(server, wires, target):
    server.pages["/"] = redirects(target)
    assert refusal(server.url)
    assert wires.asked == [("127.0.0.1", server.port)]


def test_a_public_server_does_not_redirect_into_ones_own_network(server, wires, names):
    names["news.example"] = [[PUBLIC]]
    names["inside.example"] = [["10.0.0.1"]]
    wires.joined[PUBLIC, 80] = ("127.0.0.1", server.port)
    server.pages["/"] = redirects("http://inside.example/")
    assert "inside.example" in refusal("http://news.example/")
    assert wires.asked == [(PUBLIC, 80)]


def test_five_redirects_are_followed_and_no_sixth(server):
    for number in range(6):
        server.pages[f"/{number}"] = redirects(f"/{number + 1}")
    server.pages["/6"] = answers(PAGE)
    assert fetch(f"{server.url}/1").content == PAGE
    assert "more than 5 times" in refusal(f"{server.url}/0")


def test_a_loop_of_redirects_ends(server):
    server.pages["/"] = redirects("/")
    assert "more than 5 times" in refusal(server.url)
    assert len(server.asked) == 6


def test_the_body_of_a_redirect_is_not_read(server):
    def page(handler):
        handler.wfile.write(b"HTTP/1.1 302 Found\r\nLocation: /new\r\n\r\n")
        while True:
            handler.wfile.write(bytes(65536))

    server.pages["/old"] = page
    server.pages["/new"] = answers(PAGE)
    begin = time.monotonic()
    assert fetch(f"{server.url}/old").content == PAGE
    assert time.monotonic() - begin < 5


def test_a_redirect_to_nowhere_is_refused(server):
    server.pages["/"] = answers(status=302)
    assert "status 302" in refusal(server.url)


# --- Answers that are refused -----------------------------------------------------------------


@pytest.mark.parametrize("status", [201, 204, 206, 400, 401, 403, 404, 410, 429, 500, 503, 999])
def test_another_status_is_refused_and_named(server, status):
    server.pages["/"] = answers(status=status)
    assert f"status {status}" in refusal(server.url)


def test_a_page_that_is_too_large_is_refused_by_what_its_server_says(server):
    server.pages["/"] = answers(length=1001)
    assert "is it a page of text?" in refusal(server.url, most=1000)


def test_a_page_may_be_as_large_as_allowed_and_not_a_byte_more(server):
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    server.pages["/1000"] = sends(head, bytes(1000))
    server.pages["/1001"] = sends(head, bytes(1001))
    assert len(fetch(f"{server.url}/1000", most=1000).content) == 1000
    assert "is it a page of text?" in refusal(f"{server.url}/1001", most=1000)


def test_a_page_without_end_is_refused(server):
    def page(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            handler.wfile.write(bytes(65536))

    server.pages["/"] = page
    assert "1 MB" in refusal(server.url, most=1024 * 1024)


def bomb(layers):
    content = bytes(20 * 1024 * 1024)
    for _ in range(layers):
        content = gzip.compress(content)
    return content


def test_a_page_that_grows_when_unpacked_is_refused(server):
    server.pages["/"] = answers(bomb(1), headers=[("Content-Encoding", "gzip")])
    assert "10 MB" in refusal(server.url)


def test_a_page_is_not_unpacked_beyond_what_is_allowed(server):
    server.pages["/"] = answers(bomb(1), headers=[("Content-Encoding", "gzip")])
    tracemalloc.start()
    try:
        assert "is it a page of text?" in refusal(server.url, most=100_000)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "deflate", "zstd", "nonsense"])
def test_a_page_packed_in_a_way_that_was_not_asked_for_is_refused(server, encoding):
    server.pages["/"] = answers(bomb(2), headers=[("Content-Encoding", encoding)])
    assert "packed" in refusal(server.url)


@pytest.mark.parametrize(
    "body",
    [gzip.compress(PAGE)[:-9], gzip.compress(PAGE)[:-4] + b"1234", PAGE, zlib.compress(PAGE)],
)
def test_a_damaged_package_is_refused(server, body):
    server.pages["/"] = answers(body, headers=[("Content-Encoding", "gzip")])
    assert "cannot be unpacked" in refusal(server.url)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nshort",
        b"HTTP/1.1 302 Found\r\nLocation: /\xff\xfe\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(200)) + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70000 + b"\r\n\r\n",
        b"SSH-2.0-server\r\n",
        b"",
    ],
)
def test_a_broken_answer_is_refused(server, answer):
    server.pages["/"] = sends(answer)
    assert "broke the connection off" in refusal(server.url)


def test_a_server_that_is_not_there_is_refused(server, settings):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    settings.FETCH_PRIVATE = {f"127.0.0.1:{port}"}
    assert "try again later" in refusal(f"http://127.0.0.1:{port}/")


def test_a_condition_that_is_no_header_is_refused(server):
    assert refusal(server.url, etag='"a"\r\nX-Other: b')
    assert server.asked == []


# --- Servers that take their time -------------------------------------------------------------


@pytest.mark.parametrize(
    "pieces",
    [
        [b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n", *[b"x"] * 999],
        [b"HTTP/1.1 200 OK\r\n\r\n", *[b"x"] * 999],
        [b"HTTP/1.1 200 OK\r\nX: ", *[b"x"] * 999],
        [b"HTTP/1.1 100 Continue\r\n\r\n"] * 999,
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0\r\n", *[b"X: y\r\n"] * 999],
    ],
    ids=["body", "endless body", "header", "continue", "trailers"],
)
def test_a_server_that_drips_is_given_up_and_hung_up_on(server, monkeypatch, pieces):
    monkeypatch.setattr(fetching, "DEADLINE", 0.25)
    server.pages["/"] = sends(*pieces, every=0.01)
    begin = time.monotonic()
    assert "did not come within 0.25 seconds" in refusal(server.url)
    assert time.monotonic() - begin < 5
    # The server notices: nothing is left that waits for it.
    while not server.hung_up and time.monotonic() - begin < 5:
        time.sleep(0.01)
    assert server.hung_up == 1


def test_a_server_that_never_shakes_hands_is_given_up(monkeypatch, settings):
    monkeypatch.setattr(fetching, "DEADLINE", 0.25)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        settings.FETCH_PRIVATE = {f"127.0.0.1:{port}"}
        assert "within 0.25 seconds" in refusal(f"https://127.0.0.1:{port}/")
        peer, _ = silent.accept()
        with peer:
            peer.settimeout(5)
            while peer.recv(4096):
                pass  # the greeting; then the end of the connection
            assert peer.recv(1) == b""


def test_redirects_share_one_deadline(server, monkeypatch):
    monkeypatch.setattr(fetching, "DEADLINE", 0.25)

    def page(handler):
        time.sleep(0.1)
        redirects("/")(handler)

    server.pages["/"] = page
    assert "within 0.25 seconds" in refusal(server.url)


def test_a_name_that_is_looked_up_for_ever_is_given_up(monkeypatch):
    monkeypatch.setattr(fetching, "DEADLINE", 0.1)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(0.5))
    assert "within 0.1 seconds" in refusal("http://news.example/")
