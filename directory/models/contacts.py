"""Who works in an office, and whether they still do."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .. import names
from ..querysets import ContactQuerySet
from ..states import Left, Role
from .legislators import Legislator
from .organizations import Organization


class Contact(models.Model):
    """A person in the office of one legislator or organization.

    A mailbox that serves two members is two contacts. ``mailbox`` is the one spelling of the address: whoever writes
    an address fills it in. ``left`` moves only in signatories/workflow.
    """

    legislator = models.ForeignKey(
        Legislator, models.PROTECT, null=True, blank=True, related_name="contacts", verbose_name=_("legislator")
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="contacts", verbose_name=_("organization")
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=24, choices=Role, default=Role.OTHER)
    title = models.CharField(
        _("title"), max_length=120, blank=True, help_text=_("In the office's own words, if the role says too little.")
    )
    issues = models.CharField(
        _("issues"), max_length=300, blank=True, help_text=_("Separated by commas: immigration, housing.")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    mailbox = models.CharField(_("mailbox"), max_length=254, blank=True, editable=False)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    note = models.TextField(_("note"), blank=True)
    left = models.CharField(_("left the office"), max_length=8, choices=Left, blank=True, editable=False)
    left_at = models.DateTimeField(_("since"), null=True, editable=False)
    left_reason = models.CharField(_("why"), max_length=300, blank=True, editable=False)
    folded = models.CharField(max_length=names.KEY_LENGTH, editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["mailbox"], name="contacts_of_a_mailbox", condition=~Q(mailbox=""))]
        constraints = [
            models.CheckConstraint(
                condition=Q(legislator__isnull=True) ^ Q(organization__isnull=True),
                name="contact_is_of_one_office",
                violation_error_message=_("Choose a legislator or an organization, one of the two."),
            ),
            models.CheckConstraint(
                condition=~Q(name="", mailbox=""),
                name="contact_has_a_name_or_an_address",
                violation_error_message=_("Write a name or an e-mail address."),
            ),
            models.CheckConstraint(
                condition=Q(email="", mailbox="") | ~Q(email="") & ~Q(mailbox=""),
                name="contact_address_is_one_mailbox",
            ),
            models.CheckConstraint(
                condition=Q(left=Left.HERE, left_at__isnull=True, left_reason="")
                | ~Q(left=Left.HERE) & Q(left_at__isnull=False),
                name="contact_who_left_says_when",
            ),
            models.UniqueConstraint(
                fields=["legislator", "mailbox"],
                condition=~Q(mailbox=""),
                name="one_contact_per_legislator_and_mailbox",
                violation_error_message=_("This office has a contact with this mailbox already."),
            ),
            models.UniqueConstraint(
                fields=["organization", "mailbox"],
                condition=~Q(mailbox=""),
                name="one_contact_per_organization_and_mailbox",
                violation_error_message=_("This organization has a contact with this mailbox already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        self.fill_keys()
        if update_fields is not None:
            update_fields = {*update_fields, "folded"}
        super().save(update_fields=update_fields, **kwargs)

    def fill_keys(self) -> None:
        """Derive what a search looks into. For bulk writes, which skip `save`."""
        self.folded = names.fold(f"{self.name} {self.title} {self.issues}")[: names.KEY_LENGTH]

    @property
    def office(self) -> Legislator | Organization:
        """Where the person works; a constraint holds that there is one."""
        return self.legislator or self.organization  # type: ignore[return-value]

    @property
    def does(self) -> str:
        """What the person does, in the office's own words where there are any."""
        return self.title or (str(self.get_role_display()) if self.role != Role.OTHER else "")
