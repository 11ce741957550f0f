"""Bringing documents in from the desk: a file, an address or a text, looked at and corrected."""

import io
import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.widgets import AdminDateWidget
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from archive.admin.capture import readable
from archive.admin.columns import localized
from archive.admin.forms import LinesField
from archive.admin.refusals import refusal
from archive.dates import Basis, Precision, has_likely_year
from archive.dating import Published
from archive.importing.addresses import folded
from archive.importing.draft import Draft, DraftCredit, Refused
from archive.importing.fetching import fetch
from archive.importing.item import Found, Item
from archive.importing.pages import read_page
from archive.importing.run import Tally, run
from archive.importing.sources import found_in
from archive.importing.store import Outcome, Stored, store
from archive.importing.web import item_of
from archive.models import Article, Outlet, Upload
from archive.models.article import LANGUAGES, PARAGRAPH_BREAK, unlikely_year
from archive.models.capture import sum_of

LARGEST = 10 * 1024 * 1024  # bytes of a file that is sent
MOST_LISTED = 50  # documents of a file that holds many
LONGEST_NAME = 255  # characters
TEXT_NAME = "text.txt"


class IncomingForm(forms.Form):
    """What an editor brings: one of three things."""

    file = forms.FileField(
        label=_("A file"),
        required=False,
        help_text=_("A page saved as text or HTML; or a table, a feed or a web archive."),
    )
    url = forms.CharField(
        label=_("A web address"),
        required=False,
        max_length=2000,
        widget=forms.URLInput(attrs={"dir": "ltr", "class": "wide"}),
    )
    text = forms.CharField(
        label=_("A text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto", "class": "article-text"}),
        help_text=_("A page copied as text, with all that stands round the article."),
    )

    def clean(self) -> dict[str, Any]:
        """Exactly one of the three, not too large."""
        given: dict[str, Any] = super().clean() or {}
        if self.errors:
            return given
        if sum(bool(given[name]) for name in ("file", "url", "text")) != 1:
            raise forms.ValidationError(_("Give a file, an address or a text: one of the three."))
        if given["file"] and (given["file"].size or 0) > LARGEST:
            raise forms.ValidationError(
                _("The file is over 10 MB: bring it in with the command import_articles.")
            )
        return given

    def item(self) -> Item:
        """What was brought; raises Refused where the address cannot be fetched."""
        given = self.cleaned_data
        if given["url"]:
            return item_of(fetch(given["url"]))
        if given["text"]:
            # A browser sends other line ends than were copied.
            text = given["text"].replace("\r\n", "\n")
            return Item(TEXT_NAME, text.encode(), "text/plain")
        file: UploadedFile[bytes] = given["file"]
        return Item(file.name or "file", file.read(), file.content_type or "")


class DraftForm(forms.Form):
    """An article as it was read, to be corrected before it is kept."""

    title = forms.CharField(
        label=_("title"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "class": "wide"}),
    )
    standfirst = forms.CharField(
        label=_("standfirst"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "class": "article-text"}),
    )
    body = forms.CharField(
        label=_("body"),
        widget=forms.Textarea(attrs={"rows": 18, "dir": "auto", "class": "article-text"}),
        help_text=_("Paragraphs stand apart by an empty line."),
    )
    caption = forms.CharField(
        label=_("picture caption"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "class": "wide"}),
    )
    outlet = forms.CharField(
        label=_("outlet"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "list": "outlets"}),
    )
    credits = LinesField(label=_("credits"), required=False, help_text=_("One on each line."))
    keywords = LinesField(
        label=_("publisher's keywords"), required=False, help_text=_("One on each line.")
    )
    language = forms.ChoiceField(label=_("language"), choices=LANGUAGES)
    published = forms.DateField(label=_("published"), required=False, widget=AdminDateWidget)
    precision = forms.ChoiceField(
        label=_("precision of the date"),
        choices=[("", "—"), *Article.DatePrecision.choices],
        required=False,
    )
    date_is_right = forms.BooleanField(
        label=_("the date is right"),
        required=False,
        help_text=_("Tick this to confirm a date that was inferred."),
    )
    url = forms.CharField(
        label=_("web address"),
        max_length=2000,
        required=False,
        widget=forms.URLInput(attrs={"dir": "ltr", "class": "wide"}),
    )

    def __init__(self, draft: Draft, item: Item, data: Any = None) -> None:
        self._draft = draft
        known = draft.published
        super().__init__(
            data,
            initial={
                "title": draft.title,
                "standfirst": draft.standfirst,
                "body": "\n\n".join(draft.paragraphs),
                "caption": draft.caption,
                "outlet": draft.outlet,
                "credits": [credit.name for credit in draft.credits],
                "keywords": draft.keywords,
                "language": draft.language,
                "published": known.date if known else None,
                "precision": known.precision.value if known else "",
                "url": draft.url or item.url,
            },
        )

    def clean_url(self) -> str:
        """An address of the web, or none."""
        url: str = self.cleaned_data["url"]
        if url and not folded(url):
            raise forms.ValidationError(_("Write the address whole, beginning with https://."))
        return url

    def clean_published(self) -> date | None:
        """A day of a year in which it can have been published, or none."""
        day: date | None = self.cleaned_data["published"]
        if day and not has_likely_year(day):
            raise forms.ValidationError(unlikely_year())
        return day

    def clean(self) -> dict[str, Any]:
        """A date has its precision, and the reverse."""
        given: dict[str, Any] = super().clean() or {}
        if bool(given.get("published")) != bool(given.get("precision")):
            self.add_error("precision", _("Give a date and its precision, or neither."))
        return given

    def draft(self) -> Draft:
        """The draft as it was corrected."""
        given = self.cleaned_data
        roles = {credit.name: credit.role for credit in reversed(self._draft.credits)}
        paragraphs = PARAGRAPH_BREAK.split(given["body"].replace("\r\n", "\n"))
        return replace(
            self._draft,
            title=given["title"],
            standfirst=given["standfirst"].replace("\r\n", "\n"),
            paragraphs=[p.strip() for p in paragraphs if p.strip()],
            caption=given["caption"],
            outlet=given["outlet"],
            credits=[DraftCredit(name, roles.get(name, "line")) for name in given["credits"]],
            keywords=given["keywords"],
            language=given["language"],
            published=self._published(),
            url=given["url"],
        )

    def _published(self) -> Published | None:
        given, known = self.cleaned_data, self._draft.published
        day: date | None = given["published"]
        if day is None:
            return None
        precision = Precision(given["precision"])
        if known and (known.date, known.precision) == (day, precision):
            return replace(known, basis=Basis.EDITOR) if given["date_is_right"] else known
        return Published(day, precision, Basis.EDITOR, ())


class Incoming:
    """The two pages of it: bring something, then look at it."""

    def __init__(self, model_admin: ModelAdmin[Article]) -> None:
        self._admin = model_admin

    def bring(self, request: HttpRequest) -> HttpResponse:
        """Ask for a file, an address or a text; what was given is kept until its page is done."""
        self._check(request)
        form = IncomingForm(request.POST, request.FILES) if _is_sent(request) else IncomingForm()
        if form.is_valid():
            try:
                item = form.item()
                item = replace(item, name=item.name[:LONGEST_NAME])  # it may tell the format
                _read(item)
            except Refused as refused:
                form.add_error(None, refusal(refused.reason))
            else:
                Upload.objects.forget_old()
                upload = Upload.objects.create(
                    by=_user(request),
                    name=item.name,
                    compressed=zlib.compress(item.content),
                    media_type=item.media_type[:100],
                    url=item.url,
                    captured_at=item.captured_at,
                )
                return HttpResponseRedirect(
                    reverse("admin:archive_article_incoming", args=[upload.pk])
                )
        return self._page(request, "admin/archive/article/bring.html", {"form": form})

    def look(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what was read beside the original, to be corrected and kept, or thrown away."""
        self._check(request)
        upload = get_object_or_404(Upload, pk=pk, by=request.user)
        if "discard" in request.POST:
            upload.delete()
            return HttpResponseRedirect(reverse("admin:archive_article_bring"))
        item = Item(upload.name, upload.content, upload.media_type, upload.url, upload.captured_at)
        found = _read(item)
        if len(found) == 1 and found[0].draft:
            return self._one(request, upload, found[0].item, found[0].draft)
        return self._many(request, upload, found)

    def _one(self, request: HttpRequest, upload: Upload, item: Item, draft: Draft) -> HttpResponse:
        form = DraftForm(draft, item, request.POST if _is_sent(request) else None)
        if form.is_valid():
            try:
                stored = store(form.draft(), item, read=draft, by=_user(request))
            except Refused as refused:
                form.add_error(None, refusal(refused.reason))
            else:
                upload.delete()
                messages.success(request, _told(stored))
                return HttpResponseRedirect(
                    reverse("admin:archive_article_change", args=[stored.article.pk])
                )
        context = {
            "form": form,
            "item": item,
            "draft": draft,
            "original": readable(item.content, item.media_type),
            "sum": sum_of(item.content),
            "outlets": Outlet.objects.values_list("name", flat=True),
            "basis": Article.DateBasis(draft.published.basis).label if draft.published else "",
        }
        return self._page(request, "admin/archive/article/look.html", context)

    def _many(self, request: HttpRequest, upload: Upload, found: Sequence[Found]) -> HttpResponse:
        if _is_sent(request):
            tally = Tally()
            for result in run(found, by=_user(request)):
                tally.add(result)
            upload.delete()
            counts = (f"{_OUTCOMES[it]}: {localized(n)}" for it, n in tally.outcomes.items())
            messages.success(request, " · ".join(counts))
            if tally.waiting:
                messages.warning(request, told_waiting(tally.waiting))
            for one in tally.refused[:MOST_LISTED]:
                messages.warning(request, refusal(one.reason, one.name))
            return HttpResponseRedirect(reverse("admin:archive_article_changelist"))
        results = list(run(found[:MOST_LISTED], dry=True, by=_user(request)))
        context = {
            "item": upload,
            "rows": [(one, _OUTCOMES[one.outcome]) for one in results],
            "count": len(found),
            "unlisted": max(len(found) - MOST_LISTED, 0),
        }
        return self._page(request, "admin/archive/article/look_many.html", context)

    def _check(self, request: HttpRequest) -> None:
        if not self._admin.has_add_permission(request):
            raise PermissionDenied

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        shared = self._admin.admin_site.each_context(request)
        title = _("Bring articles in")
        return TemplateResponse(
            request, template, {**shared, "title": title, "opts": Article._meta, **context}
        )


_OUTCOMES = {
    "new": _("new"),
    "unchanged": _("unchanged"),
    "updated": _("updated"),
    "duplicate": _("duplicate"),
    "held": _("held for review"),
    "refused": _("refused"),
}


def told_waiting(count: int) -> str:
    """How many of the articles that came in wait for somebody."""
    text = ngettext(
        "%(count)s article waits for review or for what its page did not say.",
        "%(count)s articles wait for review or for what their pages did not say.",
        count,
    )
    return text % {"count": localized(count)}


def _user(request: HttpRequest) -> User:
    assert request.user.is_authenticated  # the admin lets nobody else come so far
    return request.user


def _is_sent(request: HttpRequest) -> bool:
    return request.method == "POST"


def _read(item: Item) -> list[Found]:
    """What an item holds, pages read; raises Refused where that is nothing."""
    found = []
    for one in found_in(io.BytesIO(item.content), item.name):
        if one.item.content == item.content:
            one = replace(one, item=item)  # with where it came from
        if one.draft is None and not one.refused:
            try:
                one = replace(one, draft=read_page(one.item))
            except Refused as refused:
                one = replace(one, refused=refused.reason)
        found.append(one)
    if not found:
        raise Refused("nothing was found in it: check that it is what you meant.")
    if len(found) == 1 and found[0].refused:
        raise Refused(found[0].refused)
    return found


def _told(stored: Stored) -> str:
    match stored.outcome:
        case Outcome.NEW if stored.article.is_public:
            return gettext("The article is in the archive.")
        case Outcome.NEW:
            return gettext(
                "The article is in the archive. Readers see it when a reviewer has published it."
            )
        case Outcome.UPDATED:
            return gettext(
                "The archive had an earlier state of this page: it was brought up to date."
            )
        case Outcome.HELD:
            return gettext(
                "An editor has corrected this article before: it was left as it is, and the newer "
                "page is kept with it."
            )
        case _:
            return gettext("The archive has this article already: this is it.")
