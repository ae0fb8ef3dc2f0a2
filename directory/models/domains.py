from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..querysets import MailDomainQuerySet
from ..states import JURISDICTIONS, Chamber, DomainKind, is_free_mail

# A star stands for the one label that names an office: *.senate.gov.
PATTERN = RegexValidator(
    r"^(\*\.)?([a-z0-9-]+\.)+[a-z]{2,}$",
    _("Write a domain such as nysenate.gov, or *.senate.gov for one of each office."),
)


class MailDomain(models.Model):
    """A mail domain that offices of a legislature use, and what an address there is evidence of."""

    domain = models.CharField(_("domain"), max_length=253, validators=[PATTERN])
    jurisdiction = models.CharField(_("legislature"), max_length=2, choices=JURISDICTIONS)
    chamber = models.CharField(_("chamber"), max_length=20, choices=Chamber, blank=True, help_text=_("Empty: both."))
    # Declared from strong to weak: where several rows cover a domain, the strongest kind speaks.
    kind = models.CharField(_("evidence"), max_length=20, choices=DomainKind, default=DomainKind.LEGISLATURE)

    objects = MailDomainQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail domain")
        verbose_name_plural = _("mail domains")
        ordering = ["jurisdiction", "chamber", "domain"]
        constraints = [
            models.UniqueConstraint(
                fields=["domain", "jurisdiction", "chamber"], name="one_kind_of_evidence_per_domain_and_chamber"
            ),
        ]

    def __str__(self) -> str:
        return self.domain

    def clean(self) -> None:
        if is_free_mail(self.domain.removeprefix("*.")) and self.kind != DomainKind.OTHER:
            raise ValidationError({"kind": _("Anybody can get an address at this domain: it is evidence of nothing.")})

    @property
    def legislature(self) -> str:
        """The legislature whose offices write from here, with the chamber where it is one's own."""
        return ", ".join(filter(None, (str(self.get_jurisdiction_display()), str(self.get_chamber_display()))))

    def is_of(self, jurisdiction: str, chamber: str = "") -> bool:
        """Whether offices of this legislature, and of this chamber if one is asked for, write from here."""
        return self.jurisdiction == jurisdiction and (not chamber or self.chamber in ("", chamber))


def strongest(rows: Iterable[MailDomain], jurisdiction: str, chamber: str = "") -> DomainKind | None:
    """Return the best that these rows say for one house, or legislature; None when they say nothing of it."""
    kinds = {row.kind for row in rows if row.is_of(jurisdiction, chamber)}
    return next((kind for kind in DomainKind if kind in kinds), None)


def elsewhere(rows: Iterable[MailDomain]) -> str:
    """Return whose offices write from here; of rows that say nothing of the house that was asked for."""
    return next((row.legislature for row in rows if row.kind == DomainKind.LEGISLATURE), "")
