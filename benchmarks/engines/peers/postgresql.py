"""PostgreSQL's full-text search, on a server of its own that goes when the process ends."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import psycopg

from benchmarks.engines.analysed import Analysed, rows
from benchmarks.engines.asked import All, Asked, Beginning, Row, Term
from benchmarks.engines.asked import Any as AnyOf
from benchmarks.engines.documents import FACETS
from benchmarks.engines.peer import PAGE, Answer, Files, Peer, Question
