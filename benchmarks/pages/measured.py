"""Sites served by real servers on this machine, and asked by one client at a time."""

import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.engines.measured import TURN, build, usable
from benchmarks.engines.measures import memory
from benchmarks.engines.peers import peer
from benchmarks.engines.preparation import Plan, prepare, say
from benchmarks.engines.queries import Query
from benchmarks.pages.sites import ROOT, SITES, Site

PATIENCE = 60  # seconds until a server answers, and for one answer
Seconds = dict[int, float]
"""By the numbers of the queries."""


@dataclass
class Pages:
    """What a site was measured to do; `first` is the round right after its start.

    `start` is how many seconds the server took until it answered anything, a page that does not
    exist; the first search came after that.
    """

    name: str
    start: float = 0.0
    first: Seconds = field(default_factory=dict)
    rounds: list[Seconds] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    resident: int | None = None


@dataclass(frozen=True)
class Measured:
    """One run over an archive of one size."""

    times: int
    count: int
    queries: Sequence[Query]
    sites: Sequence[Pages]


class Client:
    """One browser, on one connection that stays open."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def connect(self) -> None:
        """Open the connection anew: a server soon closes one on which nothing is asked."""
        self._connection.close()
        self._connection.connect()

    def get(self, text: str) -> tuple[float, int]:
        """Seconds to the last byte of the page for a query, and its bytes."""
        address = f"/search/?{urlencode({'q': text})}"
        start = time.perf_counter()
        self._connection.request("GET", address)
        response = self._connection.getresponse()
        body = response.read()
        seconds = time.perf_counter() - start
        if response.status != 200:
            raise RuntimeError(f"{address} was answered with status {response.status}")
        return seconds, len(body)


def measured(plan: Plan, times: int, folder: Path) -> Measured:
    """Fill and index what is not in the folder from an earlier run, and measure."""
    ready = prepare(plan, times, folder)
    sites = {key: SITES[key] for key in usable(plan.peers, times)}
    found = {}
    for key, site in sites.items():
        built = build(key, peer(key), plan, folder)
        say(f"x{times}: {key}, database")
        site.fill(folder, plan.sample if built.count < ready.count else None)
        sampled = "" if built.count == ready.count else f" ({built.count:,} documents)"
        found[key] = Pages(site.name + sampled)
    with ExitStack() as stack:
        servers = {key: stack.enter_context(_served(site, folder)) for key, site in sites.items()}
        clients = {key: client for key, (client, _process, _start) in servers.items()}
        for key, (_client, _process, start) in servers.items():
            found[key].start = start
        for number in range(plan.rounds + 1):
            say(f"x{times}: pages, round {number} of {plan.rounds}")
            asked = _round(sites, clients, ready.queries)
            for key, pages in found.items():
                seconds = {number: taken for number, (taken, _size) in asked[key].items()}
                pages.sizes += [size for _taken, size in asked[key].values()]
                if number:
                    pages.rounds.append(seconds)
                else:
                    pages.first = seconds
        for key, (_client, process, _start) in servers.items():
            found[key].resident = sum(memory(worker).resident or 0 for worker in _workers(process))
    return Measured(times, ready.count, ready.queries, list(found.values()))


def _round(
    sites: Mapping[str, Site], clients: Mapping[str, Client], queries: Sequence[Query]
) -> dict[str, dict[int, tuple[float, int]]]:
    """Everything asked of every site, a few queries at a time."""
    found: dict[str, dict[int, tuple[float, int]]] = {key: {} for key in sites}
    for start in range(0, len(queries), TURN):
        for key, site in sites.items():
            clients[key].connect()
            for number, query in list(enumerate(queries))[start : start + TURN]:
                if query.kind in site.kinds and number % site.every == 0:
                    found[key][number] = clients[key].get(query.text)
    return found


@contextmanager
def _served(site: Site, folder: Path) -> Iterator[tuple[Client, int, float]]:
    """A client of the site while it is served, the process that serves it, and how it started."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = site.serve(port)
    begin = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, env=site.environment(folder)) as server:
        try:
            _wait(port, server)
            yield Client(port), server.pid, time.perf_counter() - begin
        finally:
            server.terminate()


def _wait(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Until something is answered; raises RuntimeError where the server gives up."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", "/nothing-of-this-name")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.02)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError("the server does not start")


def _workers(process: int) -> list[int]:
    """The processes that a server started, where the system tells."""
    try:
        told = Path(f"/proc/{process}/task/{process}/children").read_text()
    except OSError:
        return []
    return list(map(int, told.split()))
