"""A process that holds one engine: its memory is the engine's, and none disturbs another.

`python -m benchmarks.engines.worker build|search PEER FOLDER` is run by the command. `build`
indexes and says how it went; `search` opens the index and answers each line on its input, two
numbers between which the questions are to be asked, until the input ends. Answers are lines of
JSON.
"""

import json
import pickle
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.engines.measures import memory
from benchmarks.engines.peer import Files, Peer, Question
from benchmarks.engines.peers import peer


def files(folder: Path, key: str, sample: int | None) -> Files:
    """Where everything is kept for one peer."""
    own = folder / key
    own.mkdir(exist_ok=True)
    index = own / "index"
    return Files(folder / "documents", folder / "analysed", index, sample)


def build(engine: Peer) -> dict[str, Any]:
    """Index everything."""
    engine.prepare()
    start = time.perf_counter()
    count = engine.build()
    seconds = time.perf_counter() - start
    held = asdict(memory(engine.other_process()))
    return {"count": count, "seconds": seconds, "bytes": engine.size(), "memory": held}


def search(engine: Peer, questions: Mapping[int, Question]) -> dict[str, Any]:
    """Ask these questions, once for each row."""
    timings = {row: asdict(engine.timed(questions)) for row in engine.rows}
    return {"rows": timings, "memory": asdict(memory(engine.other_process()))}


def main(task: str, key: str, place: str, sample: str = "") -> None:
    """Do the task for a peer in a folder."""
    # Whatever a library prints must not stand among the answers.
    answers, sys.stdout = sys.stdout, sys.stderr
    folder = Path(place)
    engine = peer(key)(files(folder, key, int(sample) if sample else None))
    with closing(engine):
        if task == "build":
            print(json.dumps(build(engine)), file=answers, flush=True)
            return
        questions = pickle.loads((folder / "questions").read_bytes())
        engine.open()
        for line in sys.stdin:
            start, end = map(int, line.split())
            if start == 0:
                engine.begin()
            turn = dict(list(enumerate(questions))[start:end])
            print(json.dumps(search(engine, turn)), file=answers, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
