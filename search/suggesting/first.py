"""The cues that the archive begins with, as the migration reads them."""

from collections import defaultdict
from pathlib import Path

from django.apps import apps


def first_cues() -> dict[str, list[tuple[str, bool]]]:
    """Phrases by the address of their theme, each with whether it is negative."""
    path = Path(apps.get_app_config("archive").path) / "data" / "cues.tsv"
    found: defaultdict[str, list[tuple[str, bool]]] = defaultdict(list)
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    for line in lines[1:]:
        theme, says, phrase = line.split("\t")
        found[theme].append((phrase, says == "against"))
    return dict(found)
