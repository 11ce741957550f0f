"""Whether pages are valid HTML, by html-validate."""

import json
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from tools.audit.node import Tools

RULES: Final = {"root": True, "extends": ["html-validate:standard"]}


def html_pages(site: str, addresses: Iterable[str]) -> dict[str, bytes]:
    """What stands at those of these addresses that hold HTML, by address."""
    found = {}
    for address in addresses:
        try:
            answer = urllib.request.urlopen(site + address, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error  # a page that says what is wrong is a page as well
        with answer:
            if answer.headers.get_content_type() == "text/html":
                found[address] = bytes(answer.read())
    return found


def faults(tools: Tools, pages: Mapping[str, bytes]) -> list[str]:
    """What is wrong with these pages, a line each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "rules.json").write_text(json.dumps(RULES), encoding="utf-8")
        files = {str(folder / f"{number}.html"): address for number, address in enumerate(pages)}
        for file, address in files.items():
            Path(file).write_bytes(pages[address])
        command = [tools.command("html-validate"), "--config", str(folder / "rules.json")]
        # Into a file: on its end it drops what a pipe has not taken yet.
        target = folder / "found.json"
        with target.open("w") as output:
            subprocess.run(
                [*command, "--formatter", "json", *files], stdout=output, check=False, cwd=folder
            )
        found = json.loads(target.read_text(encoding="utf-8") or "null")
        if found is None:
            raise ValueError("html-validate said nothing.")
        return [
            f"{files[file['filePath']]} line {message['line']}: {message['message']}"
            for file in found
            for message in file["messages"]
        ]
