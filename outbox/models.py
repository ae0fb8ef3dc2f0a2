"""One row per e-mail, from the moment it is caused until long after it was sent."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .states import UNSENT_STATES, EmailState, Priority

MAX_SUBJECT = 255


class OutgoingEmailQuerySet(models.QuerySet["OutgoingEmail"]):
    """The outbox in words. Time is the database's, unless `at` is given: clocks of machines differ."""

    def due(self, at: datetime | None = None) -> "OutgoingEmailQuerySet":
        """What may be sent now, in the order in which it goes. The partial index `outbox_due` is made for this."""
        return self.filter(state=EmailState.DUE, due_at__lte=at or Now()).order_by("priority", "due_at")

    def abandoned(self, at: datetime | None = None) -> "OutgoingEmailQuerySet":
        """What a worker took and neither sent nor gave back in time: it died, or it hangs."""
        return self.filter(state=EmailState.LEASED, leased_until__lte=at or Now())

    def held(self, email: "OutgoingEmail") -> "OutgoingEmailQuerySet":
        """The row of this mail, while the lease is still the one that `email` was read with; else nothing."""
        return self.filter(pk=email.pk, state=EmailState.LEASED, leased_until=email.leased_until)

    def repeatable(self) -> "OutgoingEmailQuerySet":
        """What failed for good and could still be sent, because its bytes are here."""
        return self.filter(state=EmailState.FAILED, mime__isnull=False)

    def gone(self) -> "OutgoingEmailQuerySet":
        """What failed because its server knows no such mailbox. The partial index `outbox_gone` is made for this."""
        return self.exclude(gone_mailbox="")

    def gone_mailboxes(self) -> dict[str, str]:
        """Return what each server said last of a mailbox that it knows no more, by mailbox: no mail goes there."""
        return dict(self.gone().order_by("pk").values_list("gone_mailbox", "last_error"))


class OutgoingEmail(models.Model):
    """An e-mail to one recipient. Made by `queue.enqueue`; only `leases` and `queue` move it on."""

    purpose = models.SlugField(_("purpose"), max_length=40, db_index=False)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority)
    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=MAX_SUBJECT)
    message_id = models.CharField(_("Message-ID"), max_length=320, unique=True)
    # The whole message as it goes over the wire, the same at every attempt. It holds codes and links: for no eyes.
    mime = models.BinaryField(_("message"), null=True)
    state = models.CharField(_("state"), max_length=6, choices=EmailState, default=EmailState.DUE)
    due_at = models.DateTimeField(_("due"), db_default=Now())
    leased_until = models.DateTimeField(_("being sent until"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    # The one spelling (`addresses.canonical`) of a mailbox of which its server said that there is none.
    gone_mailbox = models.CharField(max_length=254, blank=True, editable=False)
    created_at = models.DateTimeField(_("stored"), db_default=Now())
    sent_at = models.DateTimeField(_("sent"), null=True)

    objects = OutgoingEmailQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing e-mail")
        verbose_name_plural = _("outgoing e-mails")
        indexes = [
            models.Index("priority", "due_at", condition=Q(state=EmailState.DUE), name="outbox_due"),
            models.Index("leased_until", condition=Q(state=EmailState.LEASED), name="outbox_leased"),
            models.Index(fields=["gone_mailbox"], condition=~Q(gone_mailbox=""), name="outbox_gone"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=EmailState.values), name="mail_is_in_a_known_state"),
            models.CheckConstraint(
                condition=Q(state=EmailState.SENT, sent_at__isnull=False, mime__isnull=True)
                | ~Q(state=EmailState.SENT) & Q(sent_at__isnull=True),
                name="sent_mail_has_its_time_and_no_bytes",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=UNSENT_STATES) | Q(mime__isnull=False), name="unsent_mail_has_its_bytes"
            ),
            models.CheckConstraint(
                condition=Q(state=EmailState.LEASED, leased_until__isnull=False)
                | ~Q(state=EmailState.LEASED) & Q(leased_until__isnull=True),
                name="only_leased_mail_has_a_lease",
            ),
            models.CheckConstraint(
                condition=Q(gone_mailbox="") | Q(state=EmailState.FAILED),
                name="only_failed_mail_tells_of_a_gone_mailbox",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"
