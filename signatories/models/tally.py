from django.db import models
from django.utils.translation import gettext_lazy as _

from letters.models import Letter


class Tally(models.Model):
    """The counts of a letter too large to count at each request; at most some seconds old."""

    letter = models.OneToOneField(Letter, models.PROTECT, primary_key=True, related_name="tally")
    confirmed = models.PositiveIntegerField(default=0)
    listed = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")

    def __str__(self) -> str:
        return str(self.confirmed)
