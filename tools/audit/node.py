"""The tools that run on node: installed on demand, in versions that a lock file pins."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
FOLDER: Final = HERE.parents[1] / ".venv" / "audit"
"""Where they are kept: with everything else that is installed, and gone with it."""
FILES: Final = ("package.json", "package-lock.json")


class MissingError(RuntimeError):
    """Something that the audit needs is not on this machine; the message says what to do."""


@dataclass(frozen=True)
class Tools:
    """The installed tools, the Chromium that they drive, and how it is started."""

    chromium: str
    flags: tuple[str, ...]

    def command(self, name: str) -> str:
        """The path of a tool."""
        return str(FOLDER / "node_modules" / ".bin" / name)

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which they find that Chromium."""
        return {**os.environ, "CHROME_PATH": self.chromium}


def install() -> None:
    """Install the tools unless they are there as the lock file says.

    Raises MissingError where node is missing, CalledProcessError where npm fails.
    """
    if not (shutil.which("node") and shutil.which("npm")):
        raise MissingError("`make audit` needs node 20 or newer and its npm: install both.")
    wanted = {name: (HERE / name).read_bytes() for name in FILES}
    done = FOLDER / ".installed"
    if done.exists() and done.read_bytes() == wanted["package-lock.json"]:
        return
    print("audit tools installing tools/audit/package-lock.json", flush=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in wanted.items():
        (FOLDER / name).write_bytes(content)
    command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    subprocess.run(command, cwd=FOLDER, check=True)
    done.write_bytes(wanted["package-lock.json"])
