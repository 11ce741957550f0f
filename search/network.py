"""The names that stand together in a theme, drawn as a network.

Names and articles are those of the index; nothing is asked of the database but whom a name belongs
to. The same state of the index always gives the same picture.
"""

import itertools
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
from django.utils.translation import get_language
from haystack import connections
from PIL import ImageFont

import archive
from archive.addresses import address
from archive.charts.scale import plain
from archive.charts.words import articles_in_words
from archive.models import Name, Theme
from search.engines.arrays import Array
from search.engines.schema import MENTIONS
from search.engines.snapshot import Snapshot
from search.known import names_by_slug

MOST: Final = 24
MOST_OF_A_KIND: Final = 8  # or countries alone would fill the picture
TOGETHER: Final = 2  # articles from which on two names are joined
CLOSEST: Final = 2  # of each name, those it is most often together with for its size
TABLE: Final = 40  # pairs in words
LONGEST: Final = 24  # characters of a line of a label
LINES: Final = 2  # of a label

SIZE: Final = 13  # pixels of a label's letters
LINE: Final = 20.0  # pixels from a mark to beneath the line below it
NEXT: Final = 16.0  # from one line of a label to the next
SMALLEST, LARGEST = 5.0, 17.0  # radius
THINNEST, THICKEST = 1.0, 7.0
SPACE: Final = 5.0  # between two names
ROUNDS: Final = 250
PUSHES: Final = 400
APART: Final = 2.0  # lines, for names that none joins

_FONT: Final = Path(archive.__file__).parent / "data" / "fonts" / "sans-regular.ttf"


@dataclass(frozen=True)
class Frame:
    """What a picture has room for, in pixels."""

    width: int
    height: int
    names: int


# Their labels are 12 to 16 pixels high wherever `charts.css` shows them.
WIDE: Final = Frame(960, 640, MOST)
NARROW: Final = Frame(312, 600, 14)


@dataclass(frozen=True)
class Named:
    """A name and in how many articles of the theme it stands."""

    slug: str
    kind: str
    label: str
    count: int

    @property
    def url(self) -> str:
        """Its page."""
        return address("search:name", self.slug)

    @property
    def says(self) -> str:
        """The name in words."""
        return f"{self.label}: {articles_in_words(self.count)}"

    @property
    def lines(self) -> list[str]:
        """What stands under its mark."""
        return textwrap.wrap(
            self.label, LONGEST, max_lines=LINES, placeholder=" …", break_on_hyphens=False
        )


@dataclass(frozen=True)
class Pair:
    """Two names that stand together in `count` articles, the one with more articles first."""

    one: Named
    other: Named
    count: int


@dataclass(frozen=True)
class Node:
    """A name in the picture."""

    name: Named
    x: str
    y: str
    radius: str
    diameter: str
    side: str
    """Where a square of this size begins, `x` before `y`: `left` and `top` of the mark."""
    top: str
    lines: list[tuple[str, str]]
    """How far down each line of its label stands, and the line."""
    diamond: str


@dataclass(frozen=True)
class Edge:
    """A line between two names."""

    x1: str
    y1: str
    x2: str
    y2: str
    width: str


@dataclass(frozen=True)
class Drawing:
    """The network on a screen of some size."""

    frame: Frame
    nodes: list[Node]
    edges: list[Edge]


@dataclass(frozen=True)
class Network:
    """The names of a theme, most articles first, and which of them stand together most."""

    names: list[Named]
    pairs: list[Pair]
    joined: list[tuple[int, int, int]]
    """The pairs that are drawn: places among the names, and how many articles."""

    @property
    def table(self) -> list[Pair]:
        """The pairs that stand together most."""
        return self.pairs[:TABLE]

    @cached_property
    def drawings(self) -> list[tuple[str, Drawing]]:
        """The picture for wide screens and for narrow ones."""
        return [("wide", draw(self, WIDE)), ("narrow", draw(self, NARROW))]


# --- Who stands with whom ---------------------------------------------------------------------


def most_named(theme: Theme) -> list[Named]:
    """The names in most articles of a theme, at most MOST and so many of each kind."""
    snapshot: Snapshot = connections["default"].get_backend().snapshot()
    return _most_named(snapshot, _articles(snapshot, theme))


def network(theme: Theme) -> Network | None:
    """The names that stand together in a theme; None where there are not three.

    Raises DamagedFileError while the index is out of service.
    """
    snapshot: Snapshot = connections["default"].get_backend().snapshot()
    docs = _articles(snapshot, theme)
    names = _most_named(snapshot, docs)
    key = ("network", theme.slug, *(f"{name.slug} {name.label}" for name in names))

    def read() -> tuple[Network | None, int]:
        return _network(names, _held(snapshot, names, docs)), 100_000  # with its drawings

    return snapshot.kept(key, read)


def _articles(snapshot: Snapshot, theme: Theme) -> Array:
    """The documents of a theme: the index counts those of its children with it."""
    return np.flatnonzero(snapshot.facet("theme").marks([theme.slug]) & snapshot.lives)


def _most_named(snapshot: Snapshot, docs: Array) -> list[Named]:
    known, is_english = names_by_slug(), get_language() == "en"
    found = []
    for kind in Name.Kind.values:
        facet = snapshot.facet(kind)
        for slug, count in facet.named(facet.counts(docs), MOST_OF_A_KIND).items():
            if name := known.get(slug):
                label = name.english if is_english else name.arabic
                found.append(Named(slug, kind, label or name.arabic or name.english, count))
    return sorted(found, key=lambda name: (-name.count, name.slug))[:MOST]


def _held(snapshot: Snapshot, names: Sequence[Named], docs: Array) -> Array:
    """Marks of the articles (columns) in which each name (rows) stands."""
    held = np.zeros((len(names), len(docs)), bool)
    among = np.zeros(snapshot.size, bool)
    for row, name in zip(held, names, strict=True):
        if found := snapshot.postings(MENTIONS, name.slug):
            among[found.docs] = True
            row[:] = among[docs]
            among[found.docs] = False
    return held


def _network(names: list[Named], held: Array) -> Network | None:
    together = {
        (a, b): int(np.count_nonzero(held[a] & held[b]))
        for a, b in itertools.combinations(range(len(names)), 2)
    }
    joined = [(a, b, together[a, b]) for a, b in _closest(names, together)]
    kept = sorted({place for a, b, _count in joined for place in (a, b)})
    if len(kept) < 3:
        return None
    place = {old: new for new, old in enumerate(kept)}
    pairs = sorted(
        ((a, b, n) for (a, b), n in together.items() if n >= TOGETHER),
        key=lambda pair: (-pair[2], pair[0], pair[1]),
    )
    return Network(
        names=[names[old] for old in kept],
        pairs=[Pair(names[a], names[b], count) for a, b, count in pairs],
        joined=[(place[a], place[b], count) for a, b, count in joined],
    )


def _closest(names: Sequence[Named], together: dict[tuple[int, int], int]) -> list[tuple[int, int]]:
    """The pairs to draw: of each name its closest, and the one it shares most articles with.

    All of them would be a tangle, for whoever is in most articles is with everybody.
    """
    chosen = set()
    for own in range(len(names)):
        pairs = [p for p, n in together.items() if own in p and n >= TOGETHER]

        def close(pair: tuple[int, int]) -> float:
            one, other = (names[place].count for place in pair)
            return together[pair] / float(np.sqrt(one * other))

        chosen.update(sorted(pairs, key=lambda pair: (-close(pair), pair))[:CLOSEST])
        chosen.update(sorted(pairs, key=lambda pair: (-together[pair], pair))[:1])
    return sorted(chosen)


# --- Where they are drawn ---------------------------------------------------------------------


def draw(network: Network, frame: Frame) -> Drawing:
    """Place the names in a frame so that none stands on another.

    Where there is no room for all, those in fewest articles are left out: the table has them.
    """
    for size in range(min(len(network.names), frame.names), 0, -1):
        names = network.names[:size]
        joined = [pair for pair in network.joined if max(pair[:2]) < size]
        radii = _radii(names)
        boxes = np.array(
            [
                (
                    max([2 * r, *map(_width, name.lines)]) + SPACE,
                    2 * r + LINE + NEXT * (len(name.lines) - 1) + SPACE,
                )
                for name, r in zip(names, radii, strict=True)
            ]
        )
        centres = settled(_spread(size, joined, frame), boxes, frame)
        if centres is not None:
            return _drawing(names, joined, radii, boxes, centres, frame)
    return Drawing(frame, [], [])


def _radii(names: Sequence[Named]) -> list[float]:
    """The area of a mark says in how many articles its name stands."""
    highest = max(name.count for name in names)
    return [max(SMALLEST, LARGEST * (name.count / highest) ** 0.5) for name in names]


@cache
def _font() -> ImageFont.FreeTypeFont:
    # Letters that stand alone are wider than joined ones: a label takes no more than this says.
    return ImageFont.truetype(_FONT, SIZE, layout_engine=ImageFont.Layout.BASIC)


@cache
def _width(text: str) -> float:
    return float(_font().getlength(text))


def _spread(size: int, joined: Sequence[tuple[int, int, int]], frame: Frame) -> Array:
    """Centres over the frame: names are as far apart as there are lines between them.

    Stress majorization (Gansner, Koren, North 2004) of the lengths of the shortest ways; names
    that no way joins are a little farther apart than the farthest others.
    """
    far = np.full((size, size), np.inf)
    np.fill_diagonal(far, 0)
    for a, b, _count in joined:
        far[a, b] = far[b, a] = 1
    for middle in range(size):
        far = np.minimum(far, far[:, middle : middle + 1] + far[middle])
    longest = far[np.isfinite(far)].max(initial=1)
    far[~np.isfinite(far)] = min(longest, APART) + 0.5
    np.fill_diagonal(far, 1)
    weight = far**-2.0
    np.fill_diagonal(weight, 0)
    solve = np.linalg.pinv(np.diag(weight.sum(1)) - weight)
    turn = 2 * np.pi * np.arange(size) * 0.381966  # the golden angle: no two in line
    at = np.stack([np.cos(turn), np.sin(turn)], 1) * np.sqrt(np.arange(size) + 0.5)[:, None]
    for _round in range(ROUNDS):
        now = np.linalg.norm(at[:, None] - at[None], axis=2)
        ratio = weight * far / np.maximum(now, 1e-6)
        at = solve @ ((np.diag(ratio.sum(1)) - ratio) @ at)
    # The longer side lies across a wide screen and down a narrow one.
    _values, axes = np.linalg.eigh(np.cov(at.T) if size > 1 else np.eye(2))
    at = at @ (axes[:, ::-1] if frame.width > frame.height else axes)
    # An axis may point either way: let it point to the name in most articles.
    at = at * np.where(at[0] < 0, -1, 1)
    low, high = at.min(0), at.max(0)
    room = np.array([frame.width, frame.height])
    return np.asarray((at - low) / np.maximum(high - low, 1e-6) * room)


def settled(centres: Array, boxes: Array, frame: Frame) -> Array | None:
    """Centres near these, the boxes in the frame and none on another; None if none are found."""
    low, high = boxes / 2, np.array([frame.width, frame.height]) - boxes / 2
    if (low > high).any():
        return None
    at = np.clip(centres, low, high)
    for _push in range(PUSHES):
        overlap = (boxes[:, None] + boxes[None]) / 2 - np.abs(at[:, None] - at[None])
        overlap[np.arange(len(at)), np.arange(len(at))] = 0
        touching = np.argwhere(np.triu((overlap > 0).all(2)))
        if not len(touching):
            return at
        for a, b in touching.tolist():
            # The shorter way out, each by half of it.
            axis = int(overlap[a, b, 1] < overlap[a, b, 0])
            sign = 1.0 if (at[a, axis], a) > (at[b, axis], b) else -1.0
            step = overlap[a, b, axis] / 2 + 0.5
            at[a, axis] += sign * step
            at[b, axis] -= sign * step
        at = np.clip(at, low, high)
    return None


def _drawing(
    names: Sequence[Named],
    joined: Sequence[tuple[int, int, int]],
    radii: Sequence[float],
    boxes: Array,
    centres: Array,
    frame: Frame,
) -> Drawing:
    # The mark stands at the top of its box, the label beneath.
    marks: list[Any] = [
        (x, y - high / 2 + SPACE / 2 + r)
        for (x, y), (_wide, high), r in zip(centres.tolist(), boxes.tolist(), radii, strict=True)
    ]
    strongest = max((count for _a, _b, count in joined), default=1)
    return Drawing(
        frame,
        [_node(name, x, y, r) for name, (x, y), r in zip(names, marks, radii, strict=True)],
        [
            Edge(
                x1=plain(marks[a][0]),
                y1=plain(marks[a][1]),
                x2=plain(marks[b][0]),
                y2=plain(marks[b][1]),
                width=plain(max(THINNEST, THICKEST * count / strongest)),
            )
            for a, b, count in joined
        ],
    )


def _node(name: Named, x: float, y: float, radius: float) -> Node:
    half = radius * 0.886  # a square of the same area
    tip = radius * 1.253
    points = ((x, y - tip), (x + tip, y), (x, y + tip), (x - tip, y))
    return Node(
        name=name,
        x=plain(x),
        y=plain(y),
        radius=plain(radius),
        diameter=plain(2 * half),
        side=plain(x - half),
        top=plain(y - half),
        lines=[
            (plain(y + radius + LINE - 5 + NEXT * n), line) for n, line in enumerate(name.lines)
        ],
        diamond=" ".join(f"{plain(across)},{plain(down)}" for across, down in points),
    )
