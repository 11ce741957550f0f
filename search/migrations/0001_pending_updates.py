"""The outbox of the index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One table."""

    initial = True

    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="PendingUpdate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("article", models.BigIntegerField(verbose_name="article")),
                ("noted", models.DateTimeField(auto_now_add=True, verbose_name="noted")),
            ],
            options={
                "verbose_name": "pending update of the index",
                "verbose_name_plural": "pending updates of the index",
            },
        ),
    ]
