"""Who did what to a letter or a name."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from letters.models import Letter

from ..querysets import TrailQuerySet
from ..states import Verb
from .ask import Ask
from .replies import Reply
from .signatory import Signatory

User = settings.AUTH_USER_MODEL


class TrailEntry(models.Model):
    """Who did what, when and why. Holds ids, verbs and reasons, never addresses. Append-only."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="trail", verbose_name=_("letter"))
    signatory = models.ForeignKey(
        Signatory, models.PROTECT, null=True, related_name="trail", verbose_name=_("signatory")
    )
    reply = models.ForeignKey(Reply, models.PROTECT, null=True, related_name="trail", verbose_name=_("reply"))
    ask = models.ForeignKey(Ask, models.PROTECT, null=True, related_name="trail", verbose_name=_("ask"))
    verb = models.CharField(_("what"), max_length=20, choices=Verb)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    reason = models.CharField(_("why"), max_length=500, blank=True)

    objects = TrailQuerySet.as_manager()

    class Meta:
        verbose_name = _("trail entry")
        verbose_name_plural = _("trail")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["letter", "-at"], name="trail_of_a_letter")]

    def __str__(self) -> str:
        return self.get_verb_display()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new entry; an entry that exists is never written again."""
        if self.pk is not None:
            raise TypeError("The trail is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise TypeError("The trail is append-only.")
