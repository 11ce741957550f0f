"""Searches that readers follow by e-mail, and who sees them."""

from typing import Any

from django.db import migrations, models

import search.alerts.alert
from archive.roles import grant


def give(apps: Any, schema_editor: Any) -> None:
    """Let administrators see and delete alerts."""
    grant(apps)


class Migration(migrations.Migration):
    """One table."""

    dependencies = [
        ("search", "0005_pending_themes"),
        ("archive", "0017_acts_in_two_languages"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchAlert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "email",
                    models.EmailField(db_index=True, max_length=254, verbose_name="e-mail address"),
                ),
                ("query", models.TextField(verbose_name="search")),
                (
                    "language",
                    models.CharField(
                        choices=[("ar", "Arabic"), ("en", "English")],
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                (
                    "frequency",
                    models.CharField(
                        choices=[("daily", "every day"), ("weekly", "every week")],
                        default="daily",
                        max_length=10,
                        verbose_name="how often",
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        default=search.alerts.alert.new_token,
                        editable=False,
                        max_length=64,
                        unique=True,
                    ),
                ),
                ("asked", models.DateTimeField(auto_now_add=True, verbose_name="asked for")),
                ("confirmed", models.DateTimeField(null=True, verbose_name="confirmed")),
                ("looked", models.DateTimeField(null=True, verbose_name="last looked")),
                ("mailed", models.DateTimeField(null=True, verbose_name="last mail")),
                ("seen", models.BinaryField(null=True)),
            ],
            options={
                "verbose_name": "e-mail alert",
                "verbose_name_plural": "e-mail alerts",
            },
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
