"""What a command and all the processes that it starts hold in memory together."""

import subprocess
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
STEP = 0.2  # seconds


def run(command: Sequence[str], folder: Path) -> tuple[str, float]:
    """Run a command in a folder; returns what it printed and the most memory it held, in MB.

    The memory is the sum of the proportional set sizes of its processes, looked at every STEP
    seconds: what several share counts once. Linux alone tells.
    """
    output = subprocess.PIPE
    process = subprocess.Popen(
        command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, text=True
    )
    most = 0
    while process.poll() is None:
        most = max(most, sum(map(_share, _family(process.pid))))
        time.sleep(STEP)
    printed, _ = process.communicate()
    return printed, most / 1024


def _family(first: int) -> list[int]:
    """The ids of a process and of all that it started, and that those started."""
    children: defaultdict[int, list[int]] = defaultdict(list)
    for folder in PROC.glob("[0-9]*"):
        with suppress(OSError):
            # The name before may hold anything, parentheses too.
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            children[int(parent)].append(int(folder.name))
    family = [first]
    for one in family:
        family += children[one]
    return family


def _share(process: int) -> int:
    """The proportional set size of a process in KiB; 0 of one that has ended."""
    with suppress(OSError):
        for line in (PROC / str(process) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
