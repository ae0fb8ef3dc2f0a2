"""What exactly is signed."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import text
from ..states import Change
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

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["letter", "number"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "number"], name="one_version_per_letter_and_number"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="version_numbers_start_at_one"),
        ]

    def __str__(self) -> str:
        return _("version %(number)d") % {"number": self.number}

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new version; one that exists is never written again."""
        if self.pk is not None:
            raise TypeError("A version is immutable.")
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise TypeError("A version is immutable.")

    @cached_property
    def text(self) -> dict[str, Any]:
        """The frozen parts by name, with ``body_html`` ready for a page."""
        return text.read(bytes(self.content))
