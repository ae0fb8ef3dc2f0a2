"""Personal links: proof that the lead's staff sent this letter to this member's office."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models import Legislator
from letters.models import Letter

from ..querysets import InvitationQuerySet


class Invitation(models.Model):
    """One link for one member and one letter. Only the digest of its token is kept: the link is shown once."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="invitations", verbose_name=_("letter"))
    legislator = models.ForeignKey(
        Legislator, models.PROTECT, related_name="invitations", verbose_name=_("legislator")
    )
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    surname_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    tries_since = models.DateTimeField(null=True, editable=False)

    objects = InvitationQuerySet.as_manager()
    mailbox = ""  # signatories/tokens.py binds a cookie to the mailbox where there is one

    class Meta:
        verbose_name = _("personal link")
        verbose_name_plural = _("personal links")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.legislator} · {self.letter}"
