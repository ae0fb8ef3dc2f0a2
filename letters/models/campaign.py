"""The cause that groups letters."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Campaign(models.Model):
    """The cause that groups letters."""

    slug = models.SlugField(_("address"), unique=True, help_text=_("The last part of the page's web address."))
    title = models.CharField(_("title"), max_length=200)
    issue = models.CharField(_("issue"), max_length=80, help_text=_("One tag, such as Immigration."))
    summary = models.TextField(_("summary"), blank=True)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("letters:campaign", args=[self.slug])
