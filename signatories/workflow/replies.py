"""What becomes of a mail in which somebody asks for a name: brought in, added, set aside, taken up again."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from letters.clock import database_now
from letters.models import Letter

from ..mails import Mail
from ..models import Reply, Signatory, TrailEntry
from ..states import ReplyState, Verb
from .staff import enter
from .steps import Refused, User


@transaction.atomic
def bring_in(letter: Letter, mails: Iterable[Mail], *, by: User) -> tuple[list[Reply], list[Reply]]:
    """Keep the mails; returns the new replies, and those that were there already. Nothing else happens yet."""
    now = database_now()
    new: list[Reply] = []
    known: list[Reply] = []
    for mail in mails:
        message = mail.message
        said = {"raw": mail.raw, "sender": str(message.sender)[:400], "subject": message.subject[:500]}
        came = {"sent_at": message.sent_at, "by": by, "at": now}
        reply, created = Reply.objects.get_or_create(letter=letter, sha256=mail.sha256, defaults=said | came)
        (new if created else known).append(reply)
    return new, known


@transaction.atomic
def add_from_reply(reply: Reply, signatories: Iterable[Signatory], *, by: User) -> list[Signatory]:
    """Put the names on the letter that the mail asks for, all or none, and keep the mail with each.

    Raises as `enter` does, and Refused when the mail was set aside.
    """
    entered = []
    _move(reply, start=(ReplyState.OPEN, ReplyState.ADDED), state=ReplyState.ADDED)
    for signatory in signatories:
        signatory.reply = reply
        entered.append(enter(signatory, by=by))
    return entered


@transaction.atomic
def set_aside(reply: Reply, *, by: User, reason: str = "") -> None:
    """Decide that the mail puts no name on the letter."""
    _move(reply, start=(ReplyState.OPEN,), state=ReplyState.SET_ASIDE)
    _note(reply, Verb.SET_ASIDE, by=by, reason=reason)


@transaction.atomic
def take_up(reply: Reply, *, by: User) -> None:
    """Look again at a mail that was set aside."""
    _move(reply, start=(ReplyState.SET_ASIDE,), state=ReplyState.OPEN)
    _note(reply, Verb.TAKEN_UP, by=by)


def _move(reply: Reply, *, start: tuple[ReplyState, ...], state: ReplyState) -> None:
    if not Reply.objects.filter(pk=reply.pk, state__in=start).update(state=state):
        now = Reply.objects.get(pk=reply.pk).get_state_display()
        raise Refused(_("This mail is now: %(state)s. Nothing was changed.") % {"state": now})
    reply.state = state


def _note(reply: Reply, verb: Verb, *, by: User, reason: str = "") -> None:
    TrailEntry.objects.create(
        letter_id=reply.letter_id, reply=reply, verb=verb, at=database_now(), by=by, reason=reason[:500]
    )
