"""The themes that the archive begins with: ten more, descriptions, and cues for all of them."""

import csv
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).parents[1] / "data"


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def add(apps, schema_editor):
    theme, cue = apps.get_model("archive", "Theme"), apps.get_model("archive", "Cue")
    for row in rows("themes.tsv"):
        names = theme.objects.filter(name_ar=row["name_ar"]) | theme.objects.filter(
            name_en=row["name_en"]
        )
        made = theme.objects.filter(slug=row["slug"]).first() or names.first()
        if made is None:
            made = theme.objects.create(**row)
        else:  # what editors wrote stays
            made.description_ar = made.description_ar or row["description_ar"]
            made.description_en = made.description_en or row["description_en"]
            made.save()
        for line in rows("cues.tsv"):
            if line["theme"] == row["slug"]:
                cue.objects.get_or_create(
                    theme=made,
                    phrase=line["phrase"],
                    defaults={"is_negative": line["says"] == "against"},
                )


class Migration(migrations.Migration):
    dependencies = [("archive", "0012_themes")]

    # Taking this back keeps the themes: editors may have tagged with them by then.
    operations = [
        migrations.RunPython(add, migrations.RunPython.noop),
    ]
