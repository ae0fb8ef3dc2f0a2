"""How a signatory's own hand looks."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .signatory import Signatory


class SignaturePicture(models.Model):
    """A picture of a signature, printed above the name. Decoration: the consent is what counts."""

    signatory = models.OneToOneField(Signatory, models.PROTECT, primary_key=True, related_name="signature_picture")
    content = models.BinaryField(_("picture"))

    class Meta:
        verbose_name = _("picture of the signature")
        verbose_name_plural = _("pictures of signatures")

    def __str__(self) -> str:
        return str(self.signatory)
