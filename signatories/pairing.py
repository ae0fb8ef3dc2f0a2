"""Bipartisan letters that grow in pairs: a name goes on when one of the other party has signed too (docs/adr/0029).

Who signed first goes on first, on either side. Leads, independents, and names that went out in a seal are always on.
"""

import logging
from collections import Counter
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q

from directory.states import Party, party_of
from letters.clock import database_now
from letters.models import Letter
from letters.states import Stage

from . import emails
from .models import Signatory, TrailEntry
from .querysets import SignatoryQuerySet
from .states import Kind, Source, Verb

logger = logging.getLogger(__name__)
SIDES = {Party.DEMOCRATIC: Party.REPUBLICAN, Party.REPUBLICAN: Party.DEMOCRATIC}
REST = timedelta(days=1)


def waits_at_first(signatory: Signatory) -> bool:
    """Whether a name that is confirmed now waits until the pairs are counted."""
    if not signatory.letter.paired or signatory.kind != Kind.LEGISLATOR or signatory.lead_position is not None:
        return False
    return party_of(signatory.party) in SIDES


@transaction.atomic
def settle(letter_id: int, *, goes_out: bool = False) -> int:
    """Pair the names of a letter, who signed first first; returns how many wait. Nothing for a letter without pairs.

    The letter's row is held, so that of two who sign at once each is seen by whoever counts last, and so that each who
    goes on, or waits again, is told once. ``goes_out``: it is sealed now, and nobody is told of it later.
    """
    held = Letter.objects.select_for_update(no_key=True).filter(pk=letter_id, paired=True).first()
    if held is None:
        return 0
    waiting = _waiting(list(_signed(held)))
    names = held.signatories.confirmed().filter(kind=Kind.LEGISLATOR)
    _move(held, names.filter(waits_for_partner=True).exclude(pk__in=waiting), waits=False)
    _move(held, names.filter(waits_for_partner=False, pk__in=waiting), waits=True)
    _tell_what_changed(held, names if goes_out else names.exclude(_told_lately()))
    return len(waiting)


def _move(letter: Letter, names: SignatoryQuerySet, *, waits: bool) -> None:
    """Let these names wait, or go on; the trail says so."""
    moved = list(names.values_list("pk", flat=True))
    Signatory.objects.filter(pk__in=moved).update(waits_for_partner=waits)
    entry = {"letter": letter, "verb": Verb.UNPAIRED if waits else Verb.PAIRED, "at": database_now()}
    TrailEntry.objects.bulk_create(TrailEntry(signatory_id=pk, **entry) for pk in moved)


def _told_lately() -> Q:
    """Who was told within a day that it waits again, and would be told so once more.

    Such mails come in turn with those of going on. So whoever signs and withdraws all day has the others told twice
    of each day, and what holds at its end is their last word all the same.
    """
    return Q(waits_for_partner=True, told_it_waits_at__gt=database_now() - REST)


def _tell_what_changed(letter: Letter, names: SignatoryQuerySet) -> None:
    """Tell whoever had a receipt, of each name that was told otherwise last."""
    found = names.exclude(told_it_waits=F("waits_for_partner"))
    changed = list(found.select_related("legislator", "list_row__names"))
    told = Signatory.objects.filter(pk__in=[name.pk for name in changed])
    told.filter(waits_for_partner=True).update(told_it_waits_at=database_now())
    told.update(told_it_waits=F("waits_for_partner"))
    for name in changed:
        name.letter = letter
        _tell(name)


def _tell(name: Signatory) -> None:
    """Tell one, unless its list was taken in without mails; a bad address must not keep the others waiting."""
    if name.source == Source.DEMONSTRATION or (name.list_row and not name.list_row.names.told):
        return
    try:
        emails.tell("paired", name, {})
    except (ValidationError, ValueError):
        logger.warning("Pairs of letter %s: signatory %s has an address that takes no mail.", name.letter_id, name.pk)


def settle_all() -> int:
    """Settle every letter with pairs that is under way; returns how many names wait."""
    letters = Letter.objects.filter(paired=True, stage__in=(Stage.PUBLISHED, Stage.DELIVERED))
    return sum(settle(pk) for pk in letters.values_list("pk", flat=True))


def wanted(letter: Letter) -> list[tuple[str, int]]:
    """Return of which party how many are wanted, so that nobody waits."""
    if not letter.paired:
        return []
    waiting = letter.signatories.confirmed().filter(waits_for_partner=True).values_list("party", flat=True)
    counts = Counter(SIDES[Party(party_of(party))] for party in waiting)
    return [(str(party.label), count) for party, count in counts.items()]


def _signed(letter: Letter) -> SignatoryQuerySet:
    signed = letter.signatories.confirmed().filter(kind=Kind.LEGISLATOR).order_by("confirmed_at", "pk")
    return signed.values_list("pk", "party", "lead_position", "sealed_name", named=True)  # type: ignore[return-value]


def _waiting(signed: list[Any]) -> list[int]:
    """Return who has no partner yet: on the larger side whoever came after the smaller side's number."""
    sides: dict[Party, list[Any]] = {side: [] for side in SIDES}
    for row in signed:
        if (side := party_of(row.party)) in SIDES:
            sides[Party(side)].append(row)
    pairs = min(len(rows) for rows in sides.values())
    waiting = []
    for rows in sides.values():
        fixed = [row for row in rows if row.lead_position is not None or row.sealed_name is not None]
        free = [row for row in rows if row not in fixed]
        waiting += [row.pk for row in free[max(0, pairs - len(fixed)) :]]
    return waiting
