"""The offices of the directory, with who works there."""

from datetime import date
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from directory.admin import LegislatorAdmin, OrganizationAdmin
from directory.models import Contact, Legislator, Organization
from directory.states import Left
from letters.clock import DEFAULT_ZONE

from .contact_forms import ContactForm, ContactFormSet


def day_left(contact: Contact) -> date | None:
    """Return the day in the zone that letters have when nobody chooses another: an office belongs to no letter."""
    return localtime(contact.left_at, ZoneInfo(DEFAULT_ZONE)).date() if contact.left_at else None


def standing_of(contact: Contact) -> str:
    """Say whether the person still works there; if not, since when, and how that is known."""
    day = day_left(contact)
    if contact.left == Left.HERE or day is None:
        return str(Left.HERE.label)
    said = (str(contact.get_left_display()), date_format(day, "SHORT_DATE_FORMAT"), contact.left_reason)
    return ", ".join(filter(None, said))


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
