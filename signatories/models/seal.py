"""What went out with a letter, as it went out; and what had to be said of it later."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.states import Chamber, Scope
from letters.models import Letter, Version

from ..querysets import FrozenQuerySet, SealedNameQuerySet, SealQuerySet
from ..states import Kind, Source
from .signatory import Signatory

User = settings.AUTH_USER_MODEL


class Frozen(models.Model):
    """Written once. Who changes it by SQL is found by `manage.py verify_seal`."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError(f"A {self._meta.model_name} is immutable.")
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise TypeError(f"A {self._meta.model_name} is immutable.")


class Seal(Frozen):
    """What was sent: number 0 is the letter, the others are its supplements.

    The manifest is canonical JSON (signatories/sealing/manifest.py); the PDF carries the manifest's digest.
    """

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="seals", verbose_name=_("letter"))
    number = models.PositiveSmallIntegerField(_("number"))
    version = models.ForeignKey(Version, models.PROTECT, related_name="seals", verbose_name=_("version"))
    sealed_at = models.DateTimeField(_("sealed"))
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    names = models.PositiveIntegerField(_("names"))
    listed = models.PositiveIntegerField(_("listed names"))
    manifest = models.BinaryField()
    manifest_sha256 = models.CharField(max_length=64, unique=True)
    pdf = models.BinaryField()
    pdf_sha256 = models.CharField(max_length=64, unique=True)

    objects = SealQuerySet.as_manager()

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ["letter", "number"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "number"], name="one_seal_per_letter_and_number"),
            models.CheckConstraint(
                condition=Q(listed__lte=models.F("names")), name="seal_lists_at_most_what_it_counts"
            ),
        ]

    def __str__(self) -> str:
        return str(_("supplement %(number)d") % {"number": self.number} if self.number else _("the letter"))


class SealedName(Frozen):
    """One name as it was printed, in its place. Of a name that is only counted nothing is kept but whose it is."""

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="sealed_names")
    position = models.PositiveIntegerField()
    # One to one: a name is in one file, the letter or one of its supplements, never in two.
    signatory = models.OneToOneField(Signatory, models.PROTECT, related_name="sealed_name")
    listed = models.BooleanField()
    kind = models.CharField(max_length=12, choices=Kind, blank=True)
    source = models.CharField(max_length=14, choices=Source, blank=True)
    lead_position = models.PositiveSmallIntegerField(null=True)
    printed_name = models.CharField(max_length=255, blank=True)
    line = models.CharField(max_length=500, blank=True)
    seat = models.CharField(max_length=255, blank=True)
    title = models.CharField(max_length=200, blank=True)
    affiliation = models.CharField(max_length=200, blank=True)
    party = models.CharField(max_length=100, blank=True)
    chamber = models.CharField(max_length=20, choices=Chamber, blank=True)
    us_state = models.CharField(max_length=2, blank=True)
    district = models.CharField(max_length=100, blank=True)
    city = models.CharField(max_length=120, blank=True)
    scope = models.CharField(max_length=12, choices=Scope, blank=True)

    objects = SealedNameQuerySet.as_manager()

    class Meta:
        verbose_name = _("sealed name")
        verbose_name_plural = _("sealed names")
        ordering = ["seal", "position"]
        constraints = [
            models.UniqueConstraint(fields=["seal", "position"], name="one_sealed_name_per_place"),
            models.CheckConstraint(
                condition=Q(listed=True) | Q(printed_name="", line="", seat=""), name="unlisted_name_is_not_printed"
            ),
        ]

    def __str__(self) -> str:
        return self.printed_name

    @property
    def invented(self) -> bool:
        """Whether the page must say that no such person signed."""
        return self.source == Source.DEMONSTRATION


class Erratum(Frozen):
    """What is wrong with a sealed name, in public. The sealed file stays as it is; the next supplement prints this."""

    sealed_name = models.ForeignKey(SealedName, models.PROTECT, related_name="errata")
    text = models.CharField(_("correction"), max_length=500)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("erratum")
        verbose_name_plural = _("errata")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text


class PrintedErratum(Frozen):
    """An erratum in the supplement that printed it: in one, and once."""

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="errata")
    position = models.PositiveIntegerField()
    erratum = models.OneToOneField(Erratum, models.PROTECT, related_name="printed")
    text = models.CharField(max_length=500)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("printed erratum")
        verbose_name_plural = _("printed errata")
        ordering = ["seal", "position"]

    def __str__(self) -> str:
        return self.text


class Dissociation(Frozen):
    """A signatory no longer stands by a letter that has gone out. The name stays in the sealed file."""

    signatory = models.OneToOneField(Signatory, models.PROTECT, related_name="dissociation")
    note = models.CharField(_("public note"), max_length=500)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("dissociation")
        verbose_name_plural = _("dissociations")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.signatory)
