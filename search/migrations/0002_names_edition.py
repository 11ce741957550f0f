"""The mark of the names' edition."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One table."""

    dependencies = [("search", "0001_pending_updates")]

    operations = [
        migrations.CreateModel(
            name="NamesEdition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mark", models.CharField(max_length=32, verbose_name="mark")),
            ],
            options={
                "verbose_name": "edition of the names",
                "verbose_name_plural": "editions of the names",
            },
        ),
    ]
