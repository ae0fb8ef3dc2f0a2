"""Causes, and what happened to them."""

from django.contrib import admin
from django.db import models
from django.forms import DateInput
from django.utils.translation import gettext_lazy as _

from ..models import Campaign, Update

NEEDS = _(
    "News needs nothing more. An event needs its place. A statement needs who said it, the source, and the text or a "
    "quotation. An outcome needs its jurisdiction and the result. A bill needs its jurisdiction, number and status. "
    "Write the text in your own words."
)


class UpdateInline(admin.StackedInline):
    """Everything is asked: without a script a form cannot change with the type. What few types use is folded."""

    model = Update
    extra = 0
    fieldsets = (
        (
            None,
            {
                "fields": (("type", "date"), "title", "text", ("place", "jurisdiction"), ("source", "source_url")),
                "description": NEEDS,
            },
        ),
        (_("Only a statement"), {"fields": (("speaker", "role"), "quotation"), "classes": ("collapse",)}),
        (_("Only an outcome"), {"fields": ("result", ("part", "whole", "unit")), "classes": ("collapse",)}),
        (_("Only a bill"), {"fields": (("bill_number", "bill_status"),), "classes": ("collapse",)}),
    )
    formfield_overrides = {models.DateField: {"widget": DateInput({"type": "date"}, format="%Y-%m-%d")}}


@admin.register(Campaign)
class CampaignAdmin(admin.ModelAdmin):
    list_display = ("title", "issue", "slug")
    list_filter = ("issue",)
    search_fields = ("title",)
    fields = ("title", "slug", "issue", "summary")
    prepopulated_fields = {"slug": ("title",)}
    inlines = (UpdateInline,)
