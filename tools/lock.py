"""Write requirements*.txt from requirements*.in: exact versions, hashes, and the reason for each.

Run it with `make lock`. The resolver (uv) names the versions and hashes; this script carries the
reasons over, which the resolver would drop.
"""

import re
import subprocess
from pathlib import Path

REASON = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)[^#\n]*#\s*(?P<reason>.+)$", re.MULTILINE)
CONSTRAINT = re.compile(r", -c requirements[a-z-]*\.txt|-c requirements[a-z-]*\.txt, ")
HEADER = "# Written by `make lock` from {source}: change that file, not this one.\n"


def reasons(*sources: Path) -> dict[str, str]:
    """The reason given for each direct dependency, by its normalised name."""
    found = {}
    for source in sources:
        for line in REASON.finditer(source.read_text()):
            found[re.sub(r"[-_.]+", "-", line["name"]).lower()] = line["reason"]
    return found


def compile_lock(source: Path, *arguments: str) -> str:
    """The resolver's output for one file; raises CalledProcessError where nothing fits."""
    command = ["uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header"]
    command += ["--python-version", "3.11", "--annotation-style", "line", *arguments, str(source)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def explain(lock: str, why: dict[str, str]) -> str:
    """Put each package's reason, or the package that asks for it, on the line above it."""
    blocks: list[str] = []
    for block in re.split(r"\n(?=[a-z0-9._-]+(?:\[.*?\])?==)", "\n" + lock.strip()):
        block = block.strip()
        if not block:
            continue
        name = re.split(r"[\[=]", block, maxsplit=1)[0]
        lines = [line for line in block.splitlines() if not line.lstrip().startswith("# via")]
        asked_by = re.search(r"# via (.*)", block)
        needed = CONSTRAINT.sub("", asked_by[1]) if asked_by else "nothing else"
        reason = why.get(name) or f"needed by {needed}"
        blocks.append(f"# {reason}\n" + "\n".join(lines))
    return "\n".join(blocks) + "\n"


def main() -> None:
    """Write the lock files and say how many packages each pins."""
    run, develop, bench = map(
        Path, ("requirements.in", "requirements-dev.in", "requirements-bench.in")
    )
    why = reasons(run, develop, bench)
    # What is installed beside something else must agree with it.
    for source, arguments in (
        (run, ()),
        (develop, ("--constraint", "requirements.txt")),
        (bench, ("--constraint", "requirements-dev.txt")),
    ):
        target = source.with_suffix(".txt")
        lock = explain(compile_lock(source, *arguments), why)
        target.write_text(HEADER.format(source=source) + lock)
        print(f"{target}: {len(re.findall('^# ', lock, re.MULTILINE))} packages")


if __name__ == "__main__":
    main()
