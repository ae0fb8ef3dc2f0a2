"""Questions about the names on a letter, in the product's words."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat, Length

from letters.states import Groups, OrderRule, Stage
from outbox.states import EmailState

from . import groups
from .states import (
    ASKED_STATES,
    LEAD_SOURCES,
    LEAVING_LIFETIME,
    OFFICE_LIFETIME,
    OFFICE_LINK_LIFETIME,
    Choice,
    Kind,
    State,
)

if TYPE_CHECKING:
    from letters.models import Letter

    from .models import Ask, Invitation, LeavingLink, ListRow, OfficeLink, Seal, SealedName, Signatory, TrailEntry  # noqa: F401 -- for annotations

# After the leads, inside their groups. Districts are text, so shorter ones come first: 2 before 10.
ORDERS = {
    OrderRule.SURNAME: ("sort_name",),
    OrderRule.CHAMBER: (*groups.ORDER[Groups.CHAMBER], "sort_name"),
    OrderRule.STATE: (*groups.ORDER[Groups.STATE], Length("district"), "district", "sort_name"),
    OrderRule.SCOPE: (*groups.ORDER[Groups.SCOPE], "sort_name"),
    OrderRule.SIGNED: ("confirmed_at",),
    OrderRule.NEWEST: ("-confirmed_at", "-pk"),
    OrderRule.NUMBER: (F("number").asc(nulls_last=True), "sort_name"),
}

_LEADS_FIRST = F("lead_position").asc(nulls_last=True)

_SAME_PRINCIPAL = (
    Q(legislator=OuterRef("legislator"))
    | Q(organization=OuterRef("organization"))
    # A name the directory lacked when it was typed: approving takes the organization of that name and state.
    | Q(
        organization__folded_name=OuterRef("folded_name"),
        organization__state=OuterRef("us_state"),
        organization__parent=None,
    )
    | Q(kind=Kind.INDIVIDUAL, mailbox=OuterRef("mailbox"))
    | Q(kind=Kind.OFFICEHOLDER, mailbox=OuterRef("mailbox"), folded_name=OuterRef("folded_name"))
)

_AS_TEXT = CharField()
# One text for whoever signs, the same on every letter. An officeholder may have another mailbox on another letter, or
# none; whoever cannot be known again is somebody else.
PRINCIPAL = Case(
    When(legislator__isnull=False, then=Concat(Value("legislator "), Cast("legislator", _AS_TEXT))),
    When(organization__isnull=False, then=Concat(Value("organization "), Cast("organization", _AS_TEXT))),
    When(kind=Kind.INDIVIDUAL, mailbox__isnull=False, then=Concat(Value("mailbox "), "mailbox")),
    When(
        kind=Kind.OFFICEHOLDER,
        then=Concat(
            Value("office "), "folded_name", Value("|"), "us_state", Value("|"), "district", Value("|"), "affiliation"
        ),
    ),
    default=Concat(Value("signatory "), Cast("pk", _AS_TEXT)),
    output_field=_AS_TEXT,
)


class TrailQuerySet(QuerySet["TrailEntry"]):
    """What was written stays as it was written."""

    def update(self, **kwargs: Any) -> int:
        raise TypeError("The trail is append-only.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("The trail is append-only.")


class LeavingLinkQuerySet(QuerySet["LeavingLink"]):
    def good(self, at: datetime) -> Self:
        """Those whose link still opens something: not too old, and sent to the address the signature has now."""
        return self.filter(made_at__gt=at - LEAVING_LIFETIME, mailbox=F("signatory__mailbox"))


class OfficeLinkQuerySet(QuerySet["OfficeLink"]):
    def to_open(self, at: datetime) -> Self:
        return self.filter(made_at__gt=at - OFFICE_LINK_LIFETIME)

    def under_way(self, at: datetime) -> Self:
        """Those that a browser may have opened not too long ago; how long, its cookie says."""
        return self.filter(made_at__gt=at - OFFICE_LINK_LIFETIME - OFFICE_LIFETIME)


class ListRowQuerySet(QuerySet["ListRow"]):
    """The rows of lists of names."""

    def unread(self) -> Self:
        return self.filter(verdict="")

    def undecided(self) -> Self:
        return self.filter(choice=Choice.UNDECIDED)

    def to_put_on(self) -> Self:
        return self.filter(choice=Choice.PUT_ON)


class SignatoryQuerySet(QuerySet["Signatory"]):
    """Every list of names anywhere is one of these."""

    def confirmed(self) -> Self:
        return self.filter(state=State.CONFIRMED)

    def on_the_letter(self) -> Self:
        """Those who go out with it: not those who wait for a partner of the other party (signatories/pairing.py)."""
        return self.confirmed().filter(waits_for_partner=False)

    def listed(self) -> Self:
        """Those whose name may be read by others."""
        return self.on_the_letter().filter(listed=True)

    def held(self) -> Self:
        return self.filter(state=State.HELD)

    def planned_leads(self) -> Self:
        """Leads of a draft: held until its publication confirms them."""
        return self.held().filter(source__in=LEAD_SOURCES, lead_position__isnull=False)

    def on_or_planned(self) -> Self:
        """Those on a letter, and the leads of a draft, who will be."""
        return self.confirmed() | self.planned_leads()

    def waiting_for_staff(self) -> Self:
        """Held names that staff can still put on: no planned leads, no letters that have gone."""
        planned = self.model.objects.planned_leads().values("pk")
        return self.held().exclude(pk__in=planned).exclude(letter__stage__in=(Stage.DELIVERED, Stage.RECALLED))

    def on_already(self) -> Self:
        """Those whose principal another confirmed signature has put on the letter, as the unique indexes see it."""
        others = self.model.objects.confirmed().filter(letter=OuterRef("letter"), kind=OuterRef("kind"))
        return self.filter(Exists(others.filter(_SAME_PRINCIPAL).exclude(pk=OuterRef("pk"))))

    def withdrawn_in_public(self) -> Self:
        """Those who were listed and withdrew while their letter said so; not who has signed again since."""
        gone = self.filter(state=State.WITHDRAWN, listed=True, withdrawal__isnull=False)
        return gone.exclude(pk__in=gone.on_already().values("pk"))

    def pending(self) -> Self:
        return self.filter(state=State.PENDING)

    def lapsed(self) -> Self:
        return self.filter(state=State.LAPSED)

    def asked(self) -> Self:
        """Those who may answer a mail of ours with its code or its link."""
        return self.filter(state__in=ASKED_STATES)

    def unanswered(self, today: date) -> Self:
        """Those whom one may ask once more to confirm.

        Not whoever said "this was not me", whose mail came back, whose principal is on by now, has declined or asks
        the boss, or who has confirmed, been refused or withdrawn the same name from the same mailbox.
        """
        others = self.model.objects.filter(letter=OuterRef("letter"))
        asks = apps.get_model("signatories", "Ask").objects.filter(letter=OuterRef("letter")).answered(today)
        answered = [Exists(asks.filter(**{name: OuterRef(name)})) for name in ("legislator", "organization")]
        # Three questions, each with an index of its own: together they would compare everybody with everybody.
        on = [Exists(others.confirmed().filter(**{name: OuterRef(name)})) for name in ("legislator", "organization")]
        said = others.exclude(state=State.PENDING).filter(mailbox=OuterRef("mailbox"), kind=OuterRef("kind"))
        waiting = self.pending().filter(reported_at=None, mailbox__isnull=False).exclude(email="")
        reached = waiting.exclude(confirmation_mail__state=EmailState.FAILED)
        silent = reached.exclude(on[0]).exclude(on[1]).exclude(answered[0]).exclude(answered[1])
        return silent.exclude(Exists(said.filter(_SAME_PRINCIPAL)))

    def in_order_of(self, letter: "Letter") -> Self:
        """Leads first, by position; then the letter's groups, and in each the letter's rule."""
        return self.order_by(_LEADS_FIRST, *_rule(letter, letter.groups))

    def others_in_order_of(self, letter: "Letter") -> Self:
        """All but the leads. Without them in the sort the database reads the first names off an index."""
        return self.filter(lead_position__isnull=True).order_by(*_rule(letter, letter.groups))

    def in_groups_of(self, by: str, letter: "Letter") -> Self:
        """Everybody in these groups, whatever the letter's own; in each the leads first, then the letter's rule."""
        return self.order_by(*groups.ORDER[by], _LEADS_FIRST, *_rule(letter))

    def numbers_in_groups(self, by: str) -> "QuerySet[Signatory, Any]":
        """How many are in each group, in their order; a group that is written in several ways comes in parts."""
        return _numbers_in_groups(self, by)


class FrozenQuerySet(QuerySet):
    """What is sealed, and what was said of it in public, is never written again."""

    def update(self, **kwargs: Any) -> int:
        raise TypeError(f"A {self.model._meta.model_name} is immutable.")  # noqa: SLF001 -- Django's documented Meta API

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError(f"A {self.model._meta.model_name} is immutable.")  # noqa: SLF001 -- as above


class SealQuerySet(FrozenQuerySet):
    def light(self) -> Self:
        """Without the files, which may have megabytes."""
        return self.defer("manifest", "pdf")

    def with_digest(self, digest: str) -> Self:
        """The seal whose PDF or whose list of names has this SHA-256."""
        return self.filter(Q(pdf_sha256=digest) | Q(manifest_sha256=digest))


class SealedNameQuerySet(FrozenQuerySet):
    """Every list of names of a sealed letter is one of these."""

    def of(self, letter: "Letter") -> Self:
        """All that went out with the letter: its own first, then each supplement's, as they were printed."""
        return self.filter(seal__letter=letter).in_order_of(letter)

    def listed(self) -> Self:
        return self.filter(listed=True)

    def in_order_of(self, letter: "Letter") -> Self:
        """As they were printed, whatever the letter's rule says now."""
        return self.order_by("seal__number", "position")

    def in_groups_of(self, by: str, letter: "Letter") -> Self:
        """Everybody in these groups; in each the leads first, then as they were printed."""
        return self.order_by(*groups.ORDER[by], _LEADS_FIRST, "seal__number", "position")

    def numbers_in_groups(self, by: str) -> QuerySet[Any, Any]:
        return _numbers_in_groups(self, by)

    def for_page(self) -> Self:
        """Add what a page says beside a name."""
        return self.annotate(
            legislator_id=F("signatory__legislator"),
            supplement=F("seal__number"),
            dissociated_at=F("signatory__dissociation__at"),
            corrected=Exists(type(self)(self.model).filter(pk=OuterRef("pk"), errata__isnull=False)),
        )


def _numbers_in_groups(rows: QuerySet[Any], by: str) -> QuerySet[Any, Any]:
    fields = groups.FIELDS[by]
    counted = rows.order_by(*groups.ORDER[by]).values(*fields).annotate(names=Count("pk"))
    return counted.values_list(*fields, "names", named=True)


def _rule(letter: "Letter", by: str = Groups.NONE) -> tuple[Any, ...]:
    """The letter's rule inside groups, and the key behind it so that the order is total."""
    return tuple(dict.fromkeys((*groups.ORDER[by], *ORDERS[OrderRule(letter.order_rule)], "pk")))
