"""How a letter reached its addressees."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from .. import announcements
from ..clock import database_now
from ..models import Letter
from ..states import Phase, Stage
from .steps import Refused, User, lock, move
from .versions import check_objections


@transaction.atomic
def deliver(letter: Letter, *, by: User, reason: str = "", at: datetime | None = None) -> None:
    """Record that a closed letter reached its addressees."""
    moment = at or database_now()
    lock(letter)
    if letter.phase in (Phase.SCHEDULED, Phase.OPEN):
        raise Refused(_("Only a letter that has closed can be delivered."))
    check_objections(letter, moment)
    move(letter, start=(Stage.PUBLISHED,), stage=Stage.DELIVERED, delivered_at=moment)
    announcements.delivered.send(Letter, letter=letter, by=by, reason=reason)
