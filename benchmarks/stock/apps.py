"""The stock site's application."""

from django.apps import AppConfig


class StockConfig(AppConfig):
    """An application under a name of its own."""

    name = "benchmarks.stock"
    label = "stock"
