"""What an office prints at the top of its letters."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .letter import Letter


class LetterheadPicture(models.Model):
    """The office's own letterhead as a picture. Apart from the letter, so that no page of names hauls it along."""

    letter = models.OneToOneField(Letter, models.PROTECT, primary_key=True, related_name="letterhead_picture")
    content = models.BinaryField(_("picture"))
    says = models.CharField(
        _("what the picture says"), max_length=200, help_text=_("Read aloud to people who cannot see it.")
    )

    class Meta:
        verbose_name = _("letterhead picture")
        verbose_name_plural = _("letterhead pictures")

    def __str__(self) -> str:
        return self.says
