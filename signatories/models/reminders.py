"""Whom we reminded of which letter, and who wants no reminders."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from letters.models import Letter
from outbox.models import OutgoingEmail

from .ask import Ask
from .signatory import Signatory

USER = settings.AUTH_USER_MODEL


class RemindedMailbox(models.Model):
    """One mailbox, over all letters: when its last reminder went, and whether it asked for no more.

    The row is what makes one reminder a day: whoever sends moves ``reminded_at`` first, and of two one finds it moved.
    """

    mailbox = models.CharField(_("mailbox"), max_length=254, unique=True)
    reminded_at = models.DateTimeField(_("last reminder"), null=True)
    stopped_at = models.DateTimeField(_("no reminders since"), null=True)

    class Meta:
        verbose_name = _("reminded mailbox")
        verbose_name_plural = _("reminded mailboxes")

    def __str__(self) -> str:
        return str(self.pk)


class Reminder(models.Model):
    """One name in one reminder: a target that was silent, or a signature that nobody confirmed.

    ``days`` before the closing day, as the letter's rule says; empty when staff asked for it or a day after signing.
    ``deadline`` is the closing time that the mail named: until then it is not named again for the same ``days``.
    All names of one mail share its token, which stops the reminders of its mailbox.
    """

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="reminded", verbose_name=_("letter"))
    ask = models.ForeignKey(Ask, models.PROTECT, null=True, related_name="reminded", verbose_name=_("ask"))
    signatory = models.ForeignKey(
        Signatory, models.PROTECT, null=True, related_name="reminded", verbose_name=_("signatory")
    )
    sent_to = models.ForeignKey(RemindedMailbox, models.PROTECT, related_name="reminders")
    days = models.PositiveSmallIntegerField(_("days before"), null=True)
    deadline = models.DateTimeField(_("deadline"))
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    token_digest = models.CharField(max_length=64, db_index=True, editable=False)
    email = models.ForeignKey(OutgoingEmail, models.SET_NULL, null=True, related_name="+", verbose_name=_("mail"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.CheckConstraint(
                condition=Q(ask__isnull=True) ^ Q(signatory__isnull=True), name="reminder_is_of_one_name"
            ),
            models.UniqueConstraint(
                fields=["ask", "days", "deadline"],
                condition=Q(days__isnull=False),
                name="one_reminder_per_ask_and_time",
            ),
            models.UniqueConstraint(
                fields=["signatory", "days", "deadline"],
                condition=Q(days__isnull=False),
                name="one_reminder_per_signatory_and_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.ask or self.signatory)


class ReminderOrder(models.Model):
    """Staff asked for reminders to the silent targets of a letter; the timetable sends them."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="reminder_orders", verbose_name=_("letter"))
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))

    class Meta:
        verbose_name = _("order to remind")
        verbose_name_plural = _("orders to remind")

    def __str__(self) -> str:
        return f"{self.letter}: {self.at}"
