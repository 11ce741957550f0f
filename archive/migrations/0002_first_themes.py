"""The three themes that the archive begins with."""

from django.db import migrations

THEMES = [
    ("security-guarantees", "ضمانات أمنية", "Security guarantees"),
    ("nato-russia-council", "مجلس الناتو وروسيا", "NATO–Russia Council"),
    ("ceasefire", "وقف إطلاق النار", "Ceasefire"),
]


def add(apps, schema_editor):
    theme = apps.get_model("archive", "Theme")
    for slug, name_ar, name_en in THEMES:
        theme.objects.get_or_create(slug=slug, defaults={"name_ar": name_ar, "name_en": name_en})


class Migration(migrations.Migration):
    dependencies = [("archive", "0001_initial")]

    # Taking this back keeps the themes: editors may have tagged with them by then.
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
