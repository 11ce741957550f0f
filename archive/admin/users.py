"""Accounts: an administrator gives roles, and makes nobody more than an administrator."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

admin.site.unregister(User)


class RolesField(forms.ModelMultipleChoiceField[Group]):
    """Groups as boxes to tick, called what they are in the language in use."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Group) -> str:
        """The name of the role."""
        return gettext(obj.name)


@admin.register(User)
class MemberAdmin(UserAdmin[User]):
    """Users and their groups; what stands above all rights is for those who have it."""

    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "usable_password", "password1", "password2", "groups"),
            },
        ),
    )
    filter_horizontal = ("user_permissions",)

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Roles are few: boxes to tick."""
        if db_field.name == "groups":
            return RolesField(
                Group.objects.order_by("pk"),
                label=_("roles"),
                required=False,
                help_text=_("Whoever has a role may enter the desk."),
            )
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save; a role opens the desk, which Django calls staff."""
        super().save_related(request, form, formsets, change)
        user: User = form.instance
        if not user.is_staff and user.groups.exists():
            user.is_staff = True
            user.save(update_fields=["is_staff"])

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Rights beside those of groups are shown, not given."""
        fields = super().get_readonly_fields(request, obj)
        return fields if _is_above(request) else (*fields, "is_superuser", "user_permissions")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Who stands above all rights is changed by their like."""
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Who stands above all rights is deleted by their like."""
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)


def _is_above(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))


def _may_touch(request: HttpRequest, user: User | None) -> bool:
    return _is_above(request) or user is None or not user.is_superuser
