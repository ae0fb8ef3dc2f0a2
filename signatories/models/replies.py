"""A mail in which somebody asks for a name, as staff pasted or dropped it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from letters.models import Letter

from ..states import ReplyState


class Reply(models.Model):
    """A mail that came to staff, kept with the names it put on the letter. Only staff ever see it.

    ``state`` moves only in signatories/workflow. ``sha256`` is of what the mail says, not of how it was pasted.
    """

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="replies", verbose_name=_("letter"))
    raw = models.TextField(_("mail"))
    sender = models.CharField(_("sender"), max_length=400, blank=True)
    subject = models.CharField(_("subject"), max_length=500, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    sha256 = models.CharField(max_length=64, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=ReplyState, default=ReplyState.OPEN, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("brought in by")
    )
    at = models.DateTimeField(_("brought in"))

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ["pk"]
        indexes = [models.Index(fields=["letter", "state"], name="replies_of_a_letter")]
        constraints = [
            models.UniqueConstraint(fields=["letter", "sha256"], name="one_reply_per_letter_and_content"),
        ]

    def __str__(self) -> str:
        return f"{self.sender}: {self.subject}"
