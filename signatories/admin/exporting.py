"""What is on screen as CSV: same search, same filters, same order, every page; and who took it is on record."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseNotAllowed, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from letters.models import Letter

from .. import exports
from ..models import Signatory
from .filters import chosen_letter

STAFF, ADDRESSEE = "staff", "addressee"


class ExportPages(admin.ModelAdmin):
    """Adds one address for each reader.

    Whoever may look at signatories may take the addressee's copy, which holds nothing but names that may be read.
    The staff copy holds everyone's address, in bulk: it is for those who may change signatories.
    """

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.export_view)
        return [
            path(f"export/{reader}/", view, {"reader": reader}, name=f"signatories_signatory_export_{reader}")
            for reader in (STAFF, ADDRESSEE)
        ] + super().get_urls()

    def has_export_permission(self, request: HttpRequest, reader: str) -> bool:
        return self.has_change_permission(request) if reader == STAFF else self.has_view_permission(request)

    def export_view(self, request: HttpRequest, reader: str) -> HttpResponseBase:
        """Stream the file. It starts at once and needs the memory of one piece, whatever the number of names."""
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        if not self.has_export_permission(request, reader):
            raise PermissionDenied
        request.GET = request.GET.copy()  # type: ignore[assignment]
        request.GET.pop(PAGE_VAR, None)  # type: ignore[attr-defined]
        try:
            names = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return redirect(reverse("admin:signatories_signatory_changelist", query={ERROR_FLAG: "1"}))
        letter = chosen_letter(request)
        if reader == STAFF:
            return self._file(request, reader, letter, names.count(), exports.for_staff(names))
        if letter is None:
            self.message_user(request, _("Choose one letter first: this copy travels with it."), messages.WARNING)
            return redirect("admin:signatories_signatory_changelist")
        count = exports.rows_for_addressee(names, letter).count()
        if not count:
            nothing = _("None of the names on screen may be read by the addressee: no file was made.")
            self.message_user(request, nothing, messages.WARNING)
            return redirect(reverse("admin:signatories_signatory_changelist", query=request.GET))
        return self._file(request, reader, letter, count, exports.for_addressee(names, letter))

    def _file(
        self, request: HttpRequest, reader: str, letter: Letter | None, count: int, pieces: Any
    ) -> StreamingHttpResponse:
        LogEntry.objects.create(
            user_id=request.user.pk,
            content_type=ContentType.objects.get_for_model(Letter if letter else Signatory),
            object_id=letter and letter.pk,
            object_repr=str(letter or Signatory._meta.verbose_name_plural)[:200],  # noqa: SLF001 -- Django's documented Meta API
            action_flag=CHANGE,
            change_message=f"Exported {count} names as CSV, the copy for {reader}.",
        )
        name = exports.file_name(letter, reader, timezone.now())
        disposition = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
        return StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8", headers=disposition)
