"""The index of the stock site."""

from haystack import indexes

from benchmarks.stock.models import Article


class ArticleIndex(indexes.SearchIndex, indexes.Indexable):
    """The text by a template, and four facets."""

    text = indexes.CharField(document=True, use_template=True)
    title = indexes.CharField(model_attr="title")
    theme = indexes.CharField(model_attr="theme", faceted=True)
    outlet = indexes.CharField(model_attr="outlet", faceted=True)
    year = indexes.CharField(model_attr="year", faceted=True)
    month = indexes.CharField(model_attr="month", faceted=True)

    def get_model(self) -> type[Article]:
        """Articles alone are searched."""
        return Article
