"""Find a Chromium for the browser tests, or install one.

`python tools/chromium.py` is part of `make setup`. In order: the one that DIWAN_CHROMIUM names,
one that the machine has, Debian's package (when run as root on Debian or Ubuntu), Playwright's own
download.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A container's root may not sandbox, and nothing but the site under test is to be asked for.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def installed() -> str | None:
    """The path of a Chromium on this machine, or None where only Playwright's own may exist."""
    named = os.environ.get("DIWAN_CHROMIUM")
    if named:
        return named
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or (str(MAC) if MAC.exists() else None)


def playwright_has_one() -> bool:
    """Whether Playwright has already downloaded the Chromium that belongs to it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def install() -> None:
    """Put a Chromium on this machine; raises CalledProcessError where that fails."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("chromium: installing Debian's package", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=True)
    else:
        print("chromium: downloading Playwright's", flush=True)
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


def main() -> str | None:
    """Leave a Chromium behind and say which; the sentence returned is the error, if any."""
    try:
        if not installed() and not playwright_has_one():
            install()
    except subprocess.CalledProcessError as error:
        return (
            f"No Chromium could be installed ({error}): install one by hand, "
            "or name it in DIWAN_CHROMIUM."
        )
    print(f"chromium: {installed() or 'the one that Playwright keeps'}")
    return None


if __name__ == "__main__":
    sys.exit(main())
