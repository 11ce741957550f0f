"""What readers hand on: one thing that came in, with what is known of where it came from."""

from dataclasses import dataclass, replace
from datetime import datetime

from archive.importing.decisions import Decision
from archive.importing.draft import Draft
from archive.importing.formats import Format
from archive.reasons import Reason

LARGEST = 10 * 1024 * 1024  # bytes of one item; far above any page of news


@dataclass(frozen=True)
class Item:
    """The bytes of one document as they came in.

    `name` is what an editor knows it by: a file's name, with the place inside it where the file
    holds many («crawl.warc.gz, record 12»). `media_type` is what the sender says, empty where
    nobody says anything. `captured_at` is the moment at which the bytes were received from `url`,
    `asked` the address that was asked for, where a feed or a sitemap names it.
    """

    name: str
    content: bytes
    media_type: str = ""
    url: str = ""
    captured_at: datetime | None = None
    asked: str = ""


@dataclass(frozen=True)
class Found:
    """One item that a source holds: read already where `draft` is given, else a page to be read.

    Where `refused` is given the item cannot be imported, and that says why in one sentence.
    `format` is that of the page where somebody says so, TEXT or HTML; else it is recognised.
    `decisions` are themes that editors had accepted for it before.
    """

    item: Item
    draft: Draft | None = None
    refused: Reason = Reason()
    decisions: tuple[Decision, ...] = ()
    format: Format | None = None

    def within(self, name: str) -> "Found":
        """The same, named as a part of something larger."""
        return replace(self, item=replace(self.item, name=f"{name}, {self.item.name}"))
