"""A list of names that somebody brought: what it said, what was made of it, and what was decided."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models import Organization, Term
from directory.names import KEY_LENGTH
from letters.models import Letter

from ..querysets import ListRowQuerySet
from ..states import Choice, Kind, Verdict


class NameList(models.Model):
    """One file or pasted text for one letter. Kept with its rows: it shows where every name of it came from."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="lists", verbose_name=_("letter"))
    kind = models.CharField(_("who signs"), max_length=12, choices=Kind)
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    header = models.JSONField(default=list, help_text=_("The headings of the file."))
    columns = models.JSONField(default=list, help_text=_("What each column says."))
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    added_at = models.DateTimeField(_("added"), auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("added by")
    )
    imported_at = models.DateTimeField(_("put on the letter"), null=True)
    told = models.BooleanField(_("receipts were sent"), default=False, editable=False)

    class Meta:
        verbose_name = _("list of names")
        verbose_name_plural = _("lists of names")
        ordering = ["-added_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name or str(_("Pasted text"))


class ListRow(models.Model):
    """One row: its cells, the verdict on them, the choice that was made. The signatory of it points here."""

    names = models.ForeignKey(NameList, models.PROTECT, related_name="rows", verbose_name=_("list of names"))
    number = models.PositiveIntegerField(_("row"))  # as a spreadsheet shows it: the headings are row 1
    raw = models.TextField(_("as it was written"))
    cells = models.JSONField(default=list)
    corrected = models.JSONField(default=dict)
    verdict = models.CharField(_("verdict"), max_length=16, choices=Verdict, blank=True)
    why = models.CharField(_("why"), max_length=500, blank=True)
    key = models.CharField(max_length=KEY_LENGTH, blank=True)
    likeness = models.CharField(max_length=KEY_LENGTH, blank=True)
    term = models.ForeignKey(Term, models.PROTECT, null=True, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    candidates = models.JSONField(default=list)
    choice = models.CharField(_("what becomes of it"), max_length=12, choices=Choice, blank=True)

    objects = ListRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of a list")
        verbose_name_plural = _("rows of lists")
        ordering = ["names", "number"]
        indexes = [
            models.Index(fields=["names", "verdict", "number"], name="rows_by_verdict"),
            models.Index(fields=["names", "key"], name="rows_of_one_principal", condition=~Q(key="")),
            models.Index(fields=["names", "likeness"], name="rows_that_are_alike", condition=~Q(likeness="")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["names", "number"], name="one_row_per_number"),
        ]

    def __str__(self) -> str:
        return self.raw[:100]
