"""Articles in the admin: found, corrected, tagged."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from archive.admin.bulk import tag_articles, untag_articles
from archive.admin.capture import shown_original
from archive.admin.deciding import decide, pressed
from archive.admin.filters import NeedsFilter, ThemeFilter, YearFilter
from archive.admin.forms import ArticleForm, NamedFormSet
from archive.admin.history import Part
from archive.admin.incoming import Incoming
from archive.admin.listed import listed
from archive.admin.merging import Merging, MergingAdmin
from archive.admin.quick import Quick
from archive.admin.states import publish_articles, withdraw_articles
from archive.admin.stories import join_articles, split_articles
from archive.dates import Basis
from archive.formatting import absolute_date
from archive.merging_articles import merge
from archive.models import Act, Appearance, Article, Credit, Tagging
from archive.models.story import members

LONGEST_SEARCH = 256  # characters
MOST_WORDS = 16


class CreditInline(admin.TabularInline[Credit, Article]):
    """The sources that the article names."""

    model = Credit
    formset = NamedFormSet
    extra = 0


class AppearanceInline(admin.TabularInline[Appearance, Article]):
    """Where the article was met: a record, made by imports alone."""

    model = Appearance
    extra = 0
    can_delete = False
    fields = readonly_fields = ("address", "outlet", "capture", "captured_at", "is_newer")

    def has_add_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Imports alone add to it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Nobody changes a record."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appearance]:
        """With what is shown of each, but without the bytes."""
        found = super().get_queryset(request).select_related("outlet", "capture")
        return found.defer("capture__compressed")

    @admin.display(description=_("web address"))
    def address(self, appearance: Appearance) -> SafeString | str:
        """The address, which would jump about among Arabic."""
        return format_html('<bdi dir="ltr">{}</bdi>', appearance.url) if appearance.url else "—"


class TaggingInline(admin.TabularInline[Tagging, Article]):
    """The record of every decision on themes: read here, made with the checkboxes above."""

    model = Tagging
    extra = 0
    can_delete = False
    fields = ("theme", "state", "decided_by", "at", "evidence")
    readonly_fields = ("theme", "state", "decided_by", "at", "evidence")
    verbose_name_plural = _("record of decisions on themes")

    def has_add_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Decisions are made with the checkboxes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """A decision stays on record."""
        return False

    @admin.display(description=_("decided by"))
    def decided_by(self, tagging: Tagging) -> str:
        """The user, or where else the decision comes from."""
        return str(tagging.by or tagging.source or "—")

    @admin.display(description=_("words that it rests on"))
    def evidence(self, tagging: Tagging) -> SafeString:
        """The article's own words, quoted."""
        return _quotes(tagging.words)


def _quotes(words: list[str]) -> SafeString:
    return format_html_join(" · ", "<bdi>«{}»</bdi>", ((word,) for word in words))


@admin.register(Article)
class ArticleAdmin(MergingAdmin[Article]):
    """Everything an editor does with an article."""

    form = ArticleForm
    list_display = ["heading_shown", "outlet", "date_shown", "themes_shown", "state", "needs"]
    list_filter = [ThemeFilter, "outlet", YearFilter, "state", NeedsFilter]
    search_fields = ["title", "standfirst", "body"]
    autocomplete_fields = ["outlet"]
    list_per_page = 50
    actions = [
        *(tag_articles, untag_articles, join_articles, split_articles),
        *(publish_articles, withdraw_articles, "merge_articles"),
    ]
    merging = Merging(
        title=_("Merge two articles"),
        select=_("Select exactly two articles that are one."),
        done=_("The two articles are one now: “%(name)s”."),
        most=2,
        needs_reason=False,
    )
    history_parts = (Part(Tagging, owner="article", name="theme"),)
    inlines = [CreditInline, TaggingInline, AppearanceInline]
    readonly_fields = [
        "suggestions",
        "story",
        "date_evidence",
        "origin",
        "found_inside_shown",
        "original",
    ]
    save_on_top = True

    class Media:
        """Names what a library leaves without a name."""

        js = ["js/named.js"]

    fieldsets = [
        (None, {"fields": ["accepted", "suggestions", "title", "standfirst", "body", "caption"]}),
        (
            _("Publication"),
            {
                "fields": [
                    *("state", "withdrawn_note", "outlet", "url", "story", "keywords"),
                    "language",
                ]
            },
        ),
        (
            _("Date"),
            {"fields": [("published", "published_precision"), "date_evidence", "date_is_right"]},
        ),
        (
            _("Origin"),
            {"fields": ["origin", "found_inside_shown", "original"], "classes": ["collapse"]},
        ),
    ]

    def get_urls(self) -> list[URLPattern]:
        """The pages on which documents are brought in, before those of articles."""
        incoming, view = Incoming(self), self.admin_site.admin_view
        return [
            path("bring/", view(incoming.bring), name="archive_article_bring"),
            path("bring/<int:pk>/", view(incoming.look), name="archive_article_incoming"),
            path("quick/", view(Quick(self).page), name="archive_article_quick"),
            *super().get_urls(),
        ]

    def get_form(
        self, request: HttpRequest, obj: Article | None = None, change: bool = False, **kwargs: Any
    ) -> type[ArticleForm]:
        """The form as this user may fill it in."""
        form: type[ArticleForm] = super().get_form(  # type: ignore[assignment]  # made of `form`
            request, obj, change, **kwargs
        )
        form.user = request.user  # of a class made for this request
        return form

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether the user may let readers see articles."""
        return request.user.has_perm("archive.publish_article")

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        """Whether the user may take articles away from readers."""
        return request.user.has_perm("archive.withdraw_article")

    def merge(self, stays: Any, others: Sequence[Any], by: User, reason: str) -> Act:
        """Let one article stand for both."""
        (gone,) = others
        return merge(gone, stays, by, reason)

    def chosen_first(self, records: Sequence[Any]) -> Any:
        """The article that readers see, else the one that came first."""
        return min(records, key=lambda article: not article.is_public).pk

    @admin.action(description=_("Merge two articles that are one"), permissions=["merge"])
    def merge_articles(
        self, request: HttpRequest, queryset: QuerySet[Article]
    ) -> HttpResponse | None:
        """Show both articles selected, then let one of them stand for both."""
        return self.ask_and_merge(request, queryset)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Newest first, with what the list shows fetched in a fixed number of queries."""
        newer = Appearance.objects.filter(article=OuterRef("pk"), is_newer=True)
        return Article.objects.newest_first().for_lists().annotate(holds_newer=Exists(newer))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        """Articles that hold every word; words past the first MOST_WORDS are not looked for."""
        words = search_term[:LONGEST_SEARCH].replace("\0", "").split()
        return super().get_search_results(request, queryset, " ".join(words[:MOST_WORDS]))

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        """Save; a date that the editor changed or confirmed rests on the editor from now on."""
        if form.cleaned_data["date_is_right"] and obj.published:
            obj.published_basis = Basis.EDITOR
        if {"published", "published_precision"} & set(form.changed_data):
            obj.published_basis = Basis.EDITOR if obj.published else ""
            obj.published_words, obj.published_note = [], ""
        if "_next" in request.POST:
            self._note_next(request, obj)
        super().save_model(request, obj, form, change)

    def _note_next(self, request: HttpRequest, article: Article) -> None:
        """Note which article follows in the list, before this one may leave it."""
        filters = QueryDict(request.GET.get("_changelist_filters", ""))
        keys = list(listed(self, request, filters).values_list("pk", flat=True))
        place = keys.index(article.pk) + 1 if article.pk in keys else 0
        following = [pk for pk in keys[place:] if pk != article.pk]
        # An admin serves all requests at once: what is known of one goes with it.
        request.following = following[0] if following else None  # type: ignore[attr-defined]

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        """Decide on the suggestion whose button was pressed, or open the next article."""
        if "decide" in request.POST:
            decision = pressed(request.POST["decide"], [obj])
            assert request.user.is_authenticated  # the admin lets nobody else come so far
            if decision:
                messages.success(request, decide([decision], request.user))
            return HttpResponseRedirect(request.get_full_path())
        if "_next" not in request.POST:
            return super().response_change(request, obj)
        to = reverse("admin:archive_article_changelist")
        text = _("“%(title)s” was saved. Nothing else waits in the list.")
        following = getattr(request, "following", None)
        if following:
            to = reverse("admin:archive_article_change", args=[following])
            text = _("“%(title)s” was saved. This is the next article of the list.")
        messages.success(request, text % {"title": obj.heading})
        filters = self.get_preserved_filters(request)
        if not following:
            filters = request.GET.get("_changelist_filters", "")
        return HttpResponseRedirect(f"{to}?{filters}" if filters else to)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save; themes ticked are accepted, themes unticked are rejected, in the editor's name."""
        super().save_related(request, form, formsets, change)
        article: Article = form.instance
        ticked, unticked = form.themes_decided()
        assert request.user.is_authenticated  # the admin lets nobody else come so far
        for theme in ticked:
            article.tag(theme, by=request.user)
        for theme in unticked:
            article.untag(theme, by=request.user)

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
        return format_html_join("، ", "{}", ((theme.name,) for theme in article.accepted_themes()))

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
                _quotes(one.words),
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
        words = _quotes(article.published_words)
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
