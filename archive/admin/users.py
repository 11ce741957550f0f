"""Accounts: an administrator gives roles, and makes nobody more than an administrator."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.http import HttpRequest

admin.site.unregister(User)


@admin.register(User)
class MemberAdmin(UserAdmin[User]):
    """Users and their groups; what stands above all rights is for those who have it."""

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
