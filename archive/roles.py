"""The roles of those who work on the archive, and what each may do."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.utils.translation import gettext_noop

EDITORS: Final = gettext_noop("Editors")
REVIEWERS: Final = gettext_noop("Reviewers")
ADMINISTRATORS: Final = gettext_noop("Administrators")

_EDIT: Final = ("view", "add", "change")
_ALL: Final = (*_EDIT, "delete")
_TAG_EDIT_REVIEW: Final[Mapping[str, Iterable[str]]] = {
    **dict.fromkeys(("article", "theme", "name", "outlet", "feed"), _EDIT),
    **dict.fromkeys(("tagging", "credit", "cue", "spelling"), _ALL),
    **dict.fromkeys(("capture", "appearance", "act"), ("view",)),
    "errorreport": ("view", "change"),
}
RIGHTS: Final[Mapping[str, Mapping[str, Mapping[str, Iterable[str]]]]] = {
    EDITORS: {"archive": _TAG_EDIT_REVIEW},
    REVIEWERS: {
        "archive": {
            **_TAG_EDIT_REVIEW,
            "article": (*_EDIT, "publish", "withdraw", "merge"),
            "theme": (*_EDIT, "merge"),
            "name": (*_EDIT, "merge"),
            "act": ("view", "undo"),
        }
    },
    ADMINISTRATORS: {
        "auth": {"user": _ALL, "group": _ALL},
        "archive": {
            **dict.fromkeys(("article", "theme", "cue", "name", "spelling", "outlet"), ("view",)),
            **dict.fromkeys(("feed", "appearance", "act"), ("view",)),
            **dict.fromkeys(("capture", "errorreport"), ("view", "delete")),
        },
        "search": {"searchalert": ("view", "delete")},
    },
}
"""What each group may do, by app and model."""


def grant(apps: Any) -> None:
    """Make the groups and give them their rights, as far as there are such records yet.

    Called from every migration that brings records with rights of their own; what somebody gave a
    group besides stays.
    """
    # Permissions are otherwise made after the last migration, too late for this one.
    for app in dict.fromkeys(app for of_apps in RIGHTS.values() for app in of_apps):
        create_permissions(installed.get_app_config(app), apps=apps, verbosity=0)
    permissions = apps.get_model("auth", "Permission").objects
    for name, of_apps in RIGHTS.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        for app, of_models in of_apps.items():
            names = [f"{may}_{model}" for model, mays in of_models.items() for may in mays]
            found = permissions.filter(content_type__app_label=app, codename__in=names)
            group.permissions.add(*found)
