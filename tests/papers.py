"""A PDF as a reader has it who opens it in Chromium: through PDFium."""

import ctypes

import pypdfium2
import pypdfium2.raw as pdfium


def folded(text):
    """Text with its white space made single, as PDFium writes it.

    It makes three full stops of an ellipsis. Marks of direction are seen by nobody.
    """
    text = text.replace("\u200e", "").replace("\u200f", "").replace("…", "...")
    return " ".join(text.split())


class Paper:
    """What a PDF holds."""

    def __init__(self, content):
        self._document = pypdfium2.PdfDocument(content)
        pages = [self._document[number] for number in range(len(self._document))]
        self.lines = [page.get_textpage().get_text_range().split("\r\n") for page in pages]
        self.pages = [folded(" ".join(lines)) for lines in self.lines]
        self.metadata = self._document.get_metadata_dict()

    @property
    def text(self):
        """The text that runs through an article: without page numbers and running heads."""
        numbered = enumerate(self.lines)
        running = (
            [line for line in lines if not line.isdecimal()][n > 0 :] for n, lines in numbered
        )
        return folded(" ".join(line for lines in running for line in lines))

    @property
    def outline(self):
        """The bookmarks, each with the number of its page."""
        return [(mark.get_title(), _page(mark)) for mark in self._document.get_toc()]

    def links(self, number):
        """Where the links of a page lead: addresses of the web, and numbers of pages."""
        page, found = self._document[number - 1], []
        position, link = ctypes.c_int(0), pdfium.FPDF_LINK()
        while pdfium.FPDFLink_Enumerate(page, ctypes.byref(position), ctypes.byref(link)):
            if dest := pdfium.FPDFLink_GetDest(self._document, link):
                found.append(pdfium.FPDFDest_GetDestPageIndex(self._document, dest) + 1)
            else:
                found.append(self._address(pdfium.FPDFLink_GetAction(link)))
        return found

    def _address(self, action):
        size = pdfium.FPDFAction_GetURIPath(self._document, action, None, 0)
        buffer = ctypes.create_string_buffer(size)
        pdfium.FPDFAction_GetURIPath(self._document, action, buffer, size)
        return buffer.value.decode()


def _page(mark):
    return mark.get_dest().get_index() + 1
