"""Function words of Arabic: what a text is joined by, and what names nobody."""

from pathlib import Path
from typing import Final

from archive.words import fold

_FILE: Final = Path(__file__).with_name("data") / "stop_words.txt"


def _read() -> dict[str, str]:
    """Return each stop word, alone and after و or ف, with the word it is.

    Left out are the few that a clitic turns into another word: «فهم» is understanding rather
    than «ف + هم», «ولي» is the heir in «ولي العهد».
    """
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    words = {fold(word) for line in lines if not line.startswith("#") for word in line.split()}
    behind_clitic = {clitic + word: word for word in words for clitic in "وف" if len(word) > 1}
    plain = {word: word for word in words}
    other_words = {"فهم", "ولي", "وعد", "وكل", "فكل", "واحد", "فعلي"} - words
    return {form: w for form, w in (behind_clitic | plain).items() if form not in other_words}


STOP_WORDS: Final = _read()
