"""Whether a form was sent by a program: without a puzzle, a script or anybody else's service.

A field that people do not see stays empty, and nobody fills in a form in a second. Neither is proof, so nothing is
ever dropped: the form is shown again with all that was typed, and the next press of a person goes through.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

LONGEST = timedelta(days=1)  # a stamp that was once collected is of no use for ever


def stamp(at: datetime) -> str:
    """Return the signed moment at which a form is shown (the database's: web servers' clocks differ)."""
    return _signer().sign(str(int(at.timestamp() * 1000)))


def objection(*, trap: str, stamp: str, at: datetime) -> str:
    """Return why the form must be sent once more, or "". ``trap`` is what the field that nobody sees holds."""
    if trap:
        return _("A field that people do not see was filled in. It is empty again: please press the button once more.")
    if not settings.FORM_SECONDS:
        return ""
    age = _age(stamp, at=at)
    if age is None or age > LONGEST:
        return _("This form had been open for very long. Nothing is lost: please press the button once more.")
    if age < _shortest():
        return _("That was faster than people type. Nothing is lost: please press the button once more.")
    return ""


def renewed(stamp_given: str, *, at: datetime) -> str:
    """Return the stamp to show the form again with. Who waited once need not wait again."""
    age = _age(stamp_given, at=at)
    if age is None:
        return stamp(at)
    return stamp(at - _shortest()) if age > LONGEST else stamp_given


def _age(given: str, *, at: datetime) -> timedelta | None:
    """Return how long ago we signed this stamp, or None for one that we never did."""
    try:
        return at - datetime.fromtimestamp(int(_signer().unsign(given)) / 1000, UTC)
    except (BadSignature, ValueError, OverflowError):
        return None


def _shortest() -> timedelta:
    return timedelta(seconds=settings.FORM_SECONDS)


def _signer() -> Signer:
    return Signer(salt="signatories.bots")
