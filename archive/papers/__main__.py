"""Draw a paper in a process of its own: `python -m archive.papers FILE SECONDS`.

JSON of `said.written` comes in, and the PDF is put where it is kept. A process that has not done so
after so many seconds is ended by its clock, whoever started it being there or not.
"""

import os
import signal
import sys
from pathlib import Path

from archive.derived import put
from archive.papers.drawing import drawn
from archive.papers.keeping import ROOM
from archive.papers.said import read

if __name__ == "__main__":
    _program, file, seconds = sys.argv
    signal.setitimer(signal.ITIMER_REAL, float(seconds))
    os.nice(5)  # those who wait for pages come first
    put(Path(file), drawn(read(sys.stdin.read())), ROOM).close()
