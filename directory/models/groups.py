"""Legislators who belong together: committees, caucuses, delegations, the leadership."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..states import JURISDICTIONS, GroupKind
from .legislators import Legislator


class LegislatorGroup(models.Model):
    """An ordered list of legislators. A letter may be theirs alone to sign (letters: ``signers_group``)."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=GroupKind, default=GroupKind.COMMITTEE)
    jurisdiction = models.CharField(_("legislature"), max_length=2, choices=JURISDICTIONS)

    class Meta:
        verbose_name = _("group of legislators")
        verbose_name_plural = _("groups of legislators")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """A legislator's place in a group, and what is printed under the name there: "Ranking Member"."""

    group = models.ForeignKey(LegislatorGroup, models.PROTECT, related_name="members", verbose_name=_("group"))
    legislator = models.ForeignKey(Legislator, models.PROTECT, related_name="places", verbose_name=_("legislator"))
    # Not unique: while staff move somebody, two may share a place.
    position = models.PositiveIntegerField(_("place"))
    title = models.CharField(_("line under the name"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["group", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "legislator"],
                name="one_place_per_legislator_and_group",
                violation_error_message=_("This legislator is in the group already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.legislator)
