"""What happened to a cause."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory.states import JURISDICTIONS

from ..states import UPDATE_MAY, UPDATE_NEEDS, UpdateType
from .campaign import Campaign

EVERYBODYS = {"place", "source", "jurisdiction"}  # needed by some types, welcome in all
OWN = {type_: {*UPDATE_NEEDS[type_], *UPDATE_MAY.get(type_, ())} - EVERYBODYS for type_ in UpdateType}
NEEDED = _("An update of this type needs it.")
NOT_SHOWN = _("An update of this type does not show it. Empty it, or choose the type “%(other)s”.")
web_address = URLValidator(
    schemes=["https", "http"], message=_("Write an address that begins with https:// or http://.")
)


class Update(models.Model):
    """Something that happened to the cause: news, an event, a statement, an outcome, a bill.

    Each type says things of its own (letters/states.py), and none of another's: what is written is shown.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="updates", verbose_name=_("campaign"))
    type = models.CharField(_("type"), max_length=12, choices=UpdateType)
    date = models.DateField(_("date"))
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    jurisdiction = models.CharField(_("jurisdiction"), max_length=2, blank=True, choices=JURISDICTIONS)
    source = models.CharField(_("source"), max_length=300, blank=True, help_text=_("Who says so."))
    source_url = models.CharField(_("link to the source"), max_length=500, blank=True, validators=[web_address])

    speaker = models.CharField(_("who said it"), max_length=200, blank=True)
    role = models.CharField(_("the speaker's role"), max_length=200, blank=True)
    quotation = models.TextField(
        _("quotation"),
        blank=True,
        help_text=_("The speaker's own words, without quotation marks. What you report goes into the text."),
    )
    result = models.CharField(_("result"), max_length=80, blank=True, help_text=_("In a word or two: withdraws."))
    part = models.PositiveIntegerField(_("how many"), null=True, blank=True)
    whole = models.PositiveIntegerField(_("of how many"), null=True, blank=True)
    unit = models.CharField(_("of what"), max_length=60, blank=True, help_text=_("As in: 26 of 102 localities."))
    bill_number = models.CharField(_("number of the bill"), max_length=40, blank=True)
    bill_status = models.CharField(
        _("status of the bill"),
        max_length=120,
        blank=True,
        help_text=_("Where it stands on that day."),
    )

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(part__isnull=True, whole__isnull=True, unit="")
                | Q(part__isnull=False, whole__isnull=False, whole__gte=F("part"), whole__gt=0) & ~Q(unit=""),
                name="update_says_how_many_of_how_many_of_what",
                violation_error_message=_("Say all three or none: how many, of how many (not fewer), and of what."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse what the type lacks, and what it would not show."""
        if self.type not in UPDATE_NEEDS:
            return
        needed = UPDATE_NEEDS[UpdateType(self.type)]
        errors: dict[str, Any] = {name: NEEDED for name in needed if not getattr(self, name)}
        for other in UpdateType:
            if other != self.type:
                told = ValidationError(NOT_SHOWN, params={"other": other.label})
                errors |= {name: told for name in OWN[other] if getattr(self, name) not in ("", None)}
        if self.type == UpdateType.STATEMENT and not (self.text or self.quotation):
            errors["text"] = _("Report here what was said, or quote it below.")
        if errors:
            raise ValidationError(errors)
