"""A page as a test looks at it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {
    "area",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
}


@dataclass
class Element:
    """One element: its attributes, and its text with white space made single."""

    tag: str
    attrs: dict[str, str]
    parts: list[str] = field(default_factory=list)

    @property
    def text(self):
        return " ".join("".join(self.parts).split())

    @property
    def classes(self):
        return self.attrs.get("class", "").split()


class Page(HTMLParser):
    """The elements of a page in their order."""

    def __init__(self, response):
        super().__init__()
        self.elements = []
        self._open = []
        self.html = response.content.decode()
        self.feed(self.html)

    def handle_starttag(self, tag, attrs):
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag):
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data):
        for element in self._open:
            element.parts.append(data)

    def all(self, tag="", kind="", **attrs):
        """The elements with this tag, class (`kind`) and attributes, as far as they are named."""
        return [
            element
            for element in self.elements
            if tag in ("", element.tag)
            and (not kind or kind in element.classes)
            and all(element.attrs.get(name) == value for name, value in attrs.items())
        ]

    def texts(self, tag="", kind="", **attrs):
        return [element.text for element in self.all(tag, kind, **attrs)]

    def one(self, tag="", kind="", **attrs):
        (element,) = self.all(tag, kind, **attrs)
        return element

    def pictures(self):
        """The drawings, but for the mark of the site."""
        return [svg for svg in self.all("svg") if "wordmark" not in svg.classes]

    def links(self):
        return [a.attrs["href"] for a in self.all("a") if "href" in a.attrs]
