"""The whip board's numbers: how a letter's targets stand, in all and by party, chamber and state."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directory.states import Chamber, Party, State, party_of
from letters.models import Letter
from outbox.states import EmailState

from .asked import AskQuerySet
from .models import InvitationBatch
from .states import Stance

SIGNED, WAITS = "signed", "waits"
SHOWN = 10  # batches of invitations
# In the order of the bars: won, near, open, lost.
STANDS: dict[str, str | Promise] = {
    SIGNED: pgettext_lazy("on the whip board", "Signed"),
    WAITS: _("Waits for a partner"),
    Stance.PROMISED: Stance.PROMISED.label,
    Stance.LEANING: Stance.LEANING.label,
    Stance.ASKING_BOSS: Stance.ASKING_BOSS.label,
    Stance.ASKED: Stance.ASKED.label,
    Stance.NOT_ASKED: Stance.NOT_ASKED.label,
    Stance.DECLINED: Stance.DECLINED.label,
}
PARTIES: dict[str, str | Promise] = {**dict(Party.choices), "": _("Others")}


class Bar(NamedTuple):
    """One group's counts, as numbers and as pieces of a bar a hundred wide."""

    label: str | Promise
    counts: dict[str, int]
    stands: Collection[str]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def numbers(self) -> list[int]:
        return [self.counts.get(stand, 0) for stand in self.stands]

    @property
    def pieces(self) -> list[tuple[str, float, float]]:
        """Return stand, beginning and width of each piece that there is."""
        pieces, at = [], 0.0
        for stand in self.stands:
            if width := 100 * self.counts.get(stand, 0) / self.total:
                pieces.append((stand, round(at, 3), round(width, 3)))
                at += width
        return pieces


def stands_of(letter: Letter) -> dict[str, str | Promise]:
    """Return where the targets of a letter can stand: nobody waits on a letter without pairs."""
    return {stand: label for stand, label in STANDS.items() if stand != WAITS or letter.paired}


def stands(asks: AskQuerySet, stand: str) -> AskQuerySet:
    """Keep the rows that stand there: those who signed, or those with this stance who did not."""
    if stand == SIGNED:
        return asks.on_the_letter()
    return asks.waiting_for_partner() if stand == WAITS else asks.unsigned().filter(stance=stand)


def bars(letter: Letter) -> dict[str | Promise, list[Bar]]:
    """Return all bars under their headings, from one query."""
    rows = letter.asks.on_board().with_signatures().order_by()
    where = ("term__party", "term__chamber", "term__state", "stance", "waits")
    groups = rows.annotate(signed=Q(signed_at__isnull=False)).values_list(*where, "signed").annotate(Count("pk"))
    counters: dict[str, dict[str, Counter[str]]] = {"all": {}, "party": {}, "chamber": {}, "state": {}}
    for party, chamber, state, stance, waits, signed, number in groups:
        keys = {"all": "", "party": _party_key(party or ""), "chamber": chamber or "", "state": state or ""}
        for kind, key in keys.items():
            stand = (WAITS if waits else SIGNED) if signed else stance
            counters[kind].setdefault(key, Counter())[stand] += number
    shown = stands_of(letter)
    return {heading: _bars(counters[kind], labels, shown) for heading, kind, labels in _HEADINGS if counters[kind]}


def batches(letter: Letter) -> list[InvitationBatch]:
    """Return the last batch of invitations and what is under way, with what still ``waits`` and what came ``back``."""
    counts = {
        "waits": Count("invitations", filter=Q(invitations__settled_at=None)),
        "back": Count("invitations", filter=Q(invitations__mail__state=EmailState.FAILED)),
    }
    recent = list(letter.invitation_batches.annotate(**counts).select_related("made_by").order_by("-pk")[:SHOWN])
    return [batch for place, batch in enumerate(recent) if place == 0 or batch.finished_at is None]


_HEADINGS: list[tuple[str | Promise, str, Mapping[str, str | Promise]]] = [
    (_("All"), "all", {"": _("All targets")}),
    (_("By party"), "party", PARTIES),
    (_("By chamber"), "chamber", dict(Chamber.choices) | {"": _("Organizations")}),
    (_("By state"), "state", dict(State.choices) | {"": _("Organizations")}),
]


def _party_key(party: str) -> str:
    known = party_of(party)
    return known if known in Party else ""


def _bars(counters: dict[str, Counter[str]], labels: Mapping[str, str | Promise], shown: Collection[str]) -> list[Bar]:
    return [Bar(label, counters[key], shown) for key, label in labels.items() if key in counters]
