"""What the index holds of an article, and which articles it holds."""

from django.db.models import QuerySet
from haystack import indexes

from archive.models import Article

# A paragraph break keeps a phrase from running out of one part of an article into the next.
PART_BREAK = "\n\n"


def before_text(article: Article) -> str:
    """What stands in the index before the text of an article: its title."""
    return article.title + PART_BREAK if article.title else ""


def text_of(article: Article) -> str:
    """All that a reader reads of an article under its title."""
    parts = [article.standfirst, article.caption, *article.paragraphs()]
    return PART_BREAK.join(filter(None, parts))


class ArticleIndex(indexes.SearchIndex, indexes.Indexable):
    """Public articles: their words, and the facets they are counted under.

    How texts are analysed, and which names they mention, is the engine's business
    (search/engines/). Facets hold addresses
    (slugs), which never change with the language of the page.
    """

    text = indexes.CharField(document=True, stored=False)
    title = indexes.CharField(model_attr="title", stored=False)
    standfirst = indexes.CharField(model_attr="standfirst", stored=False)
    theme_name = indexes.CharField(stored=False)
    outlet_name = indexes.CharField(stored=False)
    theme = indexes.MultiValueField()
    outlet = indexes.CharField(null=True)
    # Found by the engine in the text, for all articles of a batch at once.
    name = indexes.MultiValueField()
    person = indexes.MultiValueField()
    organisation = indexes.MultiValueField()
    place = indexes.MultiValueField()
    language = indexes.CharField(model_attr="language")
    year = indexes.IntegerField(null=True)
    month = indexes.CharField(null=True)
    published = indexes.DateField(model_attr="published", null=True)

    def get_model(self) -> type[Article]:
        """Articles alone are searched."""
        return Article

    def index_queryset(self, using: str | None = None) -> QuerySet[Article]:
        """Only what readers may see is in the index at all."""
        return Article.objects.public().for_lists()

    def get_updated_field(self) -> str:
        """The field by which `update_index --age` knows what has changed."""
        return "modified"

    def prepare_text(self, article: Article) -> str:
        """Title, standfirst and body; never the text of an article found inside this one."""
        return before_text(article) + text_of(article)

    def prepare_theme_name(self, article: Article) -> str:
        """Names of the accepted themes in both languages, a line each."""
        themes = article.accepted_themes()
        return "\n".join(name for theme in themes for name in (theme.name_ar, theme.name_en))

    def prepare_outlet_name(self, article: Article) -> str:
        """Name of the outlet."""
        return article.outlet.name if article.outlet else ""

    def prepare_theme(self, article: Article) -> list[str]:
        """Addresses of the accepted themes."""
        return [theme.slug for theme in article.accepted_themes()]

    def prepare_outlet(self, article: Article) -> str | None:
        """Address of the outlet."""
        return article.outlet.slug if article.outlet else None

    def prepare_month(self, article: Article) -> str | None:
        """Month of publication as 2021-12; None where only the year is known."""
        shown = article.published_iso[:7]
        return shown if len(shown) == 7 else None

    def prepare_year(self, article: Article) -> int | None:
        """Year of publication."""
        return article.published.year if article.published else None
