"""What staff narrow the contacts by."""

import re
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from directory.models import Contact
from directory.names import fold
from directory.states import Left, Role

from .filters import OneOf

BETWEEN = re.compile(r"[,;/]")
MOST = 60
TO_CALL = "to_call"


class ByRole(OneOf):
    title = _("role")
    parameter_name = "role"
    choices_offered = Role.choices


class ByStanding(OneOf):
    title = _("standing")
    parameter_name = "standing"
    choices_offered = (
        ("here", Left.HERE.label),
        ("left", _("Left")),
        (Left.BOUNCED.value, Left.BOUNCED.label),
        (TO_CALL, _("Nobody else is known: call")),
    )

    def narrowed(self, queryset: QuerySet, value: str) -> QuerySet:
        if value == TO_CALL:
            return queryset.filter(pk__in=Contact.objects.to_call().values("pk"))
        if value == Left.BOUNCED:
            return queryset.filter(left=Left.BOUNCED)
        return queryset.filter(left=Left.HERE) if value == "here" else queryset.exclude(left=Left.HERE)


class ByIssue(OneOf):
    """The issues that are written down, each once however it is spelt; a contact may have several."""

    title = _("issue")
    parameter_name = "issue"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[Any, Any]]:
        written = Contact.objects.exclude(issues="").values_list("issues", flat=True).distinct()
        issues = {fold(issue): issue.strip() for text in written for issue in BETWEEN.split(text)}
        return sorted((key, issue) for key, issue in issues.items() if key)[:MOST]

    def narrowed(self, queryset: QuerySet, value: str) -> QuerySet:
        return queryset.filter(folded__contains=value)
