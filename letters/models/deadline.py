"""Deadlines that were moved."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .letter import Letter


class DeadlineChange(models.Model):
    """A deadline that was moved, by whom and why; shown on the letter's page."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="deadline_changes")
    old = models.DateTimeField(_("old deadline"))
    new = models.DateTimeField(_("new deadline"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("deadline change")
        verbose_name_plural = _("deadline changes")
        ordering = ["letter", "at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(old=F("new")), name="deadline_change_changes_it")]

    def __str__(self) -> str:
        return f"{self.old:%Y-%m-%d %H:%M} → {self.new:%Y-%m-%d %H:%M}"
