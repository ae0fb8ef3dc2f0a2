"""The link to an office's own page."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..querysets import OfficeLinkQuerySet


class OfficeLink(models.Model):
    """A link mailed to whoever asked for it, known or not: what it opens is read from the directory each time.

    So the answer to a stranger, and the work for it, are the same for every address. Only the token's digest is kept.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mailbox = models.CharField(_("mailbox"), max_length=254, editable=False)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made"), editable=False)
    surname_tries = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = OfficeLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to an office's page")
        verbose_name_plural = _("links to offices' pages")
        indexes = [models.Index(fields=["mailbox", "made_at"], name="office_links_of_a_mailbox")]

    def __str__(self) -> str:
        return str(self.uuid)
