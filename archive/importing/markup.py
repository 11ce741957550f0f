"""XML from outside, parsed without harm."""

import re
from html.entities import html5

from lxml import etree

from archive.importing.draft import Refused
from archive.importing.encoding import decode
from archive.importing.formats import DOCTYPE, PROLOGUE
from archive.importing.fragments import Element, local_name, one_line

XML_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,300}\?>")
# What needs no mending, and whatever else begins as a reference does.
REFERENCE = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&#(?:[0-9]{1,7}|x[0-9A-Fa-f]{1,6});|&([A-Za-z][A-Za-z0-9]{1,31};)?",
    re.DOTALL,
)
AFTER_ROOT = 4_000  # characters; caches sign what they keep with long comments


def parse_xml(content: bytes) -> tuple[Element, bool]:
    """The root of an XML document, and whether it breaks off before its end.

    What is not well formed is read as far as it makes sense. Raises Refused where that is not at
    all, and where there is a document type: it can declare entities that grow without bounds.
    """
    text = XML_DECLARATION.sub("", decode(content, damaged=True).lstrip("\ufeff"), count=1)
    prologue = PROLOGUE.match(text)
    start = prologue.end() if prologue else 0
    if doctype := DOCTYPE.match(text, start):
        if "[" in doctype[0] or ">" not in doctype[0]:
            raise Refused("it declares a document type or entities: take the declaration out.")
        # The mere name of one, which RSS 0.91 asks for; nothing is fetched.
        text = text[:start] + text[doctype.end() :]
    if "<!ENTITY" in text:
        raise Refused("it declares a document type or entities: take the declaration out.")
    encoded = REFERENCE.sub(_numbered, text).encode(errors="replace")
    root = etree.fromstring(encoded, _parser()) if encoded.strip() else None
    if root is None:
        raise Refused("no XML can be read: check that the address is that of a feed or a sitemap.")
    end = rf"</{re.escape(_written(root))}(?![\w:.-])"
    return root, not re.search(end, text[-AFTER_ROOT:])


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


def _numbered(match: re.Match[str]) -> str:
    """A reference as a number, a stray «&» as itself.

    After its first mistake the parser leaves out every reference that is a name, «&lt;» among them.
    """
    if match[0] != "&" and not match[1]:
        return match[0]
    letters = html5.get(match[1] or "")
    if letters is None:
        return f"&#38;{match[1] or ''}"
    return "".join(f"&#{ord(letter)};" for letter in letters)


def _written(element: Element) -> str:
    name = local_name(element)
    return f"{element.prefix}:{name}" if element.prefix else name
