"""Articles in the admin: found, corrected, tagged."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from archive.admin.article_parts import AppearanceInline, CreditInline, TaggingInline
from archive.admin.article_shown import ShownArticle
from archive.admin.bulk import tag_articles, untag_articles
from archive.admin.deciding import decide, pressed
from archive.admin.filters import NeedsFilter, ThemeFilter, YearFilter
from archive.admin.forms import ArticleForm
from archive.admin.history import Part
from archive.admin.incoming import Incoming
from archive.admin.listed import listed
from archive.admin.merging import Merging, MergingAdmin
from archive.admin.quick import Quick
from archive.admin.states import publish_articles, withdraw_articles
from archive.admin.stories import join_articles, split_articles
from archive.dates import Basis
from archive.merging_articles import merge
from archive.models import Act, Appearance, Article, Tagging

LONGEST_SEARCH = 256  # characters
MOST_WORDS = 16
FOLLOWING = "following"
"""The attribute of a request that says which article of the list comes next."""


@admin.register(Article)
class ArticleAdmin(ShownArticle, MergingAdmin[Article]):
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
        if "_reviewed" in request.POST:
            obj.state = obj.state_once_reviewed(request.user)
        if _goes_on(request):
            self._note_next(request, obj)
        super().save_model(request, obj, form, change)

    def _note_next(self, request: HttpRequest, article: Article) -> None:
        """Note which article follows in the list, before this one may leave it."""
        filters = QueryDict(request.GET.get("_changelist_filters", ""))
        keys = list(listed(self, request, filters).values_list("pk", flat=True))
        place = keys.index(article.pk) + 1 if article.pk in keys else 0
        following = [pk for pk in keys[place:] if pk != article.pk]
        # An admin serves all requests at once: what is known of one goes with it.
        setattr(request, FOLLOWING, following[0] if following else None)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        """Decide on the suggestion whose button was pressed, or open the next article."""
        if "decide" in request.POST:
            decision = pressed(request.POST["decide"], [obj])
            assert request.user.is_authenticated  # the admin lets nobody else come so far
            if decision:
                messages.success(request, decide([decision], request.user))
            return HttpResponseRedirect(request.get_full_path())
        if not _goes_on(request):
            return super().response_change(request, obj)
        to = reverse("admin:archive_article_changelist")
        text = _("“%(title)s” was saved. It was the last one of the list.")
        following = getattr(request, FOLLOWING, None)
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


def _goes_on(request: HttpRequest) -> bool:
    """Whether the button pressed opens the next article of the list."""
    return not {"_next", "_reviewed"}.isdisjoint(request.POST)
