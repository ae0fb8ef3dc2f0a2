"""What staff do: enter a name that came by mail or phone, approve, refuse, resend, withdraw, strike an error."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from directory.models import Organization
from directory.names import fold
from letters.clock import database_now
from letters.models import Version
from letters.states import Phase, Withdrawals

from .. import emails, tally
from ..models import Signatory, Withdrawal
from ..states import How, Kind, Source, State, Verb
from .seals import refuse_if_sealed
from .steps import (
    Closed,
    Refused,
    Taken,
    User,
    check_confirmable,
    consent,
    hold,
    letter_now,
    move,
    move_to_confirmed,
    note,
    put_on_together,
    reissue,
)


@transaction.atomic
def enter(signatory: Signatory, *, by: User) -> Signatory:
    """Put a name on the letter for a principal who asked by phone or mail; the office is told.

    ``received_at`` decides whether it came in time. Raises Closed, or Refused when the principal is on already.
    """
    letter = letter_now(signatory)
    _receive(signatory, letter.versions.order_by("-number").first())
    signatory.save(force_insert=True)
    put_on(signatory)
    consent(signatory, how=How.STAFF, at=letter.now)
    note(signatory, Verb.ENTERED, by=by, at=letter.now)
    emails.send_receipts(signatory)
    return signatory


@transaction.atomic
def enter_all(signatories: Sequence[Signatory], *, by: User) -> None:
    """Put many names on one letter as ``enter`` does, all or none. Nobody is told by mail."""
    letter = letter_now(signatories[0])
    version = letter.versions.order_by("-number").first()
    for signatory in signatories:
        signatory.letter = letter
        _receive(signatory, version)
        if signatory.kind == Kind.ORGANIZATION and signatory.organization is None:
            signatory.organization = known_organization(signatory)
        signatory.state, signatory.confirmed_at = State.CONFIRMED, letter.now
    try:
        put_on_together(signatories, by=by, at=letter.now)
    except IntegrityError as error:
        raise Taken(_("One of these names is on the letter already, or stands here twice.")) from error
    tally.recount()


def _receive(signatory: Signatory, version: Version | None) -> None:
    """Fill in what a name has that came to staff. Raises Closed or Refused when it came at the wrong time."""
    letter = signatory.letter
    signatory.received_at = signatory.received_at or letter.now
    if letter.phase not in (Phase.OPEN, Phase.CLOSED) or not letter.takes_at(signatory.received_at):
        raise Closed(_("The letter did not take signatures when this was received. Extend it first."))
    if signatory.received_at > letter.now:
        raise Refused(_("Nothing is received in the future. Correct the time."))
    signatory.state, signatory.submitted_at, signatory.version_shown = State.HELD, letter.now, version
    signatory.source = signatory.source if signatory.source != Source.WEB else Source.STAFF


@transaction.atomic
def approve(signatory: Signatory, *, by: User, reason: str = "") -> None:
    """Put a held name on the letter."""
    if letter_now(signatory).phase not in (Phase.OPEN, Phase.CLOSED):
        raise Closed(_("The letter does not take signatures any more."))
    put_on(signatory)
    note(signatory, Verb.APPROVED, by=by, reason=reason)
    emails.send_receipts(signatory)


def put_on(signatory: Signatory, *, start: State = State.HELD) -> None:
    """Put the name on the letter. An organization the directory lacks is added to it."""
    if signatory.kind == Kind.ORGANIZATION and signatory.organization is None:
        signatory.organization = known_organization(signatory)
        signatory.save(update_fields=["organization"])
    move_to_confirmed(signatory, start=(start,), at=signatory.letter.now)


def known_organization(signatory: Signatory) -> Organization:
    if not fold(signatory.printed_name):
        raise Refused(_("A name needs a letter or a digit."))
    known, _created = Organization.objects.get_or_create(
        folded_name=fold(signatory.printed_name),
        parent=None,
        state=signatory.us_state,
        defaults={"name": signatory.printed_name, "scope": signatory.scope or "local", "city": signatory.city},
    )
    return known


@transaction.atomic
def refuse(signatory: Signatory, *, by: User, reason: str = "") -> None:
    """Turn a held name down; the person who confirmed it is told, with the reason."""
    move(signatory, start=(State.HELD,), state=State.REFUSED)
    note(signatory, Verb.REFUSED, by=by, reason=reason)
    emails.send_refusal(signatory, reason)


@transaction.atomic
def resend(signatory: Signatory, *, by: User, reason: str = "") -> None:
    """Send a new link and code; the old ones stop working. Not after "this was not me".

    Staff are not held to a budget, but what they send counts in it.
    """
    hold(signatory)
    check_confirmable(signatory)
    if signatory.reported_at or not emails.asked_at(signatory):
        raise Refused(_("No mail is sent: the person reported this, or left no address."))
    reissue(signatory, by=by, reason=reason)


@transaction.atomic
def withdraw(signatory: Signatory, *, by: User, reason: str = "", publish: bool = False) -> None:
    """Take a confirmed name off, because its owner asked. Not once it was sealed, or the letter delivered.

    Where the letter says so, its page shows it from now on: with the reason, if its owner wants that (``publish``).
    """
    letter = letter_now(signatory)
    refuse_if_sealed(signatory)
    if letter.phase == Phase.DELIVERED:
        raise Refused(_("The letter was delivered with this name on it."))
    move(signatory, start=(State.CONFIRMED,), state=State.WITHDRAWN)
    note(signatory, Verb.WITHDRAWN, by=by, reason=reason)
    signatory.refresh_from_db(fields=["waits_for_partner"])
    if letter.withdrawals == Withdrawals.PUBLIC and not signatory.waits_for_partner:  # else nobody read it there
        Withdrawal.objects.create(signatory=signatory, note=reason[:500] if publish else "", at=letter.now)
    emails.send_withdrawal(signatory)


@transaction.atomic
def enter_in_error(signatory: Signatory, *, by: User, reason: str) -> None:
    """Strike a name that should never have been there: gone from every public record, kept in the trail.

    Whoever had a receipt is told; for most such names, nobody had.
    """
    if not reason.strip():
        raise Refused(_("Say why: the trail keeps the reason."))
    letter_now(signatory)
    refuse_if_sealed(signatory)
    told = had_receipt(signatory)
    move(
        signatory,
        start=tuple(state for state in State if state != State.ENTERED_IN_ERROR),
        state=State.ENTERED_IN_ERROR,
    )
    note(signatory, Verb.ENTERED_IN_ERROR, by=by, reason=reason, at=database_now())
    if told:
        emails.send_struck(signatory)


def had_receipt(signatory: Signatory) -> bool:
    """Whether somebody was told that this name is on the letter, and nobody since that it is off."""
    was_on = State.CONFIRMED in (signatory.state, signatory.state == State.LAPSED and signatory.lapsed_from)
    row = signatory.list_row
    return was_on and (row is None or row.names.told)
