"""What editors may do with feeds, and with where articles were met."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

MAY = {"feed": ["view", "add", "change"], "appearance": ["view"]}


def _permissions(apps):
    create_permissions(installed.get_app_config("archive"), apps=apps, verbosity=0)
    return [
        apps.get_model("auth", "Permission").objects.get(
            content_type__app_label="archive", codename=f"{action}_{model}"
        )
        for model, actions in MAY.items()
        for action in actions
    ]


def add(apps, schema_editor):
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name="Editors")
    group.permissions.add(*_permissions(apps))


def remove(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name="Editors"):
        group.permissions.remove(*_permissions(apps))


class Migration(migrations.Migration):
    dependencies = [("archive", "0004_incoming")]

    operations = [migrations.RunPython(add, remove)]
