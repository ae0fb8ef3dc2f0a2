"""What staff narrow a list of names by. Each filter takes only values that it offers."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from directory.querysets import of_party
from directory.states import Chamber, party_label, party_of
from directory.states import State as UsState
from letters.models import Letter
from outbox.states import EmailState

from ..closing import LEFT_TO_DO
from ..models import Signatory
from ..states import Kind, LeftToDo, State, Verb

RECENT_LETTERS = 20
PLANNED = "planned"


class OneOf(admin.SimpleListFilter):
    """Keeps rows in which the lookup that is its parameter's name has the value chosen."""

    choices_offered: Iterable[tuple[Any, Any]] = ()

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[Any, Any]]:
        return list(self.choices_offered)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if value is None:
            return queryset
        if str(value) not in {str(key) for key, _label in self.lookup_choices}:
            raise IncorrectLookupParameters
        return self.narrowed(queryset, str(value))

    def narrowed(self, queryset: QuerySet, value: str) -> QuerySet:
        return queryset.filter(**{str(self.parameter_name): value})


def chosen_letter(request: HttpRequest) -> Letter | None:
    """Return the one letter whose names are on screen, if it is one; a query for the first that asks."""
    value = request.GET.get(ByLetter.parameter_name, "")
    known = request.META.setdefault("signatories.letters", {})
    if value not in known:
        is_key = value.isascii() and value.isdecimal() and len(value) < 19  # as long as the database's integers
        known[value] = Letter.objects.filter(pk=value).first() if is_key else None
    return known[value]


class ByLetter(OneOf):
    """The most recent letters, and the one chosen: every letter's own page leads here with itself chosen."""

    title = _("letter")
    parameter_name = "letter__id__exact"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[Any, Any]]:
        letters = list(Letter.objects.only("title")[:RECENT_LETTERS])
        chosen = chosen_letter(request)
        if chosen and chosen not in letters:
            letters.insert(0, chosen)
        return [(letter.pk, letter.title) for letter in letters]


class ByState(OneOf):
    """First what waits for staff: the daily task is one click away. Leads of a draft wait for nobody's decision."""

    title = _("state of signing")
    parameter_name = "state__exact"
    choices_offered = (
        *sorted(State.choices, key=lambda choice: choice[0] != State.HELD),
        (PLANNED, _("Planned as a lead")),
    )

    def narrowed(self, queryset: QuerySet, value: str) -> QuerySet:
        planned = Signatory.objects.planned_leads().values("pk")
        if value == PLANNED:
            return queryset.filter(pk__in=planned)
        return queryset.filter(state=value).exclude(pk__in=planned)


class ByKind(OneOf):
    title = _("kind")
    parameter_name = "kind__exact"
    choices_offered = Kind.choices


class ByChamber(OneOf):
    title = _("chamber")
    parameter_name = "chamber__exact"
    choices_offered = Chamber.choices


class ByParty(OneOf):
    """One party, however its members' sources spell it."""

    title = _("party")
    parameter_name = "party__exact"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[Any, Any]]:
        return [(party, party_label(party)) for party in dict.fromkeys(map(party_of, _used("party")))]

    def narrowed(self, queryset: QuerySet, value: str) -> QuerySet:
        return queryset.filter(of_party(value))


class ByUsState(OneOf):
    title = _("state or territory")
    parameter_name = "us_state__exact"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[Any, Any]]:
        labels = dict(UsState.choices)
        return [(state, labels.get(state, state)) for state in _used("us_state")]


def _used(field: str) -> list[str]:
    names = Signatory.objects.exclude(**{field: ""}).order_by(field)
    return list(names.values_list(field, flat=True).distinct())


class IsLead(OneOf):
    title = _("leads the letter")
    parameter_name = "lead"
    choices_offered = (("yes", _("Yes")), ("no", _("No")))

    def narrowed(self, queryset: QuerySet, value: str) -> QuerySet:
        return queryset.filter(lead_position__isnull=value == "no")


class Reported(OneOf):
    title = _("reported “this was not me”")
    parameter_name = "reported"
    choices_offered = (("yes", _("Yes")), ("no", _("No")))

    def narrowed(self, queryset: QuerySet, value: str) -> QuerySet:
        return queryset.filter(reported_at__isnull=value == "no")


class BeforeItGoesOut(OneOf):
    """What the closing page of a letter leads to. The letter must be chosen: its days and its dates decide."""

    title = _("before it goes out")
    parameter_name = "left_to_do"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[Any, Any]]:
        self.letter = chosen_letter(request)
        if self.letter and self.letter.closes_at:
            return list(LeftToDo.choices)
        if self.value() is not None:
            raise IncorrectLookupParameters
        return []

    def narrowed(self, queryset: QuerySet, value: str) -> QuerySet:
        return LEFT_TO_DO[value](queryset, self.letter)


class ByMail(OneOf):
    """First the mails that failed: nobody else will notice them."""

    title = _("confirmation mail")
    parameter_name = "confirmation_mail__state__exact"
    choices_offered = sorted(EmailState.choices, key=lambda choice: choice[0] != EmailState.FAILED)


class ByVerb(OneOf):
    title = _("what")
    parameter_name = "verb__exact"
    choices_offered = Verb.choices


def offered_lookups(filters: Iterable[Any]) -> set[str]:
    """Return every parameter that these filters read; a list answers to no other, and so no column can be guessed."""
    names: set[str] = set()
    for offered in filters:
        if isinstance(offered, tuple):
            names |= {f"{offered[0]}__gte", f"{offered[0]}__lt"}
        else:
            names.add(offered.parameter_name)
    return names
