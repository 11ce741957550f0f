"""Acts say in both languages what they are about, those stored so far as well."""

import re

from django.db import migrations, models

SEPARATOR = re.compile(r"(، |, | → | ← | · | \()")
TURNED = {"، ": ", ", " ← ": " → "}  # from Arabic to English
STATES = {"مقترح": "suggested", "مقبول": "accepted", "مرفوض": "rejected"}
ADDRESS = re.compile(r"[-\w]+\)|…\)")  # stood in brackets behind the name of a theme
NAMED = ("tag", "untag", "decide", "merge", "split", "rename", "restore", "delete", "undo")


def in_both_languages(apps, schema_editor):
    """Tell in Arabic and in English what was told in the language of whoever did it.

    That is possible where it is names of themes and names, which all have both; titles of articles
    stay as they are.
    """
    told = apps.get_model("archive", "Act").objects.filter(kind__in=NAMED).exclude(what="")
    if not told.exists():
        return
    pairs = set(STATES.items())
    for kind in ("Theme", "HistoricalTheme", "Name", "HistoricalName"):
        model = apps.get_model("archive", kind)
        pairs |= set(model.objects.values_list("name_ar", "name_en").order_by().distinct())
    english = {**dict(pairs), **TURNED}
    arabic = {en: ar for ar, en in english.items()}
    for act in told.iterator():
        pieces = SEPARATOR.split(act.what)
        if not all(piece in english or piece in arabic or is_neutral(piece) for piece in pieces):
            continue
        act.what = "".join(arabic.get(piece, piece) for piece in pieces)[:500]
        act.what_en = "".join(english.get(piece, piece) for piece in pieces)[:500]
        act.save(update_fields=["what", "what_en"])


def is_neutral(piece):
    return bool(SEPARATOR.fullmatch(piece) or ADDRESS.fullmatch(piece))


class Migration(migrations.Migration):
    dependencies = [("archive", "0016_reviewed")]

    operations = [
        migrations.AddField(
            model_name="act",
            name="what_en",
            field=models.CharField(
                blank=True, max_length=500, verbose_name="of what, in English"
            ),
        ),
        migrations.RunPython(in_both_languages, migrations.RunPython.noop, elidable=True),
    ]
