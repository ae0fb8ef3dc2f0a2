"""What an office says through its personal link: sign, ask the boss first, or decline (docs/adr/0026).

Whoever calls these has seen the member's surname typed on the device. The link is the proof, so that no second mail is
asked for; the receipt goes to whom the link was sent to, and says who acted.
"""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import F
from django.db.transaction import atomic
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory.models import Term
from letters.clock import database_now
from letters.models import Letter
from letters.states import Phase
from letters.workflow import takes_now
from outbox.addresses import canonical

from .. import emails, principals
from ..models import Ask, Invitation, Signatory
from ..states import ASKED_STATES, How, OfficeAnswer, Source, Stance, State
from .asking import change_ask, row_of
from .signing import check_taken, confirm
from .steps import Closed, Refused, Taken, seat_of

ANSWERS = 20  # by one link: each may be a mail to somebody
ON_OR_ASKED = (State.CONFIRMED, State.HELD, *ASKED_STATES)


class Agent(NamedTuple):
    """Who acts for the office. ``email`` only where it is another than the one the link was sent to."""

    name: str
    role: str = ""
    email: str = ""
    authority: str = ""

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.name, self.role)))


USUALLY = timedelta(days=3)  # quiet, unless another day is chosen


def last_quiet_day(letter: Letter) -> date:
    """Return until when an office may ask not to be reminded: the day before the letter closes, or today."""
    today = letter.now.astimezone(letter.zone).date()
    return max(today, letter.closes_at_local.date() - timedelta(days=1)) if letter.closes_at_local else today


def signed_by(invitation: Invitation) -> Signatory | None:
    """Return the signature that was given by this link and stands, or is asked again for a changed text."""
    return invitation.signatures.filter(state__in=ON_OR_ASKED).order_by("-pk").first()


def on_already(invitation: Invitation) -> Signatory | None:
    """Return the member's signature that is on the letter, whichever way the office gave it."""
    confirmed = Signatory.objects.confirmed().filter(letter=invitation.letter_id)
    return confirmed.filter(legislator=invitation.legislator_id).first()


@atomic
def sign_by_link(
    invitation: Invitation, *, agent: Agent, read: int | None, at: datetime | None = None, asks: bool = False
) -> Signatory:
    """Put the member on the letter, as the version ``read`` says it; the same press again changes nothing.

    ``at`` and ``asks`` as `signing.submit` has them. Raises TextChanged, Late, Closed or Refused; Taken when a
    colleague has signed: one claim more would outlive that signature, and bring the name back.
    """
    letter = _hold(invitation)
    signatory = signed_by(invitation)
    if signatory and signatory.state not in ASKED_STATES:
        return signatory
    if on_already(invitation):
        raise Taken(_("Your office has signed already."))
    signatory = signatory or _new_signature(invitation, letter, agent, read, at=at or letter.now, asks=asks)
    _remember(invitation, OfficeAnswer.SIGN, agent)
    row_of(letter, _seat(invitation, letter))
    if confirm(signatory, how=How.LINK, read=read, by_mail=False) == State.HELD:
        emails.send_answer(signatory, OfficeAnswer.SIGN, str(agent))
    return signatory


def _new_signature(
    invitation: Invitation, letter: Letter, agent: Agent, read: int | None, *, at: datetime, asks: bool
) -> Signatory:
    email = agent.email or invitation.email
    signatory = principals.legislator(
        letter,
        _seat(invitation, letter),
        version_shown=letter.versions.filter(number=read).first() if read else None,
        invitation=invitation,
        source=Source.INVITATION,
        agent_name=agent.name,
        agent_role=agent.role,
        authority=agent.authority,
        email=email,
        mailbox=canonical(email) if email else None,
        submitted_at=at,
        language=get_language() or "en",
    )
    check_taken(signatory, at=at, asks=asks)
    signatory.save(force_insert=True)
    return signatory


@atomic
def ask_boss(invitation: Invitation, *, agent: Agent, until: date) -> None:
    """Record that the office asks its member, and is left alone until that day."""
    letter = _hold(invitation)
    if not takes_now(letter) or letter.phase != Phase.OPEN:
        raise Closed(_("This letter does not take answers now. Nothing was stored."))
    today, last = letter.now.astimezone(letter.zone).date(), last_quiet_day(letter)
    if not today <= until <= last:
        raise Refused(_("Choose a day from today until the day before the letter closes."))
    _answer(invitation, letter, agent, OfficeAnswer.ASKING, stance=Stance.ASKING_BOSS, until=until, reason="")


@atomic
def decline(invitation: Invitation, *, agent: Agent, reason: str = "") -> None:
    """Record that the member does not sign. The reason is for the lead's office alone."""
    letter = _hold(invitation)
    if not takes_now(letter):
        raise Closed(_("This letter does not take answers now. Nothing was stored."))
    _answer(invitation, letter, agent, OfficeAnswer.DECLINE, stance=Stance.DECLINED, until=None, reason=reason)


def _answer(invitation: Invitation, letter: Letter, agent: Agent, answer: OfficeAnswer, **said: Any) -> None:
    ask, mine = row_of(letter, _seat(invitation, letter)), signed_by(invitation)
    if (mine and mine.state not in ASKED_STATES) or on_already(invitation):
        raise Refused(_("Your office has signed. To take the name off, write to the contact of the letter."))
    if invitation.answer == answer and all(getattr(ask, name) == value for name, value in said.items()):
        return  # the same press again
    _remember(invitation, answer, agent)
    change_ask(ask, seen=ask.edition, by=None, **said)
    emails.send_answer(who_answers(ask, letter, agent.email, invitation=invitation), answer, str(agent), ask=ask)


def who_answers(ask: Ask, letter: Letter, email: str, *, invitation: Invitation | None = None) -> Signatory:
    """Return the signature that it would have been, which says who hears of it."""
    return Signatory(
        letter=letter,
        legislator=ask.legislator,
        organization=ask.organization,
        invitation=invitation,
        email=email,
        mailbox=canonical(email) if email else None,
    )


def _hold(invitation: Invitation) -> Letter:
    """Hold the letter, then the link, and read both as they are. Two presses at once come one after the other."""
    letters = Letter.objects.filter(pk=invitation.letter_id).held_still()
    letter = letters.on_the_clock().get()
    invitation.refresh_from_db(from_queryset=Invitation.objects.select_for_update())
    invitation.letter = letter
    if invitation.revoked_at or invitation.legislator is None:
        raise Closed(_("This link was taken back by the office that leads the letter."))
    return letter


def _seat(invitation: Invitation, letter: Letter) -> Term:
    return seat_of(letter, invitation.legislator)  # type: ignore[arg-type]  # `_hold` refuses a link without one


def _remember(invitation: Invitation, answer: OfficeAnswer, agent: Agent) -> None:
    """Keep what was said last through this link, and by whom."""
    if invitation.answers >= ANSWERS:
        raise Refused(_("This link was answered many times already. Please write to the contact of the letter."))
    said = {"answer": answer, "answered_at": database_now(), "answered_by": str(agent)[:250]}
    Invitation.objects.filter(pk=invitation.pk).update(answers=F("answers") + 1, **said)
    invitation.answer = answer
