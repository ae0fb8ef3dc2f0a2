"""What came back, and what became of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.states import JURISDICTIONS

from ..states import Result
from .addressee import Addressee
from .delivery import Fact, KeptFile
from .letter import Letter


class Answer(Fact):
    """What an addressee wrote back: as text, as a file, or both. Everyone may read it, or staff only."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="answers", verbose_name=_("letter"))
    addressee = models.ForeignKey(Addressee, models.PROTECT, related_name="answers", verbose_name=_("addressee"))
    date = models.DateField(_("date"))
    text = models.TextField(_("text"), blank=True)
    file = models.ForeignKey(KeptFile, models.PROTECT, null=True, related_name="+", verbose_name=_("file"))
    public = models.BooleanField(_("public"), default=False)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["letter", "date", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") | Q(file__isnull=False), name="answer_has_its_words_or_its_file"
            )
        ]

    def __str__(self) -> str:
        return _("answer of %(name)s") % {"name": self.addressee}


class Outcome(Fact):
    """What became of what the letter asked for: with one addressee, in one jurisdiction, or on the whole."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="outcomes", verbose_name=_("letter"))
    addressee = models.ForeignKey(
        Addressee, models.PROTECT, null=True, related_name="outcomes", verbose_name=_("addressee")
    )
    jurisdiction = models.CharField(_("place"), max_length=2, blank=True, choices=JURISDICTIONS)
    result = models.CharField(_("outcome"), max_length=10, choices=Result)
    date = models.DateField(_("date"))
    note = models.TextField(_("note"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ["letter", "date", "pk"]

    def __str__(self) -> str:
        return _("outcome: %(result)s") % {"result": self.get_result_display()}
