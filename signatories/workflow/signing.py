"""What the signing person does: submit, confirm, or report that it was somebody else."""

import logging
import uuid
from datetime import datetime, timedelta
from typing import Literal

from django.db import IntegrityError, transaction
from django.db.models import F, Q, Sum
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from letters.clock import database_now
from letters.states import Phase
from letters.workflow import takes_online

from .. import budgets, emails, proof, tokens
from ..models import Signatory
from ..states import ASKED_STATES, How, Kind, Source, State, Verb
from .steps import (
    Closed,
    Late,
    OverBudget,
    Refused,
    Taken,
    TextChanged,
    check_confirmable,
    check_group,
    consent,
    hold,
    letter_now,
    move,
    move_to_confirmed,
    note,
    reissue,
)
from .versions import settle_on_text

logger = logging.getLogger(__name__)

TAKEN = gettext_noop("Another signature for the same name is confirmed.")
UNPROVEN = gettext_noop("The address does not prove that it speaks for this name.")
LATE = gettext_noop("It was asked for after the letter had closed.")
ENTRIES_AN_HOUR = 5
# Over all submissions with one mailbox: whoever types codes for an address that is not his cannot just submit again.
ENTRIES_AN_HOUR_AND_MAILBOX = 15
# A million codes, a hundred guesses an hour: over a year of trying, in plain sight, for one forged name.
WRONG_CODES_AN_HOUR_AND_LETTER = 100
A_MOMENT = timedelta(minutes=1)  # no second mail on a double click, or before the first one can have come
# All that a form says. Each is one line, so that two forms never say the same by accident.
SAID = (
    *("letter_id", "kind", "legislator_id", "organization_id", "printed_name", "title", "affiliation", "city"),
    *("us_state", "listed", "mailbox", "agent_name", "agent_role"),
)


@transaction.atomic
def submit(signatory: Signatory, *, network: str = "", at: datetime | None = None, asks: bool = False) -> Signatory:
    """Store what the form said, and the mail that asks to confirm it: two inserts.

    ``signatory`` is new, with letter, version_shown, kind, principal, names, agent, email and submission_uuid.
    The same form sent twice is the same row, and the first row is returned. Pending rows never touch each other.
    ``network`` is budgets.network_of the request. ``at`` is when it arrived, by the database's clock: a queue before
    the database makes nobody late. ``asks``: its sender knows that the letter is closed, and asks to be added.
    Raises Late where the sender did not know, TextChanged when another version is signed by now, Closed or OverBudget.
    """
    letter = letter_now(signatory)
    at = at or letter.now
    try:
        check_taken(signatory, at=at, asks=asks)
    except Late as late:
        return _as_the_first_time(signatory, late)
    if reason := budgets.exceeded(signatory, network=network):
        return _as_the_first_time(signatory, OverBudget(reason))
    signatory.submission_uuid = _submission(signatory)
    signatory.source = Source.WEB
    signatory.state, signatory.submitted_at = State.PENDING, at
    signatory.language = get_language() or "en"
    token, code = tokens.issue(signatory, at=letter.now)
    try:
        with transaction.atomic():
            signatory.confirmation_mail = emails.ask_to_confirm(signatory, token, code)
            signatory.save(force_insert=True)
    except IntegrityError:
        return Signatory.objects.get(submission_uuid=signatory.submission_uuid)
    return signatory


def check_taken(signatory: Signatory, *, at: datetime, asks: bool) -> None:
    """Raise Closed, Late or TextChanged unless the letter, read now, takes what this new signatory's form said."""
    letter = signatory.letter
    if not takes_online(letter) or not (letter.phase_at(at) == Phase.OPEN or letter.asks_at(at)):
        raise Closed(_("This letter does not take signatures now. Nothing was sent."))
    check_group(letter, signatory.legislator)
    if letter.asks_at(at) and not asks:
        raise Late(_("The letter closed before you sent this. Nothing was sent yet."))
    if signatory.version_shown_id != letter.versions.order_by("-number").values_list("pk", flat=True).first():
        raise TextChanged(_("The text was changed while you were reading. Please read it again, then sign."))


def _as_the_first_time(signatory: Signatory, refusal: Refused) -> Signatory:
    """Return what this very form has stored before; it asks for no further mail. Raises the refusal if it has not."""
    stored = Signatory.objects.filter(submission_uuid=_submission(signatory)).first()
    if stored is None:
        raise refusal
    return stored


def _submission(signatory: Signatory) -> uuid.UUID:
    """Return one name for "this form with this content": a double click repeats it, a corrected form does not."""
    content = "\n".join(str(getattr(signatory, name)) for name in SAID)
    return uuid.uuid5(signatory.submission_uuid or uuid.uuid4(), content)


@transaction.atomic
def confirm(signatory: Signatory, *, how: How, read: int | None = None, by_mail: bool = True) -> State:
    """Record that a person meant it; returns the state it has now, confirmed or held.

    Held when it came late, the address proves too little, or the principal is on already. What came in time and is
    confirmed when the letter is sealed goes into the supplement. Doing it again changes nothing.
    ``read`` is the number of the version that the page showed, when it is not the one the form was filled in for.
    ``by_mail``: whether the code or the link of our mail shows that it is a person of this mailbox. They expire; what
    an office proves by its page, or by its personal link, does not depend on them.
    Raises TextChanged when neither is what is signed now, Refused when it came too late or was withdrawn, and Closed
    when the letter was recalled.
    """
    letter = hold(signatory)
    if signatory.state in (State.CONFIRMED, State.HELD):
        return State(signatory.state)
    check_confirmable(signatory)
    if by_mail:
        _check_not_expired(signatory)
    again = signatory.state == State.LAPSED
    settle_on_text(signatory, read)
    consent(signatory, how=how, at=letter.now)
    if reason := why_held(signatory):
        return _put_off(signatory, reason)
    try:
        move_to_confirmed(signatory, start=ASKED_STATES, at=letter.now)
    except Taken:
        return _put_off(signatory, TAKEN)
    note(signatory, Verb.RENEWED if again else Verb.CONFIRMED, at=letter.now)
    emails.send_receipts(signatory)
    return State.CONFIRMED


def why_held(signatory: Signatory) -> str:
    """Return why staff decide on it once it is confirmed, or ""."""
    # Who was on the letter before showed then that he may be.
    if signatory.lapsed_from == State.CONFIRMED:
        return ""
    if signatory.is_late:
        return LATE
    return "" if proof.proves(signatory) else UNPROVEN


def _put_off(signatory: Signatory, reason: str) -> State:
    move(signatory, start=ASKED_STATES, state=State.HELD)
    note(signatory, Verb.HELD, reason=reason)
    return State.HELD


def _check_not_expired(signatory: Signatory) -> None:
    if signatory.expires_at is not None and signatory.letter.now >= signatory.expires_at:
        raise Refused(_("The code and the link in our mail have expired. Ask for a new mail; one press is enough."))


@transaction.atomic
def send_again(signatory: Signatory, *, network: str = "") -> None:
    """Send the person who waits another mail, within the budgets. Raises Refused, Closed or OverBudget."""
    letter, last = hold(signatory), signatory.confirmation_mail
    check_confirmable(signatory)
    if signatory.reported_at:
        raise Refused(_("Somebody in this mailbox told us: this was not me. Was it you? Then fill in the form again."))
    if emails.asked_at(signatory) != signatory.email:
        raise Refused(_("Mail to this address reaches the office no more. Write to the contact of this letter."))
    if last is not None and last.created_at > letter.now - A_MOMENT:
        raise Refused(_("We wrote to this address less than a minute ago. Give the mail a moment to arrive."))
    if reason := budgets.exceeded(signatory, network=network):
        raise OverBudget(reason)
    reissue(signatory)


@transaction.atomic
def report(signatory: Signatory) -> None:
    """Record "this was not me". It changes no state, because mail scanners press every button they find."""
    now = letter_now(signatory).now
    if Signatory.objects.filter(pk=signatory.pk, reported_at__isnull=True).update(reported_at=now):
        signatory.reported_at = now
        note(signatory, Verb.REPORTED, at=now)


def _guessed_at(signatory: Signatory, *, since: datetime) -> bool:
    """Whether so many wrong codes were typed for this principal, or on this letter, that people look like guessing.

    Addresses can be invented without end, and each has a code of its own: without this, somebody who reads no mail
    hits one in time. The link in the mail still confirms. A person's own name proves nothing and needs no such care.
    """
    if signatory.kind == Kind.INDIVIDUAL:
        return False
    wrong = Signatory.objects.asked().filter(letter=signatory.letter_id, tries_since__gt=since)
    same = Q(legislator=signatory.legislator_id, organization=signatory.organization_id)
    known = Q(legislator__isnull=False) | Q(organization__isnull=False)
    counted = wrong.exclude(kind=Kind.INDIVIDUAL).aggregate(
        letter=Sum("code_tries", default=0), principal=Sum("code_tries", filter=same & known, default=0)
    )
    if counted["letter"] >= WRONG_CODES_AN_HOUR_AND_LETTER:
        logger.warning("Letter %s: codes are being guessed; for an hour only links confirm.", signatory.letter_id)
        return True
    return counted["principal"] >= ENTRIES_AN_HOUR_AND_MAILBOX


def take_a_try(signatory: Signatory, field: Literal["code_tries", "surname_tries"]) -> bool:
    """Spend one of five entries an hour; False when none is left.

    Counted before the entry is looked at, so that fifty at once get five. The two fields are apart:
    a scanner that types junk into the link's page leaves the page of the browser that signed alone.
    """
    now = database_now()
    rows = Signatory.objects.filter(pk=signatory.pk)
    over = Q(tries_since__isnull=True) | Q(tries_since__lte=now - timedelta(hours=1))
    rows.filter(over).update(tries_since=now, code_tries=0, surname_tries=0)
    mine = Signatory.objects.filter(mailbox=signatory.mailbox, tries_since__gt=now - timedelta(hours=1))
    spent = mine.aggregate(entries=Sum(field))["entries"] or 0
    if signatory.mailbox and spent >= ENTRIES_AN_HOUR_AND_MAILBOX:
        return False
    if field == "code_tries" and _guessed_at(signatory, since=now - timedelta(hours=1)):
        return False
    return bool(rows.filter(**{f"{field}__lt": ENTRIES_AN_HOUR}).update(**{field: F(field) + 1}))
