"""To whom a letter is written."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .letter import Letter


class Addressee(models.Model):
    """To whom the letter is written. (A "recipient" is only ever of mail.)"""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="addressees")
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    name = models.CharField(_("name"), max_length=200)
    title = models.CharField(_("title"), max_length=200, blank=True)
    organization = models.CharField(_("organization"), max_length=200, blank=True)
    address = models.TextField(_("address"), blank=True)

    class Meta:
        verbose_name = _("addressee")
        verbose_name_plural = _("addressees")
        ordering = ["letter", "position", "pk"]

    def __str__(self) -> str:
        return self.name
