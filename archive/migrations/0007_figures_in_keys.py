"""Keys of texts tell «-5», «5%» and «5» apart from now on."""

from django.db import migrations
from django.db.models import Q

from archive.fingerprints import text_key


def renew(apps, schema_editor):
    articles = apps.get_model("archive", "Article").objects
    # Others have the keys that they had.
    signed = Q(body__regex="[-−–%٪]") | Q(title__regex="[-−–%٪]")
    found = articles.filter(signed).only("title", "body", "text_key", "imported_key")
    for article in found.order_by("pk").iterator(500):
        key = text_key(article.title, article.body)
        # What an editor has not changed stays so.
        imported = key if article.imported_key == article.text_key else article.imported_key
        if key != article.text_key:
            articles.filter(pk=article.pk).update(text_key=key, imported_key=imported)


class Migration(migrations.Migration):
    dependencies = [("archive", "0006_more_languages")]

    operations = [migrations.RunPython(renew, migrations.RunPython.noop)]
