"""Which staff member hears of a letter's names, and how often."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from letters.models import Letter

from ..states import Watching


class Watch(models.Model):
    """What one staff member is told about one letter. ``through`` is the last trail entry told of."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="watches", verbose_name=_("letter"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("who"))
    mode = models.CharField(_("how often"), max_length=8, choices=Watching, default=Watching.DAILY)
    through = models.PositiveBigIntegerField(default=0, editable=False)
    told_at = models.DateTimeField(_("told"), editable=False)

    class Meta:
        verbose_name = _("notice to staff")
        verbose_name_plural = _("notices to staff")
        constraints = [models.UniqueConstraint(fields=["letter", "user"], name="one_watch_per_letter_and_user")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_mode_display()}"
