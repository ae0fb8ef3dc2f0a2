"""When a letter takes signatures: its deadline moves, its form shuts."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from .. import announcements
from ..clock import database_now
from ..models import Letter
from ..states import Phase, Signing, Stage
from .publishing import KINDS, say_why
from .steps import Refused, User, lock, move


@transaction.atomic
def extend(letter: Letter, *, to: datetime, by: User, reason: str, tell: bool = True) -> None:
    """Move the deadline to a later moment; a letter that had closed opens again. Its page says why.

    ``tell``: whoever signed is told by mail.
    """
    say_why(reason)
    lock(letter)
    if letter.sealed_at:
        raise Refused(
            _(
                "This letter is sealed, so its deadline cannot move any more. Names that came in time go into the "
                "supplement; for others, start a new letter that follows this one."
            )
        )
    if to <= database_now() or (letter.closes_at and to <= letter.closes_at):
        raise Refused(_("The new closing time must be later than the old one, and still to come."))
    _move_deadline(letter, to=to, by=by, reason=reason, public_reason=reason, tell=tell)


@transaction.atomic
def close_now(letter: Letter, *, by: User, reason: str = "", tell: bool = False) -> None:
    """Shut the form at this moment. What was submitted before may be confirmed within the grace."""
    lock(letter)
    now = database_now()
    if letter.phase_at(now) != Phase.OPEN:
        raise Refused(_("Only an open letter can be closed."))
    _move_deadline(letter, to=now, by=by, reason=reason or _("Closed now."), tell=tell)


def _move_deadline(
    letter: Letter, *, to: datetime, by: User, reason: str, public_reason: str = "", tell: bool = False
) -> None:
    old = letter.closes_at
    move(letter, start=(Stage.PUBLISHED,), closes_at=to)
    change = letter.deadline_changes.create(  # type: ignore[misc]  # a published letter has an old one
        old=old, new=to, by=by, at=database_now(), reason=public_reason
    )
    announcements.deadline_changed.send(Letter, letter=letter, by=by, reason=reason, change=change, tell=tell)


def takes_online(letter: Letter) -> bool:
    """Whether the page has a sign button at all, whatever the clock says."""
    return letter.signing == Signing.ONLINE and any(getattr(letter, kind) for kind in KINDS)


def asks_to_be_added(letter: Letter) -> bool:
    """Whether the form on the page only asks now: the letter is closed, and until it is sealed staff decide."""
    return letter.asks_at(letter.now) and takes_online(letter)


def takes_now(letter: Letter) -> bool:
    """Whether the form on the page can be sent at this moment: to sign, or to ask to be added."""
    return asks_to_be_added(letter) or (letter.phase == Phase.OPEN and takes_online(letter))
