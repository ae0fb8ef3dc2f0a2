"""How a signatory takes its own name off: the links in our mails, and what the letter's page says of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..querysets import FrozenQuerySet, LeavingLinkQuerySet
from .seal import Frozen
from .signatory import Signatory


class LeavingLink(models.Model):
    """The link in one mail by which the person who acted takes the name off. Every mail has its own; all work.

    Only the digest of its token is kept. ``mailbox`` is where it went: when staff correct the address, it is dead.
    """

    signatory = models.ForeignKey(Signatory, models.PROTECT, related_name="leaving_links")
    mailbox = models.CharField(max_length=254)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField()

    objects = LeavingLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("withdrawal link")
        verbose_name_plural = _("withdrawal links")

    def __str__(self) -> str:
        return str(self.signatory_id)


class Withdrawal(Frozen):
    """That somebody withdrew while the letter said so in public, and the reason they published, if any."""

    signatory = models.OneToOneField(Signatory, models.PROTECT, related_name="withdrawal")
    note = models.CharField(_("public note"), max_length=500, blank=True)
    at = models.DateTimeField(_("when"))

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.signatory)
