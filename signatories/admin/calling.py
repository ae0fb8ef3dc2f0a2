"""The call list: offices that mail reaches no more, because whom we knew left or their own address is gone."""

from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple, Self

from django.contrib import admin
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.models import Contact, Legislator, Organization, Term
from letters.clock import database_now
from outbox.addresses import canonical, mailbox_of
from outbox.models import OutgoingEmail

from .offices import standing_of


class Gone(NamedTuple):
    """A contact who left, or an office's own address, with when or why; and how that is taken back."""

    name: str
    page: str
    does: str
    standing: str
    undo: str
    is_person: bool

    @classmethod
    def contact(cls, contact: Contact) -> Self:
        page = reverse("admin:directory_contact_change", args=[contact.pk])
        undo = reverse("admin:directory_contact_here", args=[contact.pk])
        return cls(str(contact), page, contact.does, standing_of(contact), undo, is_person=True)

    @classmethod
    def address(cls, term: Term, words: str) -> Self:
        page = reverse("admin:directory_legislator_change", args=[term.legislator_id])
        undo = reverse("admin:directory_contact_works", args=[term.pk])
        standing = _("Mail came back: %(words)s") % {"words": words}
        return cls(term.email, page, _("the office's own address"), standing, undo, is_person=False)


@dataclass
class Call:
    """One office, its phones, and who or what is gone there."""

    office: Legislator | Organization
    gone: list[Gone] = field(default_factory=list)
    of_contacts: list[str] = field(default_factory=list)

    @property
    def phones(self) -> list[str]:
        """The office's own, as its latest term has it; else what its contacts had."""
        terms = [term.phone for term in getattr(self.office, "latest_terms", ()) if term.phone]
        return terms[:1] or list(dict.fromkeys(filter(None, self.of_contacts)))

    @property
    def address(self) -> str:
        return reverse(f"admin:directory_{self.office._meta.model_name}_change", args=[self.office.pk])  # noqa: SLF001 -- Django's documented Meta API

    @property
    def new_contact(self) -> str:
        query = {self.office._meta.model_name: self.office.pk}  # noqa: SLF001 -- as above
        return reverse("admin:directory_contact_add", query=query)


def calls() -> list[Call]:
    """Return the offices by name; who left last comes first in each, and the office's own address comes last."""
    terms = Prefetch("legislator__terms", Term.objects.all(), to_attr="latest_terms")
    left = Contact.objects.to_call().select_related("legislator", "organization").prefetch_related(terms)
    found: dict[Legislator | Organization, Call] = {}
    shown = set()
    for contact in left.order_by("-left_at", "pk"):
        call = found.setdefault(contact.office, Call(contact.office))
        call.gone.append(Gone.contact(contact))
        call.of_contacts.append(contact.phone)
        shown.add((contact.office, contact.mailbox))
    came_back = _came_back()
    rows = Term.objects.filter(pk__in=came_back).select_related("legislator").prefetch_related(terms)
    for term in rows:
        if (term.legislator, canonical(term.email)) not in shown:
            call = found.setdefault(term.legislator, Call(term.legislator))
            call.gone.append(Gone.address(term, came_back[term.pk]))
    return sorted(found.values(), key=attrgetter("office.sort_name"))


def _came_back() -> dict[int, str]:
    """Return what a mail server said of offices' own addresses, by the key of a term that runs today."""
    gone = OutgoingEmail.objects.gone_mailboxes()
    domains = {mailbox.rpartition("@")[2] for mailbox in gone}
    terms = Term.objects.in_office(database_now().date()).exclude(email="") if gone else Term.objects.none()
    # Comparing domains first spares reading thousands of addresses: few of them have ever come back.
    near = [(key, email) for key, email in terms.values_list("pk", "email") if _domain(email) in domains]
    return {key: gone[mailbox] for key, email in near if (mailbox := mailbox_of(email)) in gone}


def _domain(address: str) -> str:
    return address.rpartition("@")[2].casefold()


def call_list(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    context = model_admin.admin_site.each_context(request)
    context |= {"title": _("Call list"), "opts": model_admin.opts, "calls": calls()}
    context |= {"may_change": model_admin.has_change_permission(request)}
    return TemplateResponse(request, "admin/directory/contact/call_list.html", context)
