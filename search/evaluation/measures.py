"""How good rankings are, over many queries, and how sure that is.

Each measure is taken of the places of the relevant documents in one ranking; what is reported is
the mean over the queries with a 95 % interval from 2,000 bootstrap resamples of them.
"""

from collections.abc import Mapping, Sequence
from math import log2
from typing import Final

import numpy as np

DEPTH: Final = 10
RESAMPLES: Final = 2_000
SEED: Final = 20211


def measured(ranking: Sequence[str], relevant: Mapping[str, int]) -> dict[str, float]:
    """The measures of one ranking (the best first) against graded relevant documents."""
    top = ranking[:DEPTH]
    grades = [relevant.get(document, 0) for document in top]
    first = next((place for place, grade in enumerate(grades, start=1) if grade), None)
    ideal = sorted(relevant.values(), reverse=True)[:DEPTH]
    return {
        f"mrr@{DEPTH}": 1 / first if first else 0.0,
        "recall@1": _recall(grades[:1], relevant),
        "recall@5": _recall(grades[:5], relevant),
        "recall@10": _recall(grades[:10], relevant),
        f"ndcg@{DEPTH}": _gain(grades) / _gain(ideal),
    }


def _recall(grades: Sequence[int], relevant: Mapping[str, int]) -> float:
    return sum(grade > 0 for grade in grades) / len(relevant)


def _gain(grades: Sequence[int]) -> float:
    """Discounted cumulative gain, with the grade itself as gain."""
    return sum(grade / log2(place + 1) for place, grade in enumerate(grades, start=1))


def summary(measures: Sequence[Mapping[str, float]]) -> dict[str, float | list[float]]:
    """The mean of each measure, and under `…_ci` its 95 % interval.

    The same measures give the same intervals, because resampling starts from a fixed seed.
    """
    found: dict[str, float | list[float]] = {}
    resamples = np.random.default_rng(SEED).integers(
        0, len(measures), (RESAMPLES, len(measures)), dtype=np.int32
    )
    for name in measures[0]:
        values = np.array([one[name] for one in measures])
        means = values[resamples].mean(axis=1)
        low, high = np.percentile(means, [2.5, 97.5])
        found[name] = round(float(values.mean()), 4)
        found[f"{name}_ci"] = [round(float(low), 4), round(float(high), 4)]
    return found
