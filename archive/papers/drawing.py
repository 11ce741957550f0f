"""Articles and dossiers as pages."""

from typing import Final

from archive.papers.directions import begins_right
from archive.papers.lines import Line, Tongue
from archive.papers.said import ArticlePaper, Dossier, Paper, Said
from archive.papers.sheet import ACCENT, BOTTOM, MEASURE, SOFT, TOP, Sheet

NUMBER: Final = 48.0
"""What an entry of the contents leaves free for its page number, in points."""
ARABIC: Final = Tongue("ar", rtl=True)
ADDRESS: Final = Tongue("en", rtl=False)


def drawn(paper: Paper) -> bytes:
    """A paper as a PDF."""
    return _article(paper) if isinstance(paper, ArticlePaper) else _dossier(paper)


def _article(paper: ArticlePaper) -> bytes:
    article = paper.article
    sheet = Sheet(article.heading, _told(paper.language), rtl=article.rtl)
    sheet.new_page()
    sheet.bookmark(article.heading)
    _text(sheet, article)
    sheet.need(24 + 6 + (1 + len(article.sources)) * sheet.small.leading)
    sheet.rule(before=24)
    sheet.text(sheet.label, paper.sources_heading, sheet.told, tag="H2", before=6)
    _sources(sheet, article)
    return sheet.finished()


def _told(language: str) -> Tongue:
    """The tongue in which Diwan speaks."""
    return Tongue(language, rtl=language == "ar")


def _text(sheet: Sheet, article: Said) -> None:
    """An article from its outlet to its last paragraph."""
    own = Tongue(article.language, article.rtl)
    sheet.head = article.heading
    if article.outlet:
        sheet.text(sheet.label, article.outlet, ARABIC, ink=ACCENT)
    sheet.text(sheet.title, article.heading, own, tag="H1", before=4)
    sheet.text(sheet.standfirst, article.standfirst, own, ink=SOFT, before=8)
    sheet.rule(before=14)
    sheet.text(sheet.small, article.date, sheet.told, before=7)
    for note in article.notes:
        tongue = Tongue(sheet.told.language, begins_right(note))
        sheet.text(sheet.small, note, tongue, ink=SOFT)
    sheet.y += 16
    for paragraph in article.paragraphs:
        sheet.text(sheet.body, paragraph, own)
        sheet.y += 7
    sheet.text(sheet.small, article.cut, sheet.told, ink=SOFT, before=8)


def _sources(sheet: Sheet, article: Said) -> None:
    for source in article.sources:
        sheet.need(2 * sheet.small.leading)
        lines = sheet.small.lines(f"{source.label} {source.text}", MEASURE, sheet.told)
        if len(lines) == 1 or not source.link:
            sheet.lines(sheet.small, lines, ink=SOFT, link=source.link)
        else:
            sheet.text(sheet.small, source.label, sheet.told, ink=SOFT)
            sheet.text(sheet.small, source.text, ADDRESS, ink=ACCENT, link=source.link)


def _dossier(dossier: Dossier) -> bytes:
    told = _told(dossier.language)
    sheet = Sheet(dossier.title, told, rtl=told.rtl)
    _title_page(sheet, dossier)
    pages_of_contents = _entries(sheet, dossier)
    begun = _blank_pages(sheet, dossier, len(pages_of_contents))
    starts = []
    for article in dossier.articles:
        sheet.rtl = article.rtl
        sheet.new_page()
        sheet.bookmark(article.heading)
        starts.append(sheet.page)
        _text(sheet, article)
    sheet.rtl, sheet.head = told.rtl, dossier.title
    _all_sources(sheet, dossier)
    last = sheet.page
    _contents(sheet, dossier, pages_of_contents, begun, starts)
    sheet.go_to(last)
    return sheet.finished()


def _title_page(sheet: Sheet, dossier: Dossier) -> None:
    sheet.new_page(bare=True)
    sheet.bookmark(dossier.title)
    sheet.y = 250
    sheet.rule(thick=3, width=64)
    sheet.text(sheet.heading, dossier.kind, sheet.told, ink=ACCENT, before=12)
    sheet.text(sheet.cover, dossier.title, sheet.told, tag="H1", before=4)
    sheet.text(sheet.standfirst, dossier.description, sheet.told, ink=SOFT, before=8)
    sheet.y += 18
    for fact in dossier.facts:
        sheet.text(sheet.small, fact, sheet.told, ink=SOFT)
    sheet.text(sheet.small, dossier.link, ADDRESS, ink=ACCENT, before=8, link=dossier.link)


Entry = tuple[int, list[Line], list[Line]]
"""The number of an article, the lines of its heading and what is said below."""


def _entries(sheet: Sheet, dossier: Dossier) -> list[list[Entry]]:
    """The entries on each page of contents; where the articles begin is not known yet."""
    pages: list[list[Entry]] = [[]]
    left = BOTTOM - TOP - 50  # the heading stands on the first
    for number, article in enumerate(dossier.articles):
        heading = sheet.entry.lines(
            article.heading, MEASURE - NUMBER, Tongue(article.language, article.rtl)
        )
        below = sheet.small.lines(_line(article), MEASURE - NUMBER, sheet.told)
        height = _height(sheet, heading, below)
        if height > left and pages[-1]:
            pages.append([])
            left = BOTTOM - TOP
        pages[-1].append((number, heading, below))
        left -= height
    return pages


def _height(sheet: Sheet, heading: list[Line], below: list[Line]) -> float:
    return len(heading) * sheet.entry.leading + len(below) * sheet.small.leading + 9


def _line(article: Said) -> str:
    return " · ".join(filter(None, (article.outlet, article.date)))


def _blank_pages(sheet: Sheet, dossier: Dossier, count: int) -> int:
    """Leave room for the contents; returns its first page."""
    for number in range(count):
        sheet.new_page(dossier.title)
        if not number:
            sheet.bookmark(dossier.contents_heading)
    return sheet.page - count + 1


def _contents(
    sheet: Sheet, dossier: Dossier, pages: list[list[Entry]], begun: int, starts: list[int]
) -> None:
    for offset, entries in enumerate(pages):
        sheet.go_to(begun + offset)
        if not offset:
            sheet.text(sheet.title, dossier.contents_heading, sheet.told, tag="H1")
            sheet.y = TOP + 50
        for number, heading, below in entries:
            place = sheet.pdf.add_link(page=starts[number])
            top = sheet.y
            sheet.lines(sheet.entry, heading, link=place)
            sheet.number(starts[number], top + sheet.entry.leading * 0.66)
            sheet.lines(sheet.small, below, ink=SOFT)
            sheet.y = top + _height(sheet, heading, below)


def _all_sources(sheet: Sheet, dossier: Dossier) -> None:
    sheet.new_page(dossier.title)
    sheet.bookmark(dossier.sources_heading)
    sheet.text(sheet.title, dossier.sources_heading, sheet.told, tag="H1")
    sheet.y += 8
    for article in dossier.articles:
        sheet.need(80)
        sheet.text(sheet.label, article.heading, Tongue(article.language, article.rtl), tag="H2")
        sheet.text(sheet.small, _line(article), sheet.told, ink=SOFT)
        _sources(sheet, article)
        sheet.y += 12
