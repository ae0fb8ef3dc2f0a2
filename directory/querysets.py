"""Questions about who exists and who sits, in the product's words."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from . import searching
from .states import ABBREVIATIONS, BEGINNINGS, Left, Party, patterns_of

if TYPE_CHECKING:
    from .models import Contact, Legislator, MailDomain, Organization, Term  # noqa: F401 -- named in annotations only


def of_party(party: str, field: str = "party") -> Q:
    """Keep those of one party, as `party_of` says; of one that has no other spelling, those who write it so."""
    if party not in Party:
        return Q(**{field: party})
    known = Party(party)
    short = (Q(**{f"{field}__iexact": word}) for word in ABBREVIATIONS[known])
    return Q(*short, Q(**{f"{field}__istartswith": BEGINNINGS[known]}), _connector=Q.OR)


class LegislatorQuerySet(models.QuerySet["Legislator"]):
    def with_terms(self) -> Self:
        """Fetch the terms, latest first, so that `str()` tells homonyms apart without a query each."""
        return self.prefetch_related(models.Prefetch("terms", to_attr="latest_terms"))


class TermQuerySet(models.QuerySet["Term"]):
    def in_office(self, on: date) -> Self:
        """Terms are half-open: a member is in office on the first day and no longer on the day the term ends.

        A term whose first day is not known counts as begun.
        """
        return self.filter(Q(end=None) | Q(end__gt=on), Q(start=None) | Q(start__lte=on))

    def of(self, jurisdiction: str, chamber: str = "") -> Self:
        """Keep one legislature ("US" or a state), and one chamber of it when named."""
        terms = self.filter(jurisdiction=jurisdiction)
        return terms.filter(chamber=chamber) if chamber else terms

    def by_name(self) -> Self:
        return self.select_related("legislator").order_by(
            "legislator__sort_name", "legislator_id", F("start").desc(nulls_last=True)
        )

    def found_by(self, typed: str) -> Self:
        """Keep those whom every typed word fits, by any of their names, state, district, title or party; best first.

        ``fit`` says how well (`searching.Fit`). Accents and case make no difference. Nothing typed finds nobody.
        """
        places = {
            "names": searching.padded("legislator__folded_name"),
            "area": searching.plain("district", searching.IN_DISTRICTS),
        }
        words = searching.words_of(typed)
        clues = [searching.term_clues(word, alone=len(words) == 1) for word in words]
        return searching.best_first(self.by_name().alias(**places), clues)


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def by_name(self) -> Self:
        return self.order_by("sort_name", "pk")

    def found_by(self, typed: str) -> Self:
        """Keep those that every typed word fits, by name, city or state; best first, as `TermQuerySet.found_by`.

        The parent comes along: it tells chapters apart.
        """
        places = {"names": searching.padded("folded_name"), "area": searching.plain("city", searching.IN_CITIES)}
        words, named = searching.words_of(typed), self.by_name().select_related("parent")
        return searching.best_first(named.alias(**places), [searching.place_clues(word) for word in words])


class MailDomainQuerySet(models.QuerySet["MailDomain"]):
    def covering(self, *domains: str) -> Self:
        """Keep what the table says of these domains: each itself, or the star that stands for its first label."""
        return self.filter(domain__in={pattern for domain in domains for pattern in patterns_of(domain)})


class ContactQuerySet(models.QuerySet["Contact"]):
    def here(self) -> Self:
        """Those who, as far as is known, still work there."""
        return self.filter(left=Left.HERE)

    def gone(self) -> Self:
        return self.exclude(left=Left.HERE)

    def to_call(self) -> Self:
        """Those who left an office of which no other contact is known: somebody must call there."""
        same = Q(legislator=models.OuterRef("legislator")) | Q(organization=models.OuterRef("organization"))
        return self.gone().exclude(models.Exists(self.model.objects.here().filter(same)))
