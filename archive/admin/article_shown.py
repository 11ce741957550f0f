"""What an article shows that nobody types: the columns of the list, the evidence in the form."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.capture import shown_original
from archive.dates import Basis
from archive.formatting import absolute_date
from archive.models import Article, Tagging
from archive.models.story import members
from archive.models.tagging import LIKE


def quoted(words: list[str]) -> SafeString:
    """Words of an article, each in quotation marks; of an article like it, that it is like it."""
    return format_html_join(" · ", "{}", ((_quote(word),) for word in words))


def _quote(words: str) -> SafeString:
    quote = format_html("<bdi>«{}»</bdi>", words.removeprefix(LIKE))
    return format_html(gettext("as in {}"), quote) if words.startswith(LIKE) else quote


class ShownArticle:
    """The columns and read-only fields of articles, for their admin."""

    @admin.display(description=_("title"), ordering="title")
    def heading_shown(self, article: Article) -> SafeString:
        """The title, or the first words of an article without one."""
        return format_html(
            '<span lang="{}" dir="auto">{}</span>', article.language, article.heading
        )

    @admin.display(description=_("published"), ordering="published")
    def date_shown(self, article: Article) -> str:
        """The date as exactly as it is known."""
        if article.published is None:
            return "—"
        return absolute_date(article.published, article.published_precision, get_language() or "ar")

    @admin.display(description=_("themes"))
    def themes_shown(self, article: Article) -> SafeString:
        """The accepted themes."""
        comma = "، " if get_language() == "ar" else ", "
        return format_html_join(comma, "{}", ((theme.name,) for theme in article.accepted_themes()))

    @admin.display(description=_("to do"))
    def needs(self, article: Article) -> str:
        """What an editor has to do about the article."""
        needs = [
            _("has no title") if not article.title else "",
            _("date is inferred") if article.published_basis == Basis.INFERRED else "",
            _("a newer text came in") if getattr(article, "holds_newer", False) else "",
        ]
        return " · ".join(str(need) for need in needs if need)

    @admin.display(description=_("suggested themes"))
    def suggestions(self, article: Article) -> SafeString | str:
        """Each theme suggested, with the words it rests on and a button for either answer."""
        suggested = article.taggings.filter(state=Tagging.State.SUGGESTED) if article.pk else []
        shown = (
            (
                one.theme,
                quoted(one.words),
                *(
                    part
                    for answer, text in (("accept", _("Accept “%s”")), ("reject", _("Reject “%s”")))
                    for part in (f"{answer}-{article.pk}-{one.theme_id}", text % one.theme)
                ),
            )
            for one in suggested
        )
        button = '<button class="button" name="decide" value="{}">{}</button>'
        row = "<li><strong>{}</strong> {} " + f"{button} {button}</li>"
        listed_all = format_html_join("", row, shown)
        return format_html('<ul class="suggestions">{}</ul>', listed_all) if listed_all else "—"

    @admin.display(description=_("basis of the date"))
    def date_evidence(self, article: Article) -> SafeString | str:
        """Where the date comes from, and the words that it rests on."""
        if not article.published_basis:
            return "—"
        words = quoted(article.published_words)
        return format_html(
            "{} {} <bdi>{}</bdi>",
            article.get_published_basis_display(),
            words,
            article.published_note,
        )

    @admin.display(description=_("found inside"))
    def origin(self, article: Article) -> SafeString | str:
        """The article in whose page this one stood."""
        return _link(article.host) if article.host else "—"

    @admin.display(description=_("story"))
    def story(self, article: Article) -> SafeString | str:
        """The other articles that are copies of the same report, the lead first."""
        others = [m for m in members(article) if m.pk != article.pk] if article.pk else []
        return format_html_join(" · ", "{}", ((_link(other),) for other in others)) or "—"

    @admin.display(description=_("holds besides"))
    def found_inside_shown(self, article: Article) -> SafeString | str:
        """Other articles that stood in this one's page."""
        inside = [_link(other) for other in article.found_inside.all()] if article.pk else []
        return format_html_join(" · ", "{}", ((link,) for link in inside)) or "—"

    @admin.display(description=_("original"))
    def original(self, article: Article) -> SafeString | str:
        """The page as it came in, beside which an editor corrects."""
        return shown_original(article.capture) if article.capture else "—"


def _link(article: Article) -> SafeString:
    url = reverse("admin:archive_article_change", args=[article.pk])
    return format_html('<a href="{}"><bdi>{}</bdi></a>', url, article.heading)
