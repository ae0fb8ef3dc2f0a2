"""The cause that groups letters, and what happened to it."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..states import UpdateType


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


class Update(models.Model):
    """Something that happened to the cause: news, an event, a statement, an outcome, a bill."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="updates", verbose_name=_("campaign"))
    type = models.CharField(_("type"), max_length=12, choices=UpdateType)
    date = models.DateField(_("date"))
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True, help_text=_("Who says so; a link if there is."))

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        ordering = ["-date", "-pk"]

    def __str__(self) -> str:
        return self.title
