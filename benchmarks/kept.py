"""What a page takes that is made, that is kept, or that the browser has.

`python -m benchmarks.kept DATA` asks a copy of the archive (SQLite) in the data folder DATA.
"""

import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable
from http.client import HTTPConnection
from pathlib import Path
from typing import Final
from urllib.parse import quote

from tools.audit.site import run, served

PAGES: Final = ("/", "/articles/{article}/", "/search/?q={query}", "/themes/{theme}/", "/archive/")
MADE, SENT = 15, 200
"""Times that each page is made, and that it is asked for again."""
UNTIL_KEPT: Final = 4
"""Seconds after which pages are kept, see `config.answers`."""


def main(data: Path) -> None:
    """Print the median of each, in milliseconds, asked one after another over HTTP."""
    with tempfile.TemporaryDirectory(prefix="diwan-bench-") as folder:
        own = Path(folder) / "data"
        shutil.copytree(data, own)
        known = json.loads(run(own, "-m", "tools.audit.pages"))["known"]
        with served(own) as site:
            print("| page | made | kept | the browser has it |\n|---|---|---|---|")
            for page in PAGES:
                address = quote(page.format_map(known), safe="/?&=")
                made = _median(_asked(site, _others(address)))
                _median(_asked(site, [address]))
                time.sleep(UNTIL_KEPT)
                kept = _median(_asked(site, [address] * (SENT + 1)))
                had = _median(_asked(site, [address] * SENT, _etag(site, address)))
                print(f"| `{page}` | {made:.1f} | {kept:.1f} | {had:.1f} |")


def _others(address: str) -> list[str]:
    """Addresses of the same page that nobody has asked for."""
    return [f"{address}{'&' if '?' in address else '?'}of={number}" for number in range(MADE)]


def _asked(site: str, addresses: Iterable[str], etag: str = "") -> list[float]:
    """Seconds until each has been answered, over one connection."""
    connection = HTTPConnection(site.removeprefix("http://"))
    headers = {"Accept-Encoding": "gzip", **({"If-None-Match": etag} if etag else {})}
    taken = []
    for address in addresses:
        start = time.perf_counter()
        connection.request("GET", address, headers=headers)
        answer = connection.getresponse()
        answer.read()
        taken.append(time.perf_counter() - start)
        if answer.status != (304 if etag else 200):
            raise SystemExit(f"{address} answers {answer.status}.")
    connection.close()
    return taken


def _etag(site: str, address: str) -> str:
    connection = HTTPConnection(site.removeprefix("http://"))
    connection.request("GET", address)
    return connection.getresponse().headers["ETag"]


def _median(seconds: list[float]) -> float:
    return 1000 * statistics.median(seconds)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
