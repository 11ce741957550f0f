"""Make the fonts that the site serves, and those that cards and PDFs are drawn with.

    python tools/fonts.py

needs npm, and `pip install fonttools brotli`. Both families come from the npm registry under the
SIL Open Font License. What the site serves is cut down to the letters that its texts are made of
(others fall back to the reader's own fonts) and carries names of its own, as the licence asks of
whoever changes a font whose name is reserved; a third of the size is what the cut leaves.
"""

import json
import subprocess
import tarfile
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).parents[1]
SERVED = ROOT / "static" / "fonts"
DRAWN = ROOT / "archive" / "data" / "fonts"

NASKH, SANS = "@fontsource-variable/noto-naskh-arabic@5.3.0", "@ibm/plex-sans-arabic@1.1.0"

# Arabic with its marks and digits, and the letters that Persian and Urdu names bring along.
ARABIC = (
    "U+0600-0605,U+0608,U+060B-063A,U+0640-065F,U+0660-0671,U+0679,U+067E,U+0686,U+0688,U+0691,"
    "U+0698,U+06A4,U+06A9,U+06AF,U+06BA,U+06BE,U+06C0-06C3,U+06CC,U+06D2,U+06D4,U+06D5,"
    "U+06F0-06F9,U+200C-200F"
)
LATIN = (
    "U+0020-007E,U+00A0-00FF,U+2010-2015,U+2018-201E,U+2022,U+2026,U+2032,U+2033,U+2039,U+203A,"
    "U+20AC,U+2122,U+2190,U+2192,U+2212"
)
JOINING = ["init", "medi", "fina", "isol", "rlig", "liga", "calt", "ccmp", "locl", "rclt"]
PLACING = ["mark", "mkmk", "kern", "curs"]


def fetched(package: str, into: Path) -> Path:
    """The folder of a package of the npm registry."""
    told = subprocess.run(
        ["npm", "pack", "--json", package],
        cwd=into,
        check=True,
        capture_output=True,
        text=True,
    )
    archive = into / json.loads(told.stdout)[0]["filename"]
    with tarfile.open(archive) as files:
        files.extractall(into / archive.stem, filter="data")
    return into / archive.stem / "package"


def naskh(folder: Path, weight: int, into: Path) -> Path:
    """Noto Naskh of one weight with both of its scripts in a file."""
    parts = []
    for script in ("arabic", "latin"):
        font = TTFont(folder / "files" / f"noto-naskh-arabic-{script}-wght-normal.woff2")
        font = instantiateVariableFont(font, {"wght": weight})
        font.flavor = None
        parts.append(into / f"naskh-{script}-{weight}.ttf")
        font.save(parts[-1])
    whole = into / f"naskh-{weight}.ttf"
    Merger().merge([str(part) for part in parts]).save(whole)
    return whole


def serve(font: Path, letters: str, family: str, path: Path) -> None:
    """Write these letters of a font as the site serves them, under a name of the project's own."""
    options = subset.Options(
        flavor="woff2",
        hinting=False,
        layout_features=JOINING + PLACING,
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
        notdef_outline=True,
    )
    cut = subset.load_font(str(font), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(letters))
    subsetter.subset(cut)
    for record in cut["name"].names:
        if record.nameID in (1, 3, 4, 6):
            record.string = family.replace(" ", "") if record.nameID == 6 else family
    subset.save_font(cut, str(path), options)
    print(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1000:.1f} kB")


def main() -> None:
    """Make them all."""
    DRAWN.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        here = Path(scratch)
        noto, plex = fetched(NASKH, here), fetched(SANS, here)
        for weight, name in ((400, "naskh-regular"), (700, "naskh-bold")):
            (DRAWN / f"{name}.ttf").write_bytes(naskh(noto, weight, here).read_bytes())
        for cut, name in (("Regular", "sans-regular"), ("SemiBold", "sans-semibold")):
            whole = TTFont(plex / "fonts" / "complete" / "woff2" / f"IBMPlexSansArabic-{cut}.woff2")
            whole.flavor = None
            whole.save(DRAWN / f"{name}.ttf")
        for name, family in (
            ("naskh-regular", "Diwan Naskh"),
            ("sans-regular", "Diwan Sans"),
            ("sans-semibold", "Diwan Sans SemiBold"),
        ):
            for script, letters in (("arabic", ARABIC), ("latin", LATIN)):
                drawn = DRAWN / f"{name}.ttf"
                serve(drawn, letters, family, SERVED / f"{name}-{script}.woff2")


if __name__ == "__main__":
    main()
