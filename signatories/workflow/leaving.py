"""A signatory changes its mind: off the letter until it is sealed, and dissociated in public afterwards."""

from django.db import transaction

from letters.states import Withdrawals

from ..models import SealedName, Signatory
from .seals import dissociate
from .staff import withdraw
from .steps import hold


@transaction.atomic
def leave(signatory: Signatory, *, reason: str, publish: bool) -> None:
    """Do what the signatory asks for, whichever it is by now. Raises Refused when it cannot be done any more.

    The reason is for the lead's staff. ``publish`` shows it to everyone, like what staff write of it, and only on a
    letter that shows withdrawals.
    """
    letter = hold(signatory)
    publish = publish and bool(reason) and letter.withdrawals == Withdrawals.PUBLIC
    if SealedName.objects.filter(signatory=signatory).exists():
        dissociate(signatory, by=None, reason=reason if publish else "", aside=reason)
    else:
        withdraw(signatory, by=None, reason=reason, publish=publish)
