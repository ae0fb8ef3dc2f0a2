from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import DomainNameValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .. import names
from ..querysets import OrganizationQuerySet
from ..states import Scope, State, is_free_mail

FREE_MAIL_SPEAKS_FOR_NOBODY = _(
    "Anybody can get an address at %(domain)s, so it cannot speak for an organization. Leave this empty, or enter the "
    "organization's own domain."
)


class Organization(models.Model):
    """An organisation that may sign. A chapter names its parent and may share its name in another state."""

    name = models.CharField(_("name"), max_length=255)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="chapters", verbose_name=_("chapter of")
    )
    scope = models.CharField(_("scope"), max_length=10, choices=Scope, default=Scope.NATIONAL)
    domain = models.CharField(
        _("e-mail domain"),
        max_length=253,
        blank=True,
        validators=[DomainNameValidator(accept_idna=False)],
        help_text=_("Addresses at this domain may speak for the organisation."),
    )
    city = models.CharField(_("city"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=2, choices=State, blank=True)
    sort_name = models.CharField(
        _("sort name"),
        max_length=names.KEY_LENGTH,
        blank=True,
        db_index=True,
        help_text=_("Filled in when left empty."),
    )
    folded_name = models.CharField(max_length=names.KEY_LENGTH, editable=False)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        constraints = [
            models.CheckConstraint(
                condition=~Q(folded_name=""),
                name="organization_has_a_name",
                violation_error_message=_("A name needs a letter or a digit."),
            ),
            # Two constraints, because NULL parents never equal each other.
            models.UniqueConstraint(
                fields=["folded_name", "state"],
                condition=Q(parent=None),
                name="one_organization_per_name_and_state",
                violation_error_message=_("This organization is already in the directory."),
            ),
            models.UniqueConstraint(
                fields=["folded_name", "parent", "state"],
                name="one_chapter_per_parent_name_and_state",
                violation_error_message=_("This chapter is already in the directory."),
            ),
        ]

    def __str__(self) -> str:
        place = ", ".join(filter(None, (self.city, self.state)))
        return f"{self.name} ({place})" if place else self.name

    def clean(self) -> None:
        self.fill_keys()
        if is_free_mail(self.domain):
            raise ValidationError({"domain": FREE_MAIL_SPEAKS_FOR_NOBODY % {"domain": self.domain}})

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        # Forms leave folded_name out; its uniqueness must be told to people all the same.
        super().validate_constraints(exclude={*(exclude or ())} - {"folded_name"})

    def save(self, *, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        self.fill_keys()
        if update_fields is not None:
            update_fields = {*update_fields, "sort_name", "folded_name", "domain"}
        super().save(update_fields=update_fields, **kwargs)

    def fill_keys(self) -> None:
        """Derive the keys from the name; a sort name that staff typed stays. For bulk writes, which skip `save`."""
        self.domain = self.domain.strip().lower()
        self.sort_name = (names.fold(self.sort_name) or names.sort_name_of_organization(self.name))[: names.KEY_LENGTH]
        self.folded_name = names.fold(self.name)[: names.KEY_LENGTH]
