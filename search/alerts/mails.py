"""The mails that alerts send, as text and as HTML, in the language of the reader."""

from collections.abc import Sequence
from email.utils import make_msgid
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext, ngettext, override

from archive.feeds import summary
from archive.formatting import absolute_date, number
from archive.models import Article
from archive.text import line
from search.alerts.alert import UNCONFIRMED_DAYS, SearchAlert, site_host
from search.told import told

SHOWN: Final = 20
"""Articles in one mail at most."""
TITLE: Final = 80
"""Characters of a search in the subject of a mail."""


def confirmation(alert: SearchAlert) -> EmailMultiAlternatives:
    """The mail that asks whoever reads it whether they want the alert."""
    with override(alert.language):
        search = told(alert.request)
        days = ngettext("one day", "%(number)s days", UNCONFIRMED_DAYS)
        days %= {"number": number(UNCONFIRMED_DAYS, alert.language)}
        text = "\n\n".join(
            [
                gettext("Somebody, probably you, wants to follow this search in Diwan:"),
                search,
                gettext("To get a mail when new articles come into it, open this page:"),
                alert.page_url,
                gettext(
                    "If it was not you, do nothing: you will get no other mail, and your address "
                    "is forgotten after %(days)s."
                )
                % {"days": days},
            ]
        )
        subject = gettext("Please confirm: %(search)s") % {"search": _short(search)}
        context = {"search": search, "days": days}
        return _mail(alert, subject, text, "confirmation", context)


def news(alert: SearchAlert, articles: Sequence[Article], count: int) -> EmailMultiAlternatives:
    """The mail that tells of `count` new articles, the first of which are `articles`.

    Mailboxes offer to stop the alert by themselves (RFC 2369, and RFC 8058 in one click).
    """
    with override(alert.language):
        search = told(alert.request)
        sentence = ngettext("One new article", "%(number)s new articles", count)
        sentence %= {"number": number(count, alert.language)}
        all_url = settings.SITE_URL + alert.request.sorted_by("newest").url()
        told_articles = [_told(article) for article in articles]
        rest = count - len(articles)
        more = ngettext("One more is in the archive:", "%(number)s more are in the archive:", rest)
        more %= {"number": number(rest, alert.language)}
        parts = [f"{sentence}: {search}"]
        for one in told_articles:
            parts.append("\n".join(filter(None, [one["title"], one["origin"], one["url"]])))
        parts.append(f"{more if rest else gettext('All articles of this search:')}\n{all_url}")
        parts.append(f"-- \n{gettext('You follow this search in Diwan. Stop these mails:')}")
        context = {
            "search": search,
            "sentence": sentence,
            "articles": told_articles,
            "more": more if rest else "",
            "all_url": all_url,
        }
        subject = f"{sentence}: {_short(search)}"
        mail = _mail(alert, subject, "\n\n".join(parts) + f"\n{alert.stop_url}", "news", context)
    mail.extra_headers["List-Unsubscribe"] = f"<{alert.stop_url}>"
    mail.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return mail


def _told(article: Article) -> dict[str, Any]:
    language = get_language() or "ar"
    outlet = article.outlet.name if article.outlet else ""
    date = ""
    if article.published:
        date = absolute_date(article.published, article.published_precision, language)
    return {
        "title": line(article.heading),
        "language": article.language,
        "outlet": outlet,
        "date": date,
        "origin": " · ".join(filter(None, [outlet, date])),
        "summary": line(summary(article)),
        "url": settings.SITE_URL + article.get_absolute_url(),
    }


def _short(search: str) -> str:
    return Truncator(search).chars(TITLE, truncate="…")


def _mail(
    alert: SearchAlert, subject: str, text: str, template: str, context: dict[str, Any]
) -> EmailMultiAlternatives:
    mail = EmailMultiAlternatives(
        line(subject),
        text + "\n",
        to=[alert.email],
        headers={
            # Nobody's answering machine is to answer.
            "Auto-Submitted": "auto-generated",
            "Content-Language": alert.language,
            # Python would ask the network for the machine's own name.
            "Message-ID": make_msgid(domain=site_host()),
        },
    )
    html = render_to_string(f"search/mail/{template}.html", {"alert": alert, **context})
    mail.attach_alternative(html, "text/html")
    return mail
