"""One page, in whatever form it was saved: its text, or the web page itself."""

from email.message import Message

from archive.importing.draft import Draft
from archive.importing.formats import Format, recognise
from archive.importing.html import read_html
from archive.importing.item import Item
from archive.importing.text import read_text

HEAD = 8192  # bytes by which a format is recognised


def read_page(item: Item) -> Draft:
    """What an item says; raises Refused where that is no article."""
    if recognise(item.content[:HEAD], item.name) is Format.HTML:
        charset = _charset(item.media_type)
        return read_html(item.content, url=item.url, charset=charset, captured_at=item.captured_at)
    return read_text(item.content)


def _charset(media_type: str) -> str:
    message = Message()
    message["Content-Type"] = media_type
    return message.get_content_charset("")
