"""Contacts: who works in which office, on what; who left, and where somebody must call."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from directory.models import Contact, Term
from directory.names import fold
from directory.states import Role
from outbox.addresses import mailbox_of

from .. import exports, rosters, workflow
from ..models import RemindedMailbox
from .calling import call_list, calls
from .contact_filters import ByIssue, ByRole, ByStanding
from .contact_forms import ContactForm
from .offices import day_left, standing_of
from .roster_forms import ContactsForm
from .rosters import Task, roster_page

WORDS = 8
CSV = (
    *("office", "name", "role", "title", "issues", "email", "phone", "left", "left_at", "left_reason", "note"),
    "shares_mailbox",
)


@admin.register(Contact)
class ContactAdmin(admin.ModelAdmin):
    list_display = ("__str__", "of_office", "does", "issues", "email_and_sharing", "phone", "standing")
    list_filter = (ByRole, ByStanding, ByIssue)
    list_select_related = ("legislator", "organization")
    search_fields = ("folded",)
    search_help_text = gettext_lazy("Name, title, issue, office or address")
    autocomplete_fields = ("legislator", "organization")
    form = ContactForm
    fields = (
        ("legislator", "organization"),
        "name",
        ("role", "title"),
        "issues",
        ("email", "phone"),
        "note",
        "standing",
        "reminders",
    )
    readonly_fields = ("standing", "reminders")
    actions = ("mark_left",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contact]:
        same = Contact.objects.filter(mailbox=OuterRef("mailbox")).exclude(pk=OuterRef("pk"))
        contacts = super().get_queryset(request).annotate(shares=Exists(same.exclude(mailbox="")))
        return contacts.prefetch_related(Prefetch("legislator__terms", Term.objects.all(), to_attr="latest_terms"))

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        return (Coalesce(F("legislator__sort_name"), F("organization__sort_name")), "name", "pk")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup in [shown.parameter_name for shown in self.list_filter]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Contact], search_term: str
    ) -> tuple[QuerySet[Contact], bool]:
        for word in search_term.split()[:WORDS]:
            typed = Q(email__icontains=word)
            if key := fold(word):
                typed |= Q(folded__contains=key)
                typed |= Q(legislator__folded_name__contains=key) | Q(organization__folded_name__contains=key)
            queryset = queryset.filter(typed)
        return queryset, False

    # The columns

    @admin.display(description=gettext_lazy("office"))
    def of_office(self, contact: Contact) -> str:
        return str(contact.office)

    @admin.display(description=gettext_lazy("role"))
    def does(self, contact: Contact) -> str:
        return contact.does

    @admin.display(description=gettext_lazy("e-mail"))
    def email_and_sharing(self, contact: Contact) -> str:
        return f"{contact.email} · {_('serves several offices')}" if contact.shares else contact.email

    @admin.display(description=gettext_lazy("standing"))
    def standing(self, contact: Contact) -> str:
        return standing_of(contact)

    @admin.display(description=gettext_lazy("reminders"))
    def reminders(self, contact: Contact) -> str:
        rows = RemindedMailbox.objects.filter(mailbox=contact.mailbox or None, stopped_at__isnull=False)
        since = rows.values_list("stopped_at", flat=True).first()
        return _("None since %s: somebody pressed “stop”.") % date_format(since) if since else _("May go.")

    # The pages

    def get_urls(self) -> list[URLPattern]:
        def page(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"directory_contact_{name}")

        return [
            page("import/", self.import_view, "import"),
            page("call-list/", require_safe(self.call_list_view), "call_list"),
            page("export/", require_safe(self.export_view), "export"),
            page("call-list/<int:pk>/works/", require_POST(self.works_view), "works"),
            page("<int:pk>/here/", require_POST(self.here_view), "here"),
            page("<int:pk>/left/", require_POST(self.left_view), "left"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        shown = {"to_call": len(calls()), "may_export": self.has_change_permission(request)}
        return super().changelist_view(request, shown | (extra_context or {}))

    def import_view(self, request: HttpRequest) -> HttpResponse:
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        form = ContactsForm(request.POST or None, request.FILES or None)
        task = Task(
            title=_("Add a list of contacts"),
            intro=_("Every person is shown with the office that was found before anything is stored."),
            button=_("Store these contacts"),
            judge=lambda form, decisions: rosters.Contacts(form.sheet, form.where, decisions),
            write=lambda _form, roster: self._write(request, roster),
            back=lambda: reverse("admin:directory_contact_changelist"),
        )
        return roster_page(self, request, form, task)

    def _write(self, request: HttpRequest, roster: rosters.Contacts) -> str:
        added, changed = workflow.take_contacts(roster.to_write)
        self._log(request, f"Imported a list: {added} added, {changed} changed.")
        added_text = ngettext("%d contact was added.", "%d contacts were added.", added) % added
        changed_text = ngettext("%d was changed.", "%d were changed.", changed) % changed
        return f"{added_text} {changed_text}" if changed else added_text

    def call_list_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return call_list(self, request)

    def here_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._step(request, pk, workflow.mark_here, _("%s still works there."))

    def left_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._step(request, pk, partial(workflow.mark_left, by=request.user), _("%s is marked as left."))

    def works_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the office's own address of this term off the call list: mail arrives there after all."""
        term = get_object_or_404(Term.objects.select_related("legislator"), pk=pk)
        if not self.has_change_permission(request):
            raise PermissionDenied
        try:
            workflow.mark_works(mailbox_of(term.email))
        except workflow.Refused as refused:
            self.message_user(request, str(refused), messages.WARNING)
        else:
            said = _("%s is mailed again at the office's own address.") % term.legislator.full_name
            self._log(request, f"Mailed again at the office's own address: legislator {term.legislator_id}.")
            self.message_user(request, said, messages.SUCCESS)
        return redirect("admin:directory_contact_call_list")

    def _step(self, request: HttpRequest, pk: int, step: Any, said: str) -> HttpResponse:
        contact = get_object_or_404(Contact, pk=pk)
        if not self.has_change_permission(request, contact):
            raise PermissionDenied
        try:
            step(contact)
        except workflow.Refused as refused:
            self.message_user(request, str(refused), messages.WARNING)
        else:
            self.log_change(request, contact, said % contact)
            self.message_user(request, said % contact, messages.SUCCESS)
        back = "admin:directory_contact_call_list" if "call_list" in request.POST else "admin:directory_contact_change"
        return redirect(back, *([] if "call_list" in request.POST else [pk]))

    @admin.action(description=gettext_lazy("Mark as left"), permissions=["change"])
    def mark_left(self, request: HttpRequest, contacts: QuerySet[Contact]) -> None:
        done = 0
        for contact in contacts.filter(left=""):
            workflow.mark_left(contact, by=request.user)
            self.log_change(request, contact, _("%s is marked as left.") % contact)
            done += 1
        text = ngettext("%d contact is marked as left.", "%d contacts are marked as left.", done) % done
        self.message_user(request, text, messages.SUCCESS)

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """Stream what is on screen, every page of it, and keep on record who took it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        request.GET = request.GET.copy()
        request.GET.pop(PAGE_VAR, None)
        try:
            contacts = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return redirect(reverse("admin:directory_contact_changelist", query={ERROR_FLAG: "1"}))
        self._log(request, f"Exported {contacts.count()} contacts as CSV.")
        name = f"contacts-{timezone.localdate().isoformat()}.csv"
        disposition = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
        pieces = exports.table(CSV, map(_row, contacts.iterator(chunk_size=exports.CHUNK)))
        return StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8", headers=disposition)

    def _log(self, request: HttpRequest, what: str) -> None:
        LogEntry.objects.create(
            user_id=request.user.pk,
            content_type=ContentType.objects.get_for_model(Contact),
            object_repr=str(self.opts.verbose_name_plural)[:200],
            action_flag=CHANGE,
            change_message=what,
        )


def _row(contact: Contact) -> list[str]:
    fields = {name: str(getattr(contact, name, "") or "") for name in CSV}
    fields |= {
        "office": str(contact.office),
        "role": str(Role(contact.role).label),
        "left_at": str(day_left(contact) or ""),
        "shares_mailbox": "yes" if contact.shares else "no",
    }
    return list(fields.values())
