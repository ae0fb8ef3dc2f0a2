"""An office's own page: the link to it, and what the office does there (docs/adr/0028).

Whoever calls the steps has seen the link opened, and whose office it is typed on the device.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory.models import Contact, Legislator, Organization, Term
from letters.clock import database_now
from letters.models import Letter
from letters.workflow import takes_now

from .. import budgets, emails, office_emails, principals, tokens
from ..lines import line_by_rule
from ..models import OfficeLink, Signatory
from ..offices import Office
from ..states import How, OfficeAnswer, Stance, State, Verb
from .answering import ANSWERS, Agent, who_answers
from .asking import change_ask, row_of
from .inviting import ENTRIES_AN_HOUR
from .order import Place, reorder
from .signing import A_MOMENT, check_taken, confirm
from .steps import Closed, OverBudget, Refused, seat_of

STANDS = (State.CONFIRMED, State.HELD)
ANSWERED = {Stance.ASKING_BOSS: OfficeAnswer.ASKING, Stance.DECLINED: OfficeAnswer.DECLINE}


@transaction.atomic
def send_office_link(mailbox: str, *, network: str = "") -> None:
    """Mail a link to an office's page to this mailbox, whoever's it is; once for a double click. Raises OverBudget."""
    now = database_now()
    if reason := budgets.links_exceeded(mailbox, network=network, at=now):
        raise OverBudget(reason)
    if OfficeLink.objects.filter(mailbox=mailbox, made_at__gt=now - A_MOMENT).exists():
        return
    token = tokens.new_token()
    digest = tokens.digest_of_token(token, purpose=tokens.OFFICE)
    office_emails.send_office_link(OfficeLink.objects.create(mailbox=mailbox, token_digest=digest, made_at=now), token)


def take_an_office_entry(link: OfficeLink) -> bool:
    """Spend one of the entries a link has, which lives no longer than they would need to come back.

    Counted before the entry is looked at; as many as for personal links, for the same reasons.
    """
    rows = OfficeLink.objects.filter(pk=link.pk, surname_tries__lt=ENTRIES_AN_HOUR)
    return bool(rows.update(surname_tries=F("surname_tries") + 1))


@transaction.atomic
def sign_from_page(
    link: OfficeLink,
    office: Office,
    letter: Letter,
    *,
    agent: Agent,
    read: int | None,
    at: datetime | None = None,
    asks: bool = False,
) -> Signatory:
    """Put the office's name on the letter, as the version ``read`` says it; the same press again changes nothing.

    Held where a confirmed mail of this mailbox would be. ``at`` and ``asks`` as `signing.submit` has them. Raises
    TextChanged, Late, Closed or Refused.
    """
    letter = _hold(letter)
    # The first link of the mailbox is held, whichever is open: two presses at once come one after the other.
    OfficeLink.objects.select_for_update().filter(mailbox=link.mailbox).order_by("pk").first()
    mine = letter.signatories.filter(mailbox=link.mailbox, **{office.kind.value: office.principal})
    if stands := mine.filter(state__in=STANDS).first():
        return stands
    if mine.count() >= ANSWERS:
        raise Refused(_("This address has signed this letter many times already. Write to the contact of the letter."))
    signatory = to_renew(link, office, letter)
    if signatory is None:
        signatory = _new_signature(link, office, letter, agent, read)
        check_taken(signatory, at=at or letter.now, asks=asks)
        signatory.submitted_at = at or letter.now
        signatory.save(force_insert=True)
    else:
        mine.filter(pk=signatory.pk).update(**_who_acts(agent))
    confirm(signatory, how=How.OFFICE, read=read, by_mail=False)
    return signatory


def to_renew(link: OfficeLink, office: Office, letter: Letter) -> Signatory | None:
    """Return the signature that signing from the page gives again, for the changed text.

    Only what somebody of this mailbox had confirmed: a form that nobody answered may be a stranger's.
    """
    same = {office.kind.value: office.principal, "mailbox": link.mailbox}
    lapsed = letter.signatories.filter(state=State.LAPSED, lapsed_from__in=STANDS, **same)
    signatory = lapsed.order_by("-pk").first()
    if signatory:
        signatory.letter = letter  # as its clock was read
    return signatory


def _hold(letter: Letter) -> Letter:
    """Hold the letter, and read it as it stands now."""
    return Letter.objects.filter(pk=letter.pk).held_still().on_the_clock().get()


def _new_signature(link: OfficeLink, office: Office, letter: Letter, agent: Agent, read: int | None) -> Signatory:
    said = {
        "version_shown": letter.versions.filter(number=read).first() if read else None,
        "email": link.mailbox,
        "mailbox": link.mailbox,
        "language": get_language() or "en",
        **_who_acts(agent),
    }
    target = _target(office, letter)
    if isinstance(target, Term):
        return principals.legislator(letter, target, **said)
    return principals.organization(letter, target, **said)


def _who_acts(agent: Agent) -> dict[str, str]:
    return {"agent_name": agent.name, "agent_role": agent.role, "authority": agent.authority}


def _target(office: Office, letter: Letter) -> Term | Organization:
    """Return what the office is asked as: the member's seat for this letter, or the organization."""
    if not isinstance(office.principal, Legislator):
        return office.principal
    return seat_of(letter, office.principal)


@transaction.atomic
def answer_from_page(link: OfficeLink, office: Office, letter: Letter, *, seen: int, **said: Any) -> None:
    """Record what an office says of being asked. Whom nobody asked comes on the board by it.

    ``seen``: the edition of its row that the page showed, 0 for none. ``said``: stance, until and reason; the same
    again changes nothing. Raises Refused where the office has signed, and Overtaken when the row is another by now.
    """
    letter = _hold(letter)
    if not takes_now(letter):
        raise Closed(_("This letter does not take answers now. Nothing was stored."))
    ask = row_of(letter, _target(office, letter))
    if letter.signatories.filter(
        state__in=STANDS, **{office.kind.value: office.principal}
    ).exists():  # since the page was shown
        raise Refused(_("This cannot be done any more. Here is how the letter stands now."))
    if all(getattr(ask, name) == value for name, value in said.items()):
        return
    if ask.trail.filter(verb=Verb.STANCE_CHANGED, by=None).count() >= ANSWERS:
        raise Refused(_("Your office has answered many times already. Please write to the contact of the letter."))
    reader = office.principal.contacts.here().filter(mailbox=link.mailbox).first() or Contact(email=link.mailbox)
    via = f"by contact {reader.pk}" if reader.pk else "at no contact's address"
    change_ask(ask, seen=seen or ask.edition, by=None, via=f"on the office's own page, {via}", **said)
    agent = ", ".join(filter(None, (reader.name, reader.does, link.mailbox)))
    emails.send_answer(who_answers(ask, letter, link.mailbox), ANSWERED[Stance(ask.stance)], agent, ask=ask)


def correct_line(signatory: Signatory, line: str, *, shown: str) -> None:
    """Print this line under the name, or the letter's own if it is empty. Nothing else, and never the name.

    Raises Refused once the letter was sealed, and when another line than ``shown`` is printed by now. The trail shows
    staff what was there before.
    """
    if signatory.state != State.CONFIRMED:
        raise Refused(_("This name is not on the letter. Nothing was changed."))
    if shown != signatory.line:
        told = _("Meanwhile the lead's office changed this line to “%(line)s”. Look at it, and press again.")
        raise Refused(told % {"line": signatory.line})
    place = Place.of(signatory)
    line = "" if line == line_by_rule(signatory, signatory.letter) else line
    reorder(signatory.letter, {signatory.pk: (place, place._replace(own_line=line))}, by=None)
