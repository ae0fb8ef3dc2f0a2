"""Answers that are due within a week, or overdue: whom to call, and how the letter had reached them."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..chasing import days_over, to_chase
from ..exports import answers_to_chase
from ..models import AwaitedAnswer
from ..states import Way


@admin.register(AwaitedAnswer)
class ChaseAdmin(admin.ModelAdmin):
    """A list to work through by telephone. It changes nothing; an answer is recorded on the letter's page."""

    list_display = ("to_whom", "of_letter", "due", "over", "went", "record")
    list_display_links = None
    list_filter = ("letter__campaign",)
    search_fields = ("name", "organization", "letter__title")
    ordering = AwaitedAnswer._meta.ordering  # noqa: SLF001 -- Django's documented Meta API
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[AwaitedAnswer]:
        return to_chase().order_by(*self.ordering)

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        return self.list_display if request.user.has_perm("letters.change_letter") else self.list_display[:-1]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "letter__campaign__id__exact"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("letters.view_letter") or request.user.has_perm("letters.change_letter")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        title = _("Answers to chase: overdue, or due within a week")
        return super().changelist_view(request, {"title": title} | (extra_context or {}))

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the list: a row has no page of its own."""
        return redirect("admin:letters_awaitedanswer_changelist")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.csv_view)
        return [path("csv/", view, name="letters_awaitedanswer_csv"), *super().get_urls()]

    def csv_view(self, request: HttpRequest) -> HttpResponse:
        """Hand out what is on screen, with the same search and filter."""
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            rows = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return redirect("admin:letters_awaitedanswer_changelist")
        response = HttpResponse(answers_to_chase(rows), content_type="text/csv; charset=utf-8")
        name = "answers-to-chase.csv"
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
        return response

    @admin.display(description=gettext_lazy("addressee"), ordering="name")
    def to_whom(self, row: AwaitedAnswer) -> str:
        return format_html("{}<br><small>{}</small>", row.name, ", ".join(filter(None, (row.title, row.organization))))

    @admin.display(description=gettext_lazy("letter"), ordering="letter__title")
    def of_letter(self, row: AwaitedAnswer) -> str:
        return format_html(
            '<a href="{}">{}</a><br><small>{}</small>',
            reverse("admin:letters_letter_change", args=[row.letter_id]),
            row.letter.title,
            row.letter.campaign,
        )

    @admin.display(description=gettext_lazy("answer due"), ordering="letter__answer_due")
    def due(self, row: AwaitedAnswer) -> str:
        return formats.date_format(row.letter.answer_due)

    @admin.display(description=gettext_lazy("days overdue"), ordering="letter__answer_due")
    def over(self, row: AwaitedAnswer) -> str:
        days = days_over(row)
        if days > 0:
            return format_html("<strong>{}</strong>", days)
        return _("today") if days == 0 else ngettext("in %d day", "in %d days", -days) % -days

    @admin.display(description=gettext_lazy("last delivery"))
    def went(self, row: AwaitedAnswer) -> str:
        day = formats.date_format(row.at.astimezone(row.letter.zone))
        said = [Way(row.way).label if row.way else "", row.carried_by, row.reference]
        if row.acknowledged_on:
            said.append(_("acknowledged %(day)s") % {"day": formats.date_format(row.acknowledged_on)})
        return format_html("{}<br><small>{}</small>", day, " · ".join(map(str, filter(None, said))))

    @admin.display(description="")
    def record(self, row: AwaitedAnswer) -> str:
        page = reverse("admin:letters_letter_step", args=[row.letter_id, "answer"], query={"addressee": row.pk})
        return format_html('<a href="{}">{}</a>', page, _("Record an answer"))
