"""Pages of a PDF: margins, what stands at their head and foot, and text that runs from one on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Literal

from fpdf import FPDF, ViewerPreferences

from archive.formatting import digits
from archive.papers.directions import begins_right
from archive.papers.faces import Face
from archive.papers.lines import Line, Setting, Tongue

WIDTH, HEIGHT = 595.28, 841.89
"""A4, in points like everything here."""
SIDE: Final = 85.0
MEASURE: Final = WIDTH - 2 * SIDE
TOP, BOTTOM = 92.0, 758.0
"""Where the text begins and ends, from the upper edge of the page."""
HEAD, FOOT = 56.0, 800.0
"""The base lines of the running head and of the page number."""

Ink = tuple[float, float, float]
BLACK: Final[Ink] = (0.1, 0.1, 0.1)
SOFT: Final[Ink] = (0.35, 0.33, 0.3)
ACCENT: Final[Ink] = (0.043, 0.322, 0.341)

Tag = Literal["H1", "H2", "P"]


class _Preferences(ViewerPreferences):
    """How a reader shows the pages, in the words of PDF: fpdf2 says RTL where they are /R2L."""

    def serialize(self, *args: Any, **kwargs: Any) -> str:
        """The entries of the dictionary."""
        written = super().serialize(*args, **kwargs)
        return written.replace("/Direction RTL", "/Direction /R2L").replace(
            "/Direction LTR", "/Direction /L2R"
        )


class Sheet:
    """A PDF that is being written, and how far down its page it is.

    `told` is the tongue of what Diwan itself says, such as the page numbers; `rtl` is whether texts
    begin on the right side of the page.
    """

    def __init__(self, title: str, told: Tongue, *, rtl: bool) -> None:
        self.pdf = FPDF(unit="pt", format="A4")
        self.pdf.set_auto_page_break(auto=False)
        self.pdf.set_title(title)
        self.pdf.set_author("Diwan")
        self.pdf.set_creator("Diwan")
        self.pdf.set_lang(told.language)
        self.pdf.viewer_preferences = _Preferences(
            display_doc_title=True, direction="RTL" if rtl else "LTR"
        )
        self.told, self.rtl, self._turned = told, rtl, rtl
        self.head = ""
        self._marked: dict[int, int] = {}
        faces = ("naskh-regular", "sans-regular", "sans-semibold")
        self._faces = naskh, sans, semibold = [Face(self.pdf, name) for name in faces]
        self.title = Setting(semibold, 21, 33)
        self.cover = Setting(semibold, 28, 44)
        self.heading = Setting(semibold, 13, 22)
        self.label = Setting(semibold, 9.5, 16)
        self.standfirst = Setting(naskh, 14.5, 27)
        self.body = Setting(naskh, 13, 24.7, justified=True)
        self.entry = Setting(semibold, 11, 19)
        self.small = Setting(sans, 9.5, 16)
        self.running = Setting(sans, 8.5, 12)
        self.y = 0.0

    # --- Pages ---------------------------------------------------------------------------------

    @property
    def page(self) -> int:
        """The number of the page that is written."""
        return self.pdf.page

    def new_page(self, head: str = "", *, bare: bool = False) -> None:
        """Begin a page, with `head` over it and its number below; a bare one has neither."""
        self.pdf.add_page()
        self.y = TOP
        if bare:
            return
        with self._furniture():
            if head:
                self._write(self._head(head), HEAD, self.rtl, SOFT)
            line = self._number(self.page)
            self._show(line, SIDE + (MEASURE - line.width) / 2, FOOT, SOFT)

    def _head(self, head: str) -> Line:
        """A running head on its line, its beginning alone where all of it is too long."""
        tongue = Tongue(self.told.language, begins_right(head))
        first, *more = self.running.lines(head, MEASURE - 24, tongue)
        return self.running.lines(f"{first.text} …", MEASURE, tongue)[0] if more else first

    def _number(self, page: int) -> Line:
        return self.small.lines(digits(page, self.told.language), MEASURE, self.told)[0]

    def go_to(self, page: int) -> None:
        """Write on at the top of a page that was left blank."""
        self.pdf.page = page
        self.y = TOP

    def need(self, height: float) -> None:
        """Go to a new page where less than `height` is left of this one."""
        if self.y + height > BOTTOM:
            self.new_page(self.head)

    # --- Text ----------------------------------------------------------------------------------

    def text(
        self,
        setting: Setting,
        text: str,
        tongue: Tongue,
        *,
        tag: Tag = "P",
        ink: Ink = BLACK,
        before: float = 0,
        link: str | int = "",
    ) -> None:
        """A text in lines, from where the page stands, on as many pages as it needs.

        No page begins or ends with one line of several. `link` is an address or a place of
        `FPDF.add_link`; `before` is the room above.
        """
        lines = setting.lines(text, MEASURE, tongue)
        self.y += before
        self.lines(setting, lines, tag=tag, ink=ink, link=link)

    def lines(
        self,
        setting: Setting,
        lines: list[Line],
        *,
        tag: Tag = "P",
        ink: Ink = BLACK,
        link: str | int = "",
    ) -> None:
        """Lines that are set already, as `text` does it."""
        rest = lines
        while rest:
            room = max(int((BOTTOM - self.y) / setting.leading + 0.001), 0)
            if len(rest) - room == 1:  # of four lines two go over, never one
                room -= 1
            if room < min(2, len(rest)):
                self.new_page(self.head)
                continue
            here, rest = rest[:room], rest[room:]
            with self._tagged(tag):
                for line in here:
                    self.y += setting.leading
                    # Letters stand in the middle of their leading.
                    base = self.y - (setting.leading - setting.size) / 2 - setting.size * 0.25
                    self._write(line, base, self.rtl, ink)
                    if link:
                        left = SIDE + (MEASURE - line.width if self.rtl else 0)
                        top = self.y - setting.leading
                        self.pdf.link(left, top, line.width, setting.leading, link)

    def number(self, page: int, baseline: float) -> None:
        """The number of a page at the end of a line of contents."""
        self._write(self._number(page), baseline, not self.rtl, BLACK)

    def rule(self, before: float = 0, *, thick: float = 0.5, width: float = MEASURE) -> None:
        """A line across, `width` long from where texts begin."""
        self.y += before
        left = SIDE + (MEASURE - width if self.rtl else 0)
        y = HEIGHT - self.y
        with self._furniture():
            self.pdf._out(f"{_ink(ACCENT, 'RG')} {thick} w {left:.2f} {y:.2f} m")
            self.pdf._out(f"{left + width:.2f} {y:.2f} l S")

    def _write(self, line: Line, baseline: float, at_right: bool, ink: Ink) -> None:
        left = SIDE + (MEASURE - line.width if at_right else 0)
        self._show(line, left, baseline, ink)

    def _show(self, line: Line, left: float, baseline: float, ink: Ink) -> None:
        content = line.content(left, HEIGHT - baseline, turned=self._turned)
        self.pdf._out(f"{_ink(ink, 'rg')} {content}")

    # --- Structure -----------------------------------------------------------------------------

    @contextmanager
    def _tagged(self, tag: Tag) -> Iterator[None]:
        """Tell what is written: a heading or a paragraph, for those who have pages read aloud."""
        number = self._marked.get(self.page, 0)
        self._marked[self.page] = number + 1
        _element, parents = self.pdf.struct_builder.add_marked_content(
            self.page, f"/{tag}", mcid=number
        )
        self.pdf.pages[self.page].struct_parents = parents
        self.pdf._out(f"/{tag} <</MCID {number}>> BDC")
        yield
        self.pdf._out("EMC")

    @contextmanager
    def _furniture(self) -> Iterator[None]:
        """Tell that what is written is no part of the text."""
        self.pdf._out("/Artifact BMC")
        yield
        self.pdf._out("EMC")

    def bookmark(self, name: str, level: int = 0) -> None:
        """Name this page in the outline that readers show beside it."""
        self.pdf.start_section(name, level=level)

    def finished(self) -> bytes:
        """The whole as a file."""
        for face in self._faces:
            face.finish()
        # Its parts are in memory; a file is written of them in one go.
        return bytes(self.pdf.output())


def _ink(ink: Ink, operator: str) -> str:
    return f"{ink[0]:g} {ink[1]:g} {ink[2]:g} {operator}"
