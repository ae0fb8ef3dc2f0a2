"""The whip board's numbers: how a letter's targets stand, in all and by party, chamber and state."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db.models import Case, Count, Q, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from directory.states import Chamber, Party, party_of
from directory.states import State as UsState
from letters.models import Letter
from outbox.states import EmailState

from .asked import AskQuerySet, gone_from
from .models import Ask, InvitationBatch, TrailEntry
from .states import Stance, State, Verb
from .typesetting.headings import chamber_name

SIGNED, WAITS, WITHDREW = "signed", "waits", "withdrew"
SHOWN = 10  # batches of invitations
# In the order of the bars: won, near, open, lost.
STANDS: dict[str, str | Promise] = {
    SIGNED: pgettext_lazy("on the whip board", "Signed"),
    WAITS: gettext_lazy("Waits for a partner"),
    Stance.PROMISED: Stance.PROMISED.label,
    Stance.LEANING: Stance.LEANING.label,
    Stance.ASKING_BOSS: Stance.ASKING_BOSS.label,
    Stance.ASKED: Stance.ASKED.label,
    Stance.NOT_ASKED: Stance.NOT_ASKED.label,
    Stance.DECLINED: Stance.DECLINED.label,
    WITHDREW: pgettext_lazy("on the whip board", "Withdrew"),
}
PARTIES: dict[str, str | Promise] = {**dict(Party.choices), "": gettext_lazy("Others")}


class Bar(NamedTuple):
    """One group's counts, as numbers and as pieces of a bar a hundred wide."""

    label: str | Promise
    counts: dict[str, int]
    stands: Collection[str]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def numbers(self) -> dict[str, int]:
        return {stand: self.counts.get(stand, 0) for stand in self.stands}

    @property
    def pieces(self) -> list[tuple[str, float, float]]:
        """Return stand, beginning and width of each piece that there is."""
        pieces, at = [], 0.0
        for stand in self.stands:
            if width := 100 * self.counts.get(stand, 0) / self.total:
                pieces.append((stand, round(at, 3), round(width, 3)))
                at += width
        return pieces


class Group(NamedTuple):
    """The bars that are counted by one thing, under their heading."""

    heading: str
    bars: list[Bar]


def stands_of(letter: Letter) -> dict[str, str | Promise]:
    """Return where the targets of a letter can stand: nobody waits on a letter without pairs."""
    return {stand: label for stand, label in STANDS.items() if stand != WAITS or letter.paired}


def stands(letter: Letter, asks: AskQuerySet, stand: str) -> AskQuerySet:
    """Keep the rows that stand there: who signed, who waits or withdrew, or who never signed and has this stance."""
    if stand in (SIGNED, WAITS):
        return asks.on_the_letter() if stand == SIGNED else asks.waiting_for_partner()
    return asks.withdrew(letter) if stand == WITHDREW else asks.never_signed(letter).filter(stance=stand)


def with_withdrawals(letter: Letter, asks: Iterable[Ask]) -> list[Ask]:
    """Return the rows with ``withdrew_at``: when the target last took its name off, whether or not it signed again."""
    entries = TrailEntry.objects.filter(
        signatory__letter=letter, signatory__state=State.WITHDRAWN, verb=Verb.WITHDRAWN
    )
    known = entries.order_by("at").values_list("signatory__legislator", "signatory__organization", "at")
    last: dict[tuple[int | None, int | None], datetime] = {(person, body): at for person, body, at in known}
    rows = list(asks)
    for ask in rows:
        ask.withdrew_at = last.get((ask.legislator_id, ask.organization_id))
    return rows


def bars(letter: Letter) -> dict[str, Group]:
    """Return all bars, by what they are counted, from one query."""
    rows = letter.asks.on_board().with_signatures().order_by()
    stood = Case(
        When(waits=True, then=Value(WAITS)),
        When(signed_at__isnull=False, then=Value(SIGNED)),
        When(gone_from(letter), then=Value(WITHDREW)),
        default="stance",
    )
    where = ("term__party", "term__chamber", "term__state")
    groups = rows.annotate(stood=stood).values_list(*where, "stood").annotate(Count("pk"))
    counters: dict[str, dict[str, Counter[str]]] = {"all": {}, "party": {}, "chamber": {}, "state": {}}
    for party, chamber, state, stood, number in groups:
        keys = {"all": "", "party": _party_key(party or ""), "chamber": chamber or "", "state": state or ""}
        for kind, key in keys.items():
            counters[kind].setdefault(key, Counter())[stood] += number
    groups_of, shown = _groups(letter), stands_of(letter)
    return {
        kind: Group(heading, _bars(counters[kind], labels, shown)) for kind, (heading, labels) in groups_of.items()
    }


def batches(letter: Letter) -> list[InvitationBatch]:
    """Return the last batch of invitations and what is under way, with what still ``waits`` and what came ``back``."""
    counts = {
        "waits": Count("invitations", filter=Q(invitations__settled_at=None)),
        "back": Count("invitations", filter=Q(invitations__mail__state=EmailState.FAILED)),
    }
    recent = list(letter.invitation_batches.annotate(**counts).select_related("made_by").order_by("-pk")[:SHOWN])
    return [batch for place, batch in enumerate(recent) if place == 0 or batch.finished_at is None]


def chambers(letter: Letter) -> dict[str, str]:
    """Return the chambers by what this letter's legislature calls them."""
    return {chamber.value: chamber_name(chamber, letter.jurisdiction) for chamber in Chamber}


def _groups(letter: Letter) -> dict[str, tuple[str, Mapping[str, str | Promise]]]:
    """Return headings and labels, in the order in which the board shows them."""
    return {
        "all": (_("All"), {"": _("All targets")}),
        "party": (_("By party"), PARTIES),
        "chamber": (_("By chamber"), {**chambers(letter), "": _("Organizations")}),
        "state": (_("By state"), {**dict(UsState.choices), "": _("Organizations")}),
    }


def _party_key(party: str) -> str:
    known = party_of(party)
    return known if known in Party else ""


def _bars(counters: dict[str, Counter[str]], labels: Mapping[str, str | Promise], shown: Collection[str]) -> list[Bar]:
    return [Bar(label, counters[key], shown) for key, label in labels.items() if key in counters]
