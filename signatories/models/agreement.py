"""What the leads have said of the letter as it goes out."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from letters.models import Version

from .signatory import Signatory


class Agreement(models.Model):
    """A lead has seen the pages as they go out, and agrees: staff asked, and noted it. Another version asks anew."""

    signatory = models.ForeignKey(Signatory, models.PROTECT, related_name="agreements", verbose_name=_("signatory"))
    version = models.ForeignKey(Version, models.PROTECT, related_name="agreements", verbose_name=_("version"))
    noted_at = models.DateTimeField(_("noted"))
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )

    class Meta:
        verbose_name = _("lead's agreement")
        verbose_name_plural = _("leads' agreements")
        constraints = [
            models.UniqueConstraint(fields=["signatory", "version"], name="one_agreement_per_lead_and_version")
        ]

    def __str__(self) -> str:
        return f"{self.signatory_id} {self.version_id}"
