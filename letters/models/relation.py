"""Letters that refer to each other."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from ..states import RelationKind
from .letter import Letter


class LetterRelation(models.Model):
    """What one letter is to another, written down once for both (docs/adr/0022)."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="relations", verbose_name=_("letter"))
    kind = models.CharField(_("this letter"), max_length=12, choices=RelationKind)
    to = models.ForeignKey(Letter, models.PROTECT, related_name="relations_from", verbose_name=_("other letter"))
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("Shown beside the link, on both pages.")
    )

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("letters that belong to this one")
        ordering = ["letter", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(letter=F("to")), name="no_letter_belongs_to_itself"),
            models.UniqueConstraint(
                Least("letter", "to"),
                Greatest("letter", "to"),
                name="one_relation_of_two_letters",
                violation_error_message=_("These two letters are related already, here or at the other letter."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.to}"
