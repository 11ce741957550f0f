"""The figures of a run as tables in Markdown, as they stand in docs/benchmarks.md."""

from collections.abc import Iterable, Sequence

from benchmarks.engines.measured import Measured, Row
from benchmarks.engines.measures import MB, PERCENTILES, Spread, percentile, short
from benchmarks.engines.peer import Timing
from benchmarks.engines.queries import KINDS

NONE = "–"


def tables(run: Measured) -> str:
    """Everything that one run measured."""
    parts = [
        f"### {run.count:,} documents (x{run.times})",
        _indexes(run),
        f"The peers' words were analysed beforehand, {run.analysis:,.0f} documents a second.",
        f"Milliseconds for one query, of {len(run.queries):,}; medians of "
        f"{len(run.rows[0].rounds)} rounds, with the extremes in brackets. Quiet is p50 / p95 of "
        "each query's quickest round.",
        _latencies(run.rows),
        "The same by the kind of query, p50 / p95:",
        _kinds(run),
        *_ratios(run),
        _notes(run),
    ]
    return "\n\n".join(parts) + "\n"


def growth(runs: Sequence[Measured]) -> str:
    """How each engine grows with the archive."""
    names = list(dict.fromkeys(row.name for run in runs for row in run.rows))
    titles = [f"{run.count:,} documents" for run in runs]
    lines = []
    for name in names:
        found = [next((row for row in run.rows if row.name == name), None) for run in runs]
        lines.append([name, *(_grown(row) if row else NONE for row in found)])
    about = "p50 / p95 in ms, documents a second, MB on disk:"
    return "\n\n".join(["### Growth", about, table(["engine", *titles], lines)]) + "\n"


def table(titles: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    rule = "|" + "---|" * len(titles)
    return "\n".join([_line(titles), rule, *map(_line, lines)])


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _grown(row: Row) -> str:
    p50, p95 = (_milliseconds(row, percent).middle for percent in (50, 95))
    rate = row.built.count / row.built.seconds
    return f"{short(p50)} / {short(p95)}, {rate:,.0f}/s, {row.built.bytes / MB:,.0f} MB"


def _indexes(run: Measured) -> str:
    titles = ["engine", "documents/s", "MB on disk", "MB at most while indexing"]
    titles += ["MB while searching", "of it private"]
    lines = []
    for name, row in {row.engine: row for row in run.rows}.items():
        built = row.built
        sizes = (built.bytes, built.peak, row.resident, row.private)
        lines.append([name, f"{built.count / built.seconds:,.0f}", *map(_megabytes, sizes)])
    return table(titles, lines)


def _megabytes(size: int | None) -> str:
    return NONE if size is None else f"{size / MB:,.0f}"


def _milliseconds(row: Row, percent: float) -> Spread:
    return Spread(tuple(percentile(r.seconds.values(), percent) * 1000 for r in row.rounds))


def _latencies(rows: Iterable[Row]) -> str:
    lines = []
    for row in rows:
        spreads = (str(_milliseconds(row, percent)) for percent in PERCENTILES)
        quiet = (percentile(row.quiet().seconds.values(), p) * 1000 for p in (50, 95))
        lines.append([row.name, *spreads, " / ".join(map(short, quiet))])
    return table(["engine", *(f"p{percent}" for percent in PERCENTILES), "quiet"], lines)


def _kinds(run: Measured) -> str:
    lines = []
    for row in run.rows:
        cells = [row.name]
        for kind in KINDS:
            times = [
                seconds
                for timing in row.rounds
                for number, seconds in timing.seconds.items()
                if run.queries[number].kind == kind
            ]
            p50, p95 = (percentile(times, p) * 1000 for p in (50, 95)) if times else (0, 0)
            cells.append(f"{short(p50)} / {short(p95)}" if times else NONE)
        lines.append(cells)
    return table(["engine", *KINDS], lines)


def _ratios(run: Measured) -> list[str]:
    """What was named first, as a rule Diwan, against each of the others."""
    first = run.rows[0].engine
    own = [row for row in run.rows if row.engine == first]
    others = [row for row in run.rows if row.engine != first]
    titles = ["engine", *(f"{row.name}, {what}" for row in own for what in ("p50", "p95", "quiet"))]
    titles.append("queries with the same total")
    lines = []
    for other in others:
        cells = [other.name]
        for row in own:
            for percent in (50, 95):
                pairs = zip(row.rounds, other.rounds, strict=True)
                cells.append(str(Spread(tuple(_ratio(a, b, percent) for a, b in pairs))))
            quiet = (_ratio(row.quiet(), other.quiet(), percent) for percent in (50, 95))
            cells.append(" / ".join(map(short, quiet)))
        lines.append([*cells, _agreement(own[0], other)])
    about = f"How many times as long {first} takes as each of these, on what both were asked:"
    return [about, table(titles, lines)] if lines else []


def _ratio(one: Timing, other: Timing, percent: float) -> float:
    """How one percentile stands to the other, over the queries that both were asked."""
    both = one.seconds.keys() & other.seconds.keys()
    times = ([timing.seconds[number] for number in both] for timing in (one, other))
    a, b = (percentile(seconds, percent) for seconds in times)
    return a / b


def _agreement(one: Row, other: Row) -> str:
    """How many queries both find as many documents for."""
    ours, theirs = one.rounds[0].totals, other.rounds[0].totals
    both = [number for number, total in theirs.items() if total is not None]
    if other.built.count != one.built.count or not both:
        return NONE
    return f"{sum(ours[number] == theirs[number] for number in both) / len(both):.0%}"


def _notes(run: Measured) -> str:
    """What is to be known of the rows, what is true of several said once."""
    told: dict[str, list[str]] = {}
    for row in run.rows:
        told.setdefault(row.note, []).append(row.name)
    return "\n".join(f"- {'; '.join(names)}: {note}." for note, names in told.items() if note)
