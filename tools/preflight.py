"""Say in one sentence why Diwan cannot start here, or nothing at all.

Run by `make` before anything is installed, so it uses the standard library alone and only syntax
that an old Python 3 can parse: it must live long enough to say that the Python is too old.
"""

import importlib.util
import socket
import sys
from typing import List, Optional

MINIMUM = (3, 11)


def obstacle(arguments: List[str]) -> Optional[str]:
    """The sentence that tells what is in the way, or None. `arguments` may hold a port."""
    if sys.version_info < MINIMUM:
        found = ".".join(map(str, sys.version_info[:2]))
        return (
            f"Diwan needs Python {MINIMUM[0]}.{MINIMUM[1]} or newer and found {found}: install a "
            "newer one, or name it, as in `make run PYTHON=python3.12`."
        )
    if importlib.util.find_spec("ensurepip") is None:
        return (
            "This Python cannot make virtual environments: install its venv package "
            "(on Debian and Ubuntu: apt-get install python3-venv)."
        )
    if not arguments:
        return None
    if not arguments[0].isdigit() or not 1 <= int(arguments[0]) <= 65535:
        return f"PORT must be a whole number from 1 to 65535, not {arguments[0]!r}."
    return port_obstacle(int(arguments[0]))


def port_obstacle(port: int) -> Optional[str]:
    """Why a server cannot listen on this port of 127.0.0.1, or None."""
    listener = socket.socket()
    # A server that has just stopped leaves connections behind; they do not occupy the port.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except PermissionError:
        return (
            f"Port {port} belongs to the system's administrator: "
            "choose one above 1023, as in `make run PORT=8001`."
        )
    except OSError:
        other = port + 1 if port < 65535 else 8001
        return (
            f"Port {port} is taken by another program: "
            f"stop that one, or choose another, as in `make run PORT={other}`."
        )
    finally:
        listener.close()
    return None


if __name__ == "__main__":
    sys.exit(obstacle(sys.argv[1:]))
