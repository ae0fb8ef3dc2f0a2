"""Personal links: proof that the lead's staff sent this letter to this office; and what the office answered."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models import Contact, Legislator, Organization
from letters.models import Letter
from outbox.models import OutgoingEmail

from ..asked import InvitationQuerySet
from ..states import OfficeAnswer


class InvitationBatch(models.Model):
    """Links that were made by one press: sent by us, or taken away in a file to be sent by staff.

    ``uuid`` is the form's, so that a second press finds the first one's batch. Ours are worked off in the order of
    keys by signatories/inviting.py until ``finished_at``; staff's own are finished when staff say that they are sent.
    """

    uuid = models.UUIDField(unique=True, editable=False)
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="invitation_batches", verbose_name=_("letter"))
    by_us = models.BooleanField(_("sent by us"), default=True)
    language = models.CharField(_("language"), max_length=5, default="en", choices=settings.LANGUAGES)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    links = models.PositiveIntegerField(_("links"), default=0)
    mails = models.PositiveIntegerField(_("mails"), default=0)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("batch of invitations")
        verbose_name_plural = _("batches of invitations")
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(finished_at__isnull=True, by_us=True), name="invitation_batches_to_do"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter} · {self.links}"


class Invitation(models.Model):
    """One link for one target and one letter. Only the digest of its token is kept: the link is shown once.

    Changed only in signatories/workflow. ``email`` is where it went, whoever works there later.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="invitations", verbose_name=_("letter"))
    legislator = models.ForeignKey(
        Legislator, models.PROTECT, null=True, related_name="invitations", verbose_name=_("legislator")
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="invitations", verbose_name=_("organization")
    )
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, related_name="invitations", verbose_name=_("contact")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    batch = models.ForeignKey(InvitationBatch, models.PROTECT, null=True, related_name="invitations")
    mail = models.ForeignKey(OutgoingEmail, models.SET_NULL, null=True, related_name="+", verbose_name=_("mail"))
    settled_at = models.DateTimeField(null=True, help_text=_("When its mail was stored, or found to be needless."))
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    opened_at = models.DateTimeField(_("first opened"), null=True, help_text=_("Also by programs that look at mail."))
    opens = models.PositiveIntegerField(_("times opened"), default=0)
    answer = models.CharField(_("answer"), max_length=12, choices=OfficeAnswer, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.CharField(_("answered by"), max_length=250, blank=True)
    answers = models.PositiveSmallIntegerField(default=0, editable=False)
    surname_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    tries_since = models.DateTimeField(null=True, editable=False)

    objects = InvitationQuerySet.as_manager()
    mailbox = ""  # signatories/tokens.py binds a cookie to the mailbox where there is one

    class Meta:
        verbose_name = _("personal link")
        verbose_name_plural = _("personal links")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["batch", "id"], condition=Q(settled_at=None), name="invitations_to_mail")]
        constraints = [
            models.CheckConstraint(
                condition=Q(legislator__isnull=True) ^ Q(organization__isnull=True), name="invitation_has_one_target"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.letter}"

    @property
    def name(self) -> str:
        """Who was invited, as printed; a constraint holds that there is one."""
        return self.legislator.full_name if self.legislator else str(self.organization)
