"""The offices of the directory, with who works there."""

from django.contrib import admin
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from directory.admin import LegislatorAdmin, OrganizationAdmin
from directory.models import Contact, Legislator, Organization
from directory.states import Left

from .contact_forms import ContactForm, ContactFormSet


def standing_of(contact: Contact) -> str:
    """Say whether the person still works there; if not, since when, and how that is known."""
    if contact.left == Left.HERE or contact.left_at is None:
        return str(Left.HERE.label)
    day = date_format(localtime(contact.left_at), "SHORT_DATE_FORMAT")
    return ", ".join(filter(None, (str(contact.get_left_display()), day, contact.left_reason)))


class ContactInline(admin.StackedInline):
    model = Contact
    form = ContactForm
    formset = ContactFormSet
    extra = 0
    show_change_link = True
    fields = (("name", "role", "title"), ("email", "phone"), "issues", "note", "standing")
    readonly_fields = ("standing",)

    @admin.display(description=_("standing"))
    def standing(self, contact: Contact) -> str:
        return standing_of(contact) if contact.pk else "–"


@admin.register(Legislator)
class LegislatorWithContactsAdmin(LegislatorAdmin):
    inlines = (*LegislatorAdmin.inlines[:1], ContactInline, *LegislatorAdmin.inlines[1:])


@admin.register(Organization)
class OrganizationWithContactsAdmin(OrganizationAdmin):
    inlines = (ContactInline,)
