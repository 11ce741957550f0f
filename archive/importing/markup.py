"""XML from outside, parsed without harm."""

import re

from lxml import etree

from archive.importing.draft import Refused
from archive.importing.encoding import decode
from archive.importing.formats import DOCTYPE, PROLOGUE
from archive.importing.fragments import Element, local_name, one_line

XML_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,300}\?>")


def parse_xml(content: bytes) -> tuple[Element, bool]:
    """The root of an XML document, and whether it breaks off before its end.

    What is not well formed is read as far as it makes sense. Raises Refused where that is not at
    all, and where there is a document type: it can declare entities that grow without bounds.
    """
    text = XML_DECLARATION.sub("", decode(content).lstrip("\ufeff"), count=1)
    prologue = PROLOGUE.match(text)
    if DOCTYPE.match(text, prologue.end() if prologue else 0) or "<!ENTITY" in text:
        raise Refused("it declares a document type or entities: take the declaration out.")
    encoded = text.encode(errors="replace")
    root = etree.fromstring(encoded, _parser()) if encoded.strip() else None
    if root is None:
        raise Refused("no XML can be read: check that the address is that of a feed or a sitemap.")
    return root, not text.rstrip().endswith(">") or f"</{_written(root)}" not in text[-300:]


def text_of(element: Element) -> str:
    """All the text in an element, on one line."""
    return one_line("".join(element.itertext()))


def _parser() -> Element:
    return etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=False,
    )


def _written(element: Element) -> str:
    name = local_name(element)
    return f"{element.prefix}:{name}" if element.prefix else name
