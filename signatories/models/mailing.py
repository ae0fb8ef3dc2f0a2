"""One notice to all signatories of a letter, put into the outbox batch by batch."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from letters.models import Letter

from ..states import MailingPurpose


class Mailing(models.Model):
    """Stored in the transaction of what it tells of; signatories/mailings.py works it off in the order of keys."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="mailings", verbose_name=_("letter"))
    purpose = models.CharField(_("purpose"), max_length=20, choices=MailingPurpose)
    about = models.PositiveBigIntegerField(null=True, help_text=_("Key of what it tells of, by purpose."))
    started_at = models.DateTimeField(_("started"))
    last_signatory = models.PositiveBigIntegerField(help_text=_("Whoever came after this key is not told."))
    done_through = models.PositiveBigIntegerField(default=0)
    mails = models.PositiveIntegerField(_("mails"), default=0)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("notice to all signatories")
        verbose_name_plural = _("notices to all signatories")
        ordering = ["-started_at", "-pk"]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(finished_at__isnull=True), name="mailings_to_do"),
        ]

    def __str__(self) -> str:
        return self.get_purpose_display()
