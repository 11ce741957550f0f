"""What an editor and a reviewer do on a day; each step says with an exception if it failed."""

import re
from collections.abc import Callable
from typing import Final

from benchmarks.desk.hand import Hand

QUERY: Final = "اليمن الأمم المتحدة"
GONE, STAYS = "محادثات السلام", "وقف إطلاق النار"
TITLE: Final = "مجلس الأطلسي وروسيا يجتمعان في بروكسل"


def review(hand: Hand) -> None:
    """Review the articles that wait, and write a title where there is none."""
    hand.open("/admin/")
    hand.draw("front")
    hand.press(hand.page.locator(".queues a[href$='needs=review']"))
    waiting = hand.page.locator("#result_list tbody tr").count()
    hand.press(hand.page.locator("#result_list th.field-heading_shown a").first)
    for number in range(waiting):
        if not hand.page.locator("[name=title]").input_value():
            hand.write(hand.page.locator("[name=title]"), TITLE)
        if number == 0:
            hand.page.locator(".field-accepted").first.evaluate("row => row.scrollIntoView()")
            hand.draw("article")
        hand.press(hand.page.locator("[name=_reviewed]").last)
    hand.open("/admin/")
    _expect(hand, ".queues .done a[href$='needs=review']")


def tag(hand: Hand) -> None:
    """Tag the results of a search at once, one of them left out."""
    hand.open("/search/")
    hand.write(hand.page.locator("[name=q]").first, QUERY)
    hand.key("Enter", leads=True)
    hand.press(hand.page.locator("a[href*='/search/tag/']"))
    hand.tick(hand.page.locator("input[name=theme]").first)
    hand.tick(hand.page.locator("input[name=article]").last)
    hand.page.evaluate("scrollTo(0, 0)")
    hand.draw("tag")
    hand.press(hand.page.locator("button[name=on]"))
    _expect(hand, "[role=status] a")


def undo(hand: Hand) -> None:
    """Take that back as one."""
    hand.press(hand.page.locator("[role=status] a"))
    hand.press(hand.page.locator("[type=submit].default"))
    _expect(hand, ".messagelist .success")


def keys(hand: Hand) -> None:
    """Tag ten articles without opening them, with the keyboard alone."""
    hand.open("/admin/archive/article/quick/")
    for _ in range(10):
        hand.key("j")
        hand.key("Space")
    hand.key("s", leads=True)
    _expect(hand, ".messagelist .success")


def spelling(hand: Hand) -> None:
    """Add a spelling to a name, and find an article by it."""
    hand.open("/admin/archive/name/")
    hand.write(hand.page.locator("#searchbar"), "ستولتنبرغ")
    hand.key("Enter", leads=True)
    hand.press(hand.page.locator("#result_list tbody th a").first)
    hand.write(hand.page.locator("[name^=spellings-][name$=-text]:visible").last, "شتولتنبيرك")
    hand.press(hand.page.locator("[name=_save]").first)
    hand.open("/search/")
    hand.write(hand.page.locator("[name=q]").first, "شتولتنبيرك")
    hand.key("Enter", leads=True)
    _expect(hand, "main mark")


def bring_back(hand: Hand) -> None:
    """Bring an older version of an article back."""
    hand.open("/admin/archive/article/?q=ستولتنبرغ")
    hand.press(hand.page.locator("#result_list th.field-heading_shown a").first)
    hand.write(hand.page.locator("[name=title]"), "عنوان كُتب خطأ")
    hand.press(hand.page.locator("[name=_continue]").first)
    hand.press(hand.page.locator(".object-tools .historylink"))
    hand.draw("history")
    hand.press(hand.page.locator("table.versions a[href*='/history/']").last)
    hand.press(hand.page.locator("[type=submit].default"))
    _expect(hand, ".messagelist .success")


def refused(hand: Hand) -> None:
    """An editor may neither merge themes nor see users."""
    hand.open("/admin/archive/theme/")
    assert not hand.page.locator("option[value=merge_themes]").count()
    answer = hand.page.request.get(f"{hand.site}{hand.root}/admin/auth/user/")
    assert answer.status == 403, answer.status


def merge(hand: Hand) -> None:
    """A reviewer merges two themes and says why; the old address leads to the one that stays."""
    hand.open("/admin/archive/theme/")
    for name in (GONE, STAYS):
        row = hand.page.locator("#result_list tbody tr").filter(has_text=name)
        hand.tick(row.locator("input[name=_selected_action]"))
    hand.choose(hand.page.locator("select[name=action]"), "merge_themes")
    hand.press(hand.page.locator("button[name=index]"))
    hand.tick(hand.page.get_by_label(re.compile(f"{STAYS}|Ceasefire")))
    hand.write(hand.page.locator("[name=reason]"), "موضوع واحد")
    hand.draw("merge")
    hand.press(hand.page.locator("[type=submit].default"))
    _expect(hand, ".messagelist .success")
    hand.open("/themes/peace-talks/")
    assert hand.page.url.endswith("/themes/ceasefire/"), hand.page.url


STEPS: Final[tuple[tuple[str, Callable[[Hand], None]], ...]] = (
    ("editor", review),
    ("editor", tag),
    ("editor", undo),
    ("editor", keys),
    ("editor", spelling),
    ("editor", bring_back),
    ("editor", refused),
    ("reviewer", merge),
)
"""Who does what, in order."""


def _expect(hand: Hand, what: str) -> None:
    assert hand.page.locator(what).count(), f"{hand.page.url} shows no {what}"
