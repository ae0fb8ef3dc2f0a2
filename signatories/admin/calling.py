"""The call list: offices whose only contacts left, and where to ring."""

from dataclasses import dataclass, field

from django.contrib import admin
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.models import Contact, Legislator, Organization, Term

from .offices import standing_of


@dataclass
class Call:
    """One office, its phone, and who left it, each with when and why."""

    office: Legislator | Organization
    gone: list[tuple[Contact, str]] = field(default_factory=list)

    @property
    def phones(self) -> list[str]:
        """The office's own, as its latest term has it; else what its contacts had."""
        terms = [term.phone for term in getattr(self.office, "latest_terms", ()) if term.phone]
        return terms[:1] or list(dict.fromkeys(contact.phone for contact, _standing in self.gone if contact.phone))

    @property
    def address(self) -> str:
        return reverse(f"admin:directory_{self.office._meta.model_name}_change", args=[self.office.pk])  # noqa: SLF001 -- Django's documented Meta API

    @property
    def new_contact(self) -> str:
        query = {self.office._meta.model_name: self.office.pk}  # noqa: SLF001 -- as above
        return reverse("admin:directory_contact_add", query=query)


def calls() -> list[Call]:
    """Return the offices by name; who left last comes first in each."""
    terms = Prefetch("legislator__terms", Term.objects.all(), to_attr="latest_terms")
    left = Contact.objects.to_call().select_related("legislator", "organization").prefetch_related(terms)
    found: dict[tuple[int | None, int | None], Call] = {}
    for contact in left.order_by("-left_at", "pk"):
        key = contact.legislator_id, contact.organization_id
        found.setdefault(key, Call(contact.office)).gone.append((contact, standing_of(contact)))
    return sorted(found.values(), key=lambda call: call.office.sort_name)


def call_list(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    context = model_admin.admin_site.each_context(request)
    context |= {"title": _("Call list"), "opts": model_admin.opts, "calls": calls()}
    context |= {"may_change": model_admin.has_change_permission(request)}
    return TemplateResponse(request, "admin/directory/contact/call_list.html", context)
