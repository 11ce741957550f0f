"""The themes whose suggestions are still to follow their cues."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One table."""

    dependencies = [("search", "0004_changed_names")]

    operations = [
        migrations.CreateModel(
            name="PendingTheme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("theme", models.BigIntegerField(verbose_name="theme")),
            ],
            options={
                "verbose_name": "pending theme",
                "verbose_name_plural": "pending themes",
            },
        ),
    ]
