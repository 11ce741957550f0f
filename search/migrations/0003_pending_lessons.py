"""The lessons of decisions that are still to be learned."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One table."""

    dependencies = [("search", "0002_names_edition")]

    operations = [
        migrations.CreateModel(
            name="PendingLesson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("article", models.BigIntegerField(verbose_name="article")),
            ],
            options={
                "verbose_name": "pending lesson",
                "verbose_name_plural": "pending lessons",
            },
        ),
    ]
