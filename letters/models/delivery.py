"""How a letter reached its addressees, and the files that are kept with it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..querysets import FactQuerySet
from ..states import Way
from .addressee import Addressee
from .letter import Letter


class KeptFile(models.Model):
    """A file kept with a letter, in a table of its own, so that no page of facts hauls it along."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="kept_files")
    content = models.BinaryField()
    media_type = models.CharField(max_length=20)

    class Meta:
        verbose_name = _("file of a letter")
        verbose_name_plural = _("files of letters")

    def __str__(self) -> str:
        return self.media_type


class Fact(models.Model):
    """Something that happened after a letter went out, as staff recorded it. It stays; an error is marked as one."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded"))
    in_error = models.BooleanField(_("entered in error"), default=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        abstract = True


class Delivery(Fact):
    """One way in which one addressee got the letter; the acknowledgement is what that addressee says of it."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="deliveries", verbose_name=_("letter"))
    addressee = models.ForeignKey(Addressee, models.PROTECT, related_name="deliveries", verbose_name=_("addressee"))
    way = models.CharField(_("how"), max_length=10, choices=Way, blank=True)
    at = models.DateTimeField(_("when"))
    carried_by = models.CharField(_("carried by"), max_length=120, blank=True)
    reference = models.CharField(_("docket or tracking number"), max_length=120, blank=True)
    proof = models.ForeignKey(KeptFile, models.PROTECT, null=True, related_name="+", verbose_name=_("proof"))
    acknowledged_on = models.DateField(_("acknowledged"), null=True)
    acknowledgement = models.TextField(_("acknowledgement"), blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["letter", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(acknowledgement="") | models.Q(acknowledged_on__isnull=False),
                name="acknowledgement_has_its_day",
            )
        ]

    def __str__(self) -> str:
        return _("delivery to %(name)s") % {"name": self.addressee}


class AwaitedAnswer(Addressee):
    """An addressee as the list of answers to chase has it."""

    class Meta:
        proxy = True
        verbose_name = _("answer to chase")
        verbose_name_plural = _("answers to chase")
        ordering = ["letter__answer_due", "letter", "position", "pk"]
