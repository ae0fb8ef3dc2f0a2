"""Questions about whom a letter's lead asks, in the product's words."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from letters.states import RelationKind

from .states import SILENT_STANCES, Kind, Stance, State

if TYPE_CHECKING:
    from letters.models import Letter

    from .models import Ask, Invitation  # noqa: F401 -- named in annotations only


def gone_from(letter: "Letter") -> Q:
    """Whose signature was withdrawn from the letter: found once, since one search for each row is slow."""
    gone = apps.get_model("signatories", "Signatory").objects.filter(letter=letter, state=State.WITHDRAWN)
    legislators = gone.filter(legislator__isnull=False).values("legislator")
    return Q(legislator__in=legislators) | Q(
        organization__in=gone.filter(organization__isnull=False).values("organization")
    )


class AskQuerySet(QuerySet["Ask"]):
    """The rows of a whip board."""

    def on_board(self) -> Self:
        return self.filter(taken_off_at=None)

    def by_name(self) -> Self:
        """In the order of names, with all that a row shows."""
        named = self.select_related("legislator", "term", "organization").defer(
            "legislator__folded_name", "term__address", "term__domain", "organization__folded_name"
        )
        return named.order_by(Coalesce("legislator__sort_name", "organization__sort_name"), "pk")

    def named_like(self, word: str) -> Self:
        """Keep those with this folded word in their name."""
        return self.filter(Q(legislator__folded_name__contains=word) | Q(organization__folded_name__contains=word))

    def with_signatures(self) -> Self:
        """Add ``signed_at``: when the target's signature was confirmed, or nothing. The database has one at most.

        ``waits``: whether that signature waits for a partner of the other party, and is not on the letter yet.
        """
        joined = {
            f"as_{kind}": FilteredRelation(
                f"{kind}__signatures",
                condition=Q(
                    **{
                        f"{kind}__signatures__letter": F("letter"),
                        f"{kind}__signatures__state": State.CONFIRMED,
                    }
                ),
            )
            for kind in (Kind.LEGISLATOR.value, Kind.ORGANIZATION.value)
        }
        signed_at = Coalesce("as_legislator__confirmed_at", "as_organization__confirmed_at")
        waits = Coalesce("as_legislator__waits_for_partner", Value(False))
        return self.alias(**joined).annotate(signed_at=signed_at, waits=waits)

    def with_earlier_signatures(self) -> Self:
        """Add ``signed_then``: whether the target signed a letter that this one follows."""
        earlier = (
            apps.get_model("signatories", "Signatory")
            .objects.confirmed()
            .filter(
                Q(legislator=OuterRef("legislator")) | Q(organization=OuterRef("organization")),
                letter__relations_from__kind=RelationKind.FOLLOWS,
                letter__relations_from__letter=OuterRef("letter"),
            )
        )
        return self.annotate(signed_then=Exists(earlier))

    def signed(self) -> Self:
        return self.with_signatures().filter(signed_at__isnull=False)

    def on_the_letter(self) -> Self:
        return self.with_signatures().filter(signed_at__isnull=False, waits=False)

    def waiting_for_partner(self) -> Self:
        return self.with_signatures().filter(signed_at__isnull=False, waits=True)

    def without_signature_in(self, *states: State) -> Self:
        """Leave out whose principal has a signature on the letter in one of these states."""
        same = Q(legislator=OuterRef("legislator")) | Q(organization=OuterRef("organization"))
        signatures = apps.get_model("signatories", "Signatory").objects.filter(same, letter=OuterRef("letter"))
        return self.exclude(Exists(signatures.filter(state__in=states)))

    def unsigned(self) -> Self:
        return self.with_signatures().filter(signed_at=None)

    def withdrew(self, letter: "Letter") -> Self:
        """Those of the letter's board who took their name off and did not sign again."""
        return self.unsigned().filter(gone_from(letter))

    def never_signed(self, letter: "Letter") -> Self:
        """Those of the letter's board who neither signed nor took a name off."""
        return self.unsigned().exclude(gone_from(letter))

    def silent(self, today: date) -> Self:
        """Those who were asked and gave no answer: no reminder goes to anybody else."""
        asked = Q(stance__in=SILENT_STANCES) | Q(stance=Stance.ASKING_BOSS, until__lt=today)
        return self.on_board().unsigned().filter(asked)

    def answered(self, today: date) -> Self:
        """Those who declined, or ask their boss and want to be left alone today."""
        return self.filter(Q(stance=Stance.DECLINED) | Q(stance=Stance.ASKING_BOSS, until__gte=today))


class InvitationQuerySet(QuerySet["Invitation"]):
    def good(self) -> Self:
        """Those whose link still opens something."""
        return self.filter(revoked_at=None)
