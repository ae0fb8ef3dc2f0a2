"""The moment a letter goes out: its words and its names are frozen as they are sent."""

from datetime import datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .. import announcements
from ..clock import database_now
from ..models import Letter
from ..states import Phase, Stage
from .steps import Refused, User, move
from .versions import check_objections


def check_sealable(letter: Letter) -> None:
    """Raise Refused unless the letter may be sealed now. The one place for what must be over before."""
    check_not_sealed(letter)
    if letter.phase != Phase.CLOSED:
        raise Refused(_("Only a letter that has closed, and was not delivered yet, can be sealed."))
    check_objections(letter, letter.now)


def check_not_sealed(letter: Letter) -> None:
    """Raise Refused when what went out can no longer be changed."""
    if letter.sealed_at:
        day = date_format(letter.sealed_at.astimezone(letter.zone), "DATETIME_FORMAT")
        raise Refused(_("This letter is sealed, since %(day)s. Nothing was changed.") % {"day": day})


@transaction.atomic
def seal(letter: Letter, *, by: User, reason: str = "", at: datetime | None = None) -> None:
    """Freeze the letter with its names, as it goes out.

    Nobody who signs waits for it: the names are read and set first, the letter's own row is held only at the end.
    ``at`` is for letters that went out before this site had them; nobody is told of those.
    """
    letter.refresh_from_db()
    letter.__dict__.pop("now", None)
    check_sealable(letter)
    moment = at or database_now()
    announcements.sealing.send(Letter, letter=letter, by=by, at=moment)
    # Not `lock`: it would also hold up those who only point to the letter, as every new name does.
    letter.refresh_from_db(from_queryset=Letter.objects.select_for_update(no_key=True))
    letter.__dict__.pop("now", None)
    check_sealable(letter)
    move(letter, start=(Stage.PUBLISHED,), sealed_at=moment)
    announcements.sealed.send(Letter, letter=letter, by=by, reason=reason, told=at is None)
