"""Whom we ask to sign a letter, and what they said: the rows of the whip board."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models import Legislator, Organization, Term
from letters.models import Letter

from ..asked import AskQuerySet
from ..states import Stance


class Ask(models.Model):
    """One target asked to sign one letter. Changed only in signatories/workflow/asking.py.

    ``edition`` counts the changes: whoever saves says which one was seen, so that two staff never overwrite each
    other. Whether the target signed is read from the signatures (docs/adr/0025).
    """

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="asks", verbose_name=_("letter"))
    legislator = models.ForeignKey(
        Legislator, models.PROTECT, null=True, related_name="asks", verbose_name=_("legislator")
    )
    term = models.ForeignKey(
        Term, models.PROTECT, null=True, related_name="+", help_text=_("The seat for which the member is asked.")
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="asks", verbose_name=_("organization")
    )
    stance = models.CharField(_("stance"), max_length=12, choices=Stance, default=Stance.NOT_ASKED)
    until = models.DateField(_("quiet until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True, help_text=_("Why not: for the lead's office."))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    contacted_at = models.DateTimeField(_("last contact"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed"))
    taken_off_at = models.DateTimeField(_("taken off the board"), null=True, editable=False)
    edition = models.PositiveIntegerField(default=1)

    objects = AskQuerySet.as_manager()
    withdrew_at: datetime | None = None  # read from the trail by signatories/board.py

    class Meta:
        verbose_name = _("ask")
        verbose_name_plural = _("asks")
        ordering = ["letter", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "legislator"], condition=Q(legislator__isnull=False), name="one_ask_per_legislator"
            ),
            models.UniqueConstraint(
                fields=["letter", "organization"],
                condition=Q(organization__isnull=False),
                name="one_ask_per_organization",
            ),
            models.CheckConstraint(
                condition=Q(legislator__isnull=False, organization__isnull=True, term__isnull=False)
                | Q(legislator__isnull=True, organization__isnull=False, term__isnull=True),
                name="ask_has_one_target",
            ),
        ]

    def __str__(self) -> str:
        return self.legislator.full_name if self.legislator else str(self.organization)

    @property
    def named(self) -> str:
        """The name as it is pasted into a mail: "Ana Ruiz (D-NY-16)"."""
        return f"{self} ({self.term.party_and_seat})" if self.term else str(self)
