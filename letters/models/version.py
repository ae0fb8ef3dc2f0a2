"""What exactly is signed."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import text
from ..states import ASKING_AGAIN, Change
from .letter import Letter


class Version(models.Model):
    """One immutable state of what is signed: canonical JSON (letters/text.py) and its SHA-256."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    change = models.CharField(max_length=12, choices=Change)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    written_at = models.DateTimeField(null=True)  # its words were last changed then, before it was published
    objections_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["letter", "number"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "number"], name="one_version_per_letter_and_number"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="version_numbers_start_at_one"),
            models.CheckConstraint(
                condition=models.Q(
                    change=Change.NOTICED,
                    objections_until__isnull=False,
                    objections_until__gt=models.F("published_at"),
                )
                | ~models.Q(change=Change.NOTICED) & models.Q(objections_until__isnull=True),
                name="noticed_version_says_until_when_to_object",
            ),
        ]

    def __str__(self) -> str:
        return _("version %(number)d") % {"number": self.number}

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new version; one that exists is never written again."""
        if self.pk is not None:
            raise TypeError("A version is immutable.")
        super().save(*args, **kwargs)

    @property
    def asks_again(self) -> bool:
        """Whether who had agreed to the version before does not stand for this one by that alone."""
        return self.change in ASKING_AGAIN

    def takes_objections_at(self, moment: datetime) -> bool:
        """Whether who was told of this version may still object to it."""
        return self.objections_until is not None and moment < self.objections_until

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise TypeError("A version is immutable.")

    @cached_property
    def text(self) -> dict[str, Any]:
        """The frozen parts by name, with ``body_html`` ready for a page."""
        return text.read(bytes(self.content))
