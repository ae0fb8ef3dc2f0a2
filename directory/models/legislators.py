from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import DomainNameValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .. import names
from ..querysets import LegislatorQuerySet, TermQuerySet
from ..states import AT_LARGE, CONGRESS, JURISDICTIONS, NON_VOTING, Chamber, State, is_free_mail, title_of
from .domains import MailDomain

ANYBODYS = _("Anybody can get an address at %(domain)s, so it cannot speak for an office. Leave this empty.")
A_HOUSES = _("%(domain)s is in the table of mail domains: many offices use it, so it cannot speak for one of them.")


class Legislator(models.Model):
    """A person who sits, or sat, in a legislature. Who they are; where and when they sat is in their terms."""

    full_name = models.CharField(_("name as printed"), max_length=200)
    first = models.CharField(_("first name"), max_length=100, blank=True)
    middle = models.CharField(_("middle name"), max_length=100, blank=True)
    last = models.CharField(_("surname"), max_length=100, blank=True)
    suffix = models.CharField(_("suffix"), max_length=20, blank=True)
    nickname = models.CharField(_("nickname"), max_length=100, blank=True)
    other_names = models.TextField(
        _("other names"),
        blank=True,
        help_text=_("Spellings and former names by which people look for them, one a line."),
    )
    sort_name = models.CharField(
        _("sort name"),
        max_length=names.KEY_LENGTH,
        blank=True,
        db_index=True,
        help_text=_("Filled in when left empty."),
    )
    folded_name = models.CharField(max_length=names.KEY_LENGTH, editable=False)

    objects = LegislatorQuerySet.as_manager()
    latest_terms: list["Term"]  # only where the queryset fetched them: `with_terms`

    class Meta:
        verbose_name = _("legislator")
        verbose_name_plural = _("legislators")
        constraints = [
            models.CheckConstraint(
                condition=~Q(sort_name=""),
                name="legislator_has_a_name_to_sort_by",
                violation_error_message=_("A name needs a letter or a digit."),
            ),
        ]

    def __str__(self) -> str:
        latest = next(iter(getattr(self, "latest_terms", ())), None)
        return f"{self.surname_first} ({latest.party_and_seat})" if latest else self.surname_first

    def clean(self) -> None:
        self.fill_keys()

    def save(self, *, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        self.fill_keys()
        if update_fields is not None:
            update_fields = {*update_fields, "sort_name", "folded_name"}
        super().save(update_fields=update_fields, **kwargs)

    def fill_keys(self) -> None:
        """Derive the keys from the names; a sort name that staff typed stays. For bulk writes, which skip `save`."""
        self.sort_name = names.fold(self.sort_name)[: names.KEY_LENGTH] or self.default_sort_name
        self.folded_name = self._folded_names()

    def _folded_names(self) -> str:
        """Every word of every name, once each, in the order of the names: what a search looks into."""
        known = (self.full_name, self.nickname, self.first, self.middle, self.last, *self.other_names.splitlines())
        words = dict.fromkeys(" ".join(map(names.fold, known)).split())
        return " ".join(words)[: names.KEY_LENGTH]

    @property
    def default_sort_name(self) -> str:
        known = names.sort_name(self.last, self.first, self.middle) if self.last else ""
        return (known or names.sort_name_of(self.full_name))[: names.KEY_LENGTH]

    @property
    def surname_first(self) -> str:
        """Return "Serrano, José E.", for lists that people scan by surname."""
        if not self.last:
            return self.full_name
        parts = (self.last, f"{self.first} {self.middle}".strip(), self.suffix)
        return names.surname_first(self.full_name, self.last) or ", ".join(filter(None, parts))

    @property
    def tenures(self) -> list["Tenure"]:
        """The seats held, latest first; terms in one seat that follow one another are one tenure (`with_terms`)."""
        tenures: list[Tenure] = []
        for term in self.latest_terms:
            if tenures and tenures[-1].follows(term):
                tenures[-1].start = term.start
            else:
                tenures.append(Tenure(term, term.start, term.end))
        return tenures


class Identifier(models.Model):
    """What a source calls a legislator (scheme "bioguide", value "S000248"); how imports find the person again."""

    legislator = models.ForeignKey(
        Legislator, models.PROTECT, related_name="identifiers", verbose_name=_("legislator")
    )
    scheme = models.CharField(_("scheme"), max_length=40)
    value = models.CharField(_("value"), max_length=200)

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        constraints = [
            models.UniqueConstraint(fields=["scheme", "value"], name="one_legislator_per_identifier"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class Term(models.Model):
    """Time in one seat, from `start` up to but not including `end`. Members may share a seat, even at once.

    Some sources do not know the first day: `start` is empty then, and the term counts as old as can be.
    """

    legislator = models.ForeignKey(Legislator, models.PROTECT, related_name="terms", verbose_name=_("legislator"))
    chamber = models.CharField(_("chamber"), max_length=20, choices=Chamber)
    jurisdiction = models.CharField(_("legislature"), max_length=2, choices=JURISDICTIONS)
    state = models.CharField(_("state"), max_length=2, choices=State)
    district = models.CharField(_("district"), max_length=100, blank=True, help_text=_("0 for a whole state."))
    party = models.CharField(_("party"), max_length=100, blank=True)
    title = models.CharField(_("title"), max_length=100, blank=True, help_text=_("Filled in when left empty."))
    start = models.DateField(_("in office from"), null=True, blank=True, help_text=_("Empty: not known."))
    end = models.DateField(_("until (first day out of office)"), null=True, blank=True)
    phone = models.CharField(_("office phone"), max_length=40, blank=True)
    email = models.EmailField(_("office e-mail"), blank=True)
    address = models.CharField(_("office address"), max_length=255, blank=True)
    domain = models.CharField(
        _("office mail domain"),
        max_length=253,
        blank=True,
        validators=[DomainNameValidator(accept_idna=False)],
        help_text=_("A mail domain of this one office, such as serrano.senate.gov."),
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = [F("start").desc(nulls_last=True), "-pk"]
        indexes = [
            models.Index(fields=["jurisdiction", "chamber", "start"], name="term_in_chamber"),
            models.Index(fields=["domain"], name="term_of_a_mail_domain", condition=~Q(domain="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(end=None) | Q(start=None) | Q(end__gt=F("start")),
                name="term_ends_after_it_starts",
                violation_error_message=_("A term ends after the day it starts."),
            ),
            models.CheckConstraint(
                condition=Q(jurisdiction=CONGRESS) | Q(state=F("jurisdiction")),
                name="state_legislator_is_of_that_state",
                violation_error_message=_("A member of a state legislature represents that state."),
            ),
            models.UniqueConstraint(
                fields=["legislator", "jurisdiction", "chamber", "start"],
                name="one_term_per_chamber_and_first_day",
                violation_error_message=_("This member already has a term in that chamber from that day."),
            ),
            # NULL never equals NULL: terms whose first day is not known are told apart by their last one.
            models.UniqueConstraint(
                fields=["legislator", "jurisdiction", "chamber", "end"],
                condition=Q(start=None),
                name="one_undated_term_per_chamber_and_last_day",
                violation_error_message=_("This member already has a term in that chamber until that day."),
            ),
            models.UniqueConstraint(
                fields=["legislator", "jurisdiction", "chamber"],
                condition=Q(start=None, end=None),
                name="one_undated_term_per_chamber",
                violation_error_message=_("This member already has such a term in that chamber."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.legislator.surname_first} ({self.party_and_seat})"

    def save(self, **kwargs: Any) -> None:
        self.fill_title()
        super().save(**kwargs)

    def clean(self) -> None:
        self.domain = self.domain.strip().lower()
        if is_free_mail(self.domain):
            raise ValidationError({"domain": ANYBODYS % {"domain": self.domain}})
        if self.domain and MailDomain.objects.filter(domain=self.domain).exists():
            raise ValidationError({"domain": A_HOUSES % {"domain": self.domain}})

    def fill_title(self) -> None:
        """Call a member without a title what the chamber calls its members. For bulk writes, which skip `save`."""
        self.title = self.title or title_of(self.chamber, self.jurisdiction, self.state)

    def runs_on(self, day: date) -> bool:
        """Whether the member sits on this day: what `TermQuerySet.in_office` asks, of a term that is read already."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    @property
    def seat(self) -> str:
        """The seat as newspapers write it: "NY-16"; "AK-AL" at large; "NY" for a US senator; "DC" for a delegate."""
        statewide = self.jurisdiction == CONGRESS and (self.chamber == Chamber.UPPER or self.state in NON_VOTING)
        if statewide or not self.district:
            return self.state
        return f"{self.state}-{'AL' if self.district == AT_LARGE else self.district}"

    @property
    def party_letter(self) -> str:
        """D, R, I: the first letter of the first party; "" when the source names none."""
        return next((letter.upper() for letter in self.party if letter.isalpha()), "")

    @property
    def party_and_seat(self) -> str:
        """What stands in brackets behind a name: "D-NY-16"."""
        return "-".join(filter(None, (self.party_letter, self.seat)))


@dataclass
class Tenure:
    """Years in one seat without a break, as its latest term has it."""

    term: Term
    start: date | None
    end: date | None

    def follows(self, term: Term) -> bool:
        """Whether a term comes before this in the same seat. Congress may meet days after the last one ended."""
        same = (term.title, term.jurisdiction, term.party_and_seat)
        if same != (self.term.title, self.term.jurisdiction, self.term.party_and_seat):
            return False
        return self.start is not None and term.end is not None and self.start - term.end <= timedelta(days=31)

    @property
    def last_year(self) -> int | None:
        return (self.end - timedelta(days=1)).year if self.end else None
