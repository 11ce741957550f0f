"""What the index holds of an article, and which articles it holds."""

from typing import Any

from django.db.models import QuerySet
from haystack import indexes
from haystack.constants import DJANGO_CT, DJANGO_ID, ID
from haystack.utils import get_identifier, get_model_ct

from archive.models import Article

# A paragraph break keeps a phrase from running out of one part of an article into the next.
PART_BREAK = "\n\n"


def before_text(article: Article) -> str:
    """What stands in the index before the text of an article: its title."""
    return article.title + PART_BREAK if article.title else ""


def own_text_of(article: Article) -> str:
    """All that a reader reads of an article under its title."""
    return PART_BREAK.join(
        filter(None, [article.standfirst, article.caption, *article.paragraphs()])
    )


def text_of(article: Article) -> str:
    """The same, and the titles of its copies."""
    titles = [copy.title for copy in article.public_copies() if copy.title != article.title]
    return PART_BREAK.join(filter(None, [own_text_of(article), *titles]))


class ArticleIndex(indexes.SearchIndex, indexes.Indexable):
    """Public articles: their words, and the facets they are counted under.

    How texts are analysed, and which names they mention, is the engine's business
    (search/engines/). Facets hold addresses
    (slugs), which never change with the language of the page.
    """

    text = indexes.CharField(document=True, stored=False)
    title = indexes.CharField(stored=False)
    standfirst = indexes.CharField(stored=False)
    theme_name = indexes.CharField(stored=False)
    outlet_name = indexes.CharField(stored=False)
    theme = indexes.MultiValueField()
    outlet = indexes.MultiValueField()
    # Found by the engine in the text, for all articles of a batch at once.
    name = indexes.MultiValueField()
    person = indexes.MultiValueField()
    organisation = indexes.MultiValueField()
    place = indexes.MultiValueField()
    language = indexes.CharField()
    year = indexes.IntegerField(null=True)
    month = indexes.CharField(null=True)
    published = indexes.DateField(null=True)

    def get_model(self) -> type[Article]:
        """Articles alone are searched."""
        return Article

    def index_queryset(self, using: str | None = None) -> QuerySet[Article]:
        """Only what readers may see is in the index at all, and of a story its lead."""
        # What is not searched need not be read.
        unread = ("keywords", "published_words", "published_note", "created", "modified")
        return Article.objects.public().leads().for_lists().with_stories().defer(*unread)

    def read_queryset(self, using: str | None = None) -> QuerySet[Article]:
        """The articles of results: what is shown of them, not all that is indexed."""
        return Article.objects.public().for_lists()

    def get_updated_field(self) -> str:
        """The field by which `update_index --age` knows what has changed."""
        return "modified"

    def prepare(self, article: Article) -> dict[str, Any]:
        """What the index takes in of an article.

        All in one place: asking each field for itself takes longer.
        """
        themes, month = article.accepted_themes(), article.published_iso[:7]
        self.prepared_data = {
            ID: get_identifier(article),
            DJANGO_CT: get_model_ct(Article),
            DJANGO_ID: str(article.pk),
            "text": self.prepare_text(article),
            "title": article.title,
            "standfirst": article.standfirst,
            # Names in both languages, a line each.
            "theme_name": "\n".join(name for t in themes for name in (t.name_ar, t.name_en)),
            "outlet_name": "\n".join(outlet.name for outlet in article.outlets()),
            # A parent takes in what its children hold, as its page does.
            "theme": list(dict.fromkeys(slug for theme in themes for slug in theme.family_slugs)),
            "outlet": list({o.slug: None for o in article.outlets()}),
            **dict.fromkeys(("name", "person", "organisation", "place")),
            "language": article.language,
            "year": article.published.year if article.published else None,
            # As 2021-12; None where only the year is known.
            "month": month if len(month) == 7 else None,
            "published": article.published,
        }
        return self.prepared_data

    def prepare_text(self, article: Article) -> str:
        """Title, standfirst and body; never the text of an article found inside this one."""
        return before_text(article) + text_of(article)
