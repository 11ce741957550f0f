"""Whether pages are valid HTML, by html-validate."""

import json
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tools.audit.node import Tools

RULES: Final = {"root": True, "extends": ["html-validate:standard"]}


def faults(tools: Tools, addresses: Iterable[str]) -> list[str]:
    """What is wrong with these pages, a line each; what is not HTML is passed over."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "rules.json").write_text(json.dumps(RULES), encoding="utf-8")
        names = {}
        for number, address in enumerate(addresses):
            if (page := _html(address)) is not None:
                file = folder / f"{number}.html"
                file.write_bytes(page)
                names[str(file)] = address
        command = [tools.command("html-validate"), "--config", str(folder / "rules.json")]
        # Into a file: on its end it drops what a pipe has not taken yet.
        target = folder / "found.json"
        with target.open("w") as output:
            subprocess.run(
                [*command, "--formatter", "json", *names], stdout=output, check=False, cwd=folder
            )
        found = json.loads(target.read_text(encoding="utf-8") or "null")
        if found is None:
            raise ValueError("html-validate said nothing.")
        return [
            f"{names[file['filePath']]} line {message['line']}: {message['message']}"
            for file in found
            for message in file["messages"]
        ]


def _html(address: str) -> bytes | None:
    try:
        response = urllib.request.urlopen(address, timeout=60)
    except urllib.error.HTTPError as error:
        response = error  # a page that says what is wrong is a page as well
    with response:
        is_html = response.headers.get_content_type() == "text/html"
        return bytes(response.read()) if is_html else None
