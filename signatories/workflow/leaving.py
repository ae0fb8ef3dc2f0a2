"""A signatory changes its mind: off the letter until it is sealed, and dissociated in public afterwards."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from letters.states import Withdrawals

from ..models import SealedName, Signatory
from ..states import Kind, State, Verb
from .seals import dissociate
from .staff import withdraw
from .steps import hold, move, note

ENDED = gettext_noop("The office took its name off the letter: what else was asked for in its name ended with it.")


@transaction.atomic
def leave(signatory: Signatory, *, reason: str, publish: bool) -> None:
    """Do what the signatory asks for, whichever it is by now. Raises Refused when it cannot be done any more.

    The reason is for the lead's staff. ``publish`` shows it to everyone, like what staff write of it, and only on a
    letter that shows withdrawals. A held one was never on the letter: it is taken back, and nobody is told.
    """
    letter = hold(signatory)
    if signatory.state == State.HELD:
        _take_back(signatory, reason)
        return
    publish = publish and bool(reason) and letter.withdrawals == Withdrawals.PUBLIC
    if SealedName.objects.filter(signatory=signatory).exists():
        dissociate(signatory, by=None, reason=reason if publish else "", aside=reason)
    else:
        withdraw(signatory, by=None, reason=reason, publish=publish)
    _end_other_claims(signatory)


def _take_back(signatory: Signatory, reason: str) -> None:
    move(signatory, start=(State.HELD, State.PENDING), state=State.WITHDRAWN)
    note(signatory, Verb.WITHDRAWN, reason=reason)


def _end_other_claims(signatory: Signatory) -> None:
    """End what a colleague asked for too, and nobody decided: else the name that was taken off comes back by it.

    What is pending counts where a link of this office led to it; any other form may be a stranger's.
    """
    if signatory.kind not in (Kind.LEGISLATOR, Kind.ORGANIZATION):
        return
    same = {signatory.kind: getattr(signatory, signatory.kind)}
    waiting = Q(state=State.HELD) | Q(state=State.PENDING, invitation__isnull=False)
    for claim in signatory.letter.signatories.filter(waiting, **same).exclude(pk=signatory.pk).select_for_update():
        _take_back(claim, ENDED)
