"""Draw a paper in a process of its own: JSON of `said.written` comes in, a PDF goes out."""

import os
import sys

from archive.papers.drawing import drawn
from archive.papers.said import read

if __name__ == "__main__":
    os.nice(5)  # those who wait for pages come first
    sys.stdout.buffer.write(drawn(read(sys.stdin.read())))
