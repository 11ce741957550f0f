"""One page, in whatever form it was saved: its text, or the web page itself."""

from email.message import Message

from django.utils import timezone

from archive.importing.draft import Draft, Refused
from archive.importing.formats import (
    HEAD,
    Format,
    is_html_type,
    is_xml,
    recognise,
    why_unreadable,
)
from archive.importing.html import read_html
from archive.importing.item import Item
from archive.importing.languages import language_of
from archive.importing.text import read_text


def read_page(item: Item, format: Format | None = None) -> Draft:
    """What an item says; raises Refused where that is no article.

    `format` is what it is, TEXT or HTML, where somebody knows better than its content tells. What
    its sender calls a web page is one, whatever it begins with.
    """
    head = item.content[:HEAD]
    if reason := why_unreadable(head):
        raise Refused(reason)
    if format is None and is_html_type(item.media_type):
        format = Format.HTML
    # Outlets count hours where their readers are, and so does this archive.
    seen = timezone.localtime(item.captured_at) if item.captured_at else None
    if (format or recognise(head, item.name)) is Format.HTML:
        charset = charset_named(item.media_type)
        return read_html(item.content, url=item.url, charset=charset, captured_at=seen)
    if format is None and is_xml(head):
        raise Refused("this is XML, but no feed, sitemap or page: save what it says as text.")
    draft = read_text(item.content, seen)
    draft.language = language_of(draft.text()) or draft.language
    return draft


def charset_named(media_type: str) -> str:
    """The charset in a header Content-Type, empty where there is none."""
    message = Message()
    message["Content-Type"] = media_type
    return message.get_content_charset("")
