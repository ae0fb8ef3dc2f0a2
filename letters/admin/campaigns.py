"""Causes, and what happened to them."""

from django.contrib import admin
from django.db import models
from django.forms import DateInput

from ..models import Campaign, Update


class UpdateInline(admin.StackedInline):
    model = Update
    extra = 0
    fields = (("type", "date"), "title", "text", ("place", "source"))
    formfield_overrides = {models.DateField: {"widget": DateInput({"type": "date"}, format="%Y-%m-%d")}}


@admin.register(Campaign)
class CampaignAdmin(admin.ModelAdmin):
    list_display = ("title", "issue", "slug")
    list_filter = ("issue",)
    search_fields = ("title",)
    fields = ("title", "slug", "issue", "summary")
    prepopulated_fields = {"slug": ("title",)}
    inlines = (UpdateInline,)
