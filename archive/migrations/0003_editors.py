"""The group of those who tag and edit; what it may do, and by omission what it may not."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

EDITORS = "Editors"
MAY = {
    "article": ["view", "add", "change"],
    "tagging": ["view", "add", "change", "delete"],
    "theme": ["view", "add", "change"],
    "outlet": ["view", "add", "change"],
    "credit": ["view", "add", "change", "delete"],
    "capture": ["view"],
}


def add(apps, schema_editor):
    # Permissions are otherwise made after the last migration, too late for this one.
    create_permissions(installed.get_app_config("archive"), apps=apps, verbosity=0)
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=EDITORS)
    permission = apps.get_model("auth", "Permission")
    for model, actions in MAY.items():
        for action in actions:
            group.permissions.add(
                permission.objects.get(
                    content_type__app_label="archive", codename=f"{action}_{model}"
                )
            )


def remove(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name=EDITORS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0002_first_themes"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(add, remove)]
