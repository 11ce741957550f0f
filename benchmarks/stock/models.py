"""What the stock site keeps."""

from typing import ClassVar

from django.db import models


class Article(models.Model):
    """An article with all that it is counted under."""

    title = models.CharField(max_length=500)
    text = models.TextField()
    theme = models.CharField(max_length=100)
    outlet = models.CharField(max_length=100)
    year = models.CharField(max_length=4)
    month = models.CharField(max_length=7)

    objects: ClassVar[models.Manager["Article"]] = models.Manager()

    class Meta:
        app_label = "stock"

    def __str__(self) -> str:
        return self.title
