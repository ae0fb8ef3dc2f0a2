"""The Dear Colleague as the members of one party read it."""

from django.db import models
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from directory.states import Party

from .. import text
from .letter import Letter


class PartyNote(models.Model):
    """What stands in place of a letter's Dear Colleague for one party. The letter itself is the same for all."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="party_notes")
    party = models.CharField(_("party"), max_length=12, choices=Party)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("Dear Colleague for one party")
        verbose_name_plural = _("Dear Colleagues for one party")
        ordering = ["letter", "party"]
        constraints = [models.UniqueConstraint(fields=["letter", "party"], name="one_note_per_letter_and_party")]

    def __str__(self) -> str:
        return self.get_party_display()

    @property
    def html(self) -> SafeString:
        return text.to_html(self.text, within="note")
