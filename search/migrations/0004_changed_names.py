"""Marks of the names that have changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One table."""

    dependencies = [("search", "0003_pending_lessons")]

    operations = [
        migrations.CreateModel(
            name="ChangedName",
            fields=[
                (
                    "name",
                    models.BigIntegerField(primary_key=True, serialize=False, verbose_name="name"),
                ),
                ("mark", models.CharField(max_length=32, verbose_name="mark")),
            ],
            options={
                "verbose_name": "changed name",
                "verbose_name_plural": "changed names",
            },
        ),
    ]
