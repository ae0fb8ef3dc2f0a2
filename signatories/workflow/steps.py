"""What every step shares: guarded moves, the one place where uniqueness is decided, the trail."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from itertools import repeat
from typing import Any

from django.contrib.auth.models import User as StaffUser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from directory.models import GroupMember, Legislator, Term
from letters import workflow as letter_steps
from letters.clock import database_now
from letters.models import Letter
from letters.states import Phase

from .. import emails, pairing
from ..models import Consent, NameList, Signatory, TrailEntry
from ..states import ASKED_STATES, How, State, Verb

User = StaffUser | None


class Refused(letter_steps.Refused):
    """A step that cannot be taken; the text says why, in the reader's language.

    Also a letter's refusal: publication stops when a planned lead cannot be confirmed.
    """


class Closed(Refused):
    """The letter does not take signatures at this moment."""


class Late(Closed):
    """The letter closed before the form was sent; it may ask to be added, once its sender knows."""


class TextChanged(Refused):
    """The text was changed since it was shown; it must be read again."""


class OverBudget(Refused):
    """As many mails were asked for as a mailbox, a network or a letter may have for now."""


class Taken(Refused):
    """The principal's signature is confirmed already."""


def move(signatory: Signatory, *, start: tuple[State, ...], **fields: Any) -> None:
    """Change the signatory if it still stands where the step starts; raises Refused otherwise."""
    if not Signatory.objects.filter(pk=signatory.pk, state__in=start).update(**fields):
        state = Signatory.objects.get(pk=signatory.pk).get_state_display()
        raise Refused(_("This signature is now: %(state)s. Nothing was changed.") % {"state": state})
    for name, value in fields.items():
        setattr(signatory, name, value)
    if State.CONFIRMED in (*start, fields.get("state")) and signatory.letter.paired:
        _settle_pairs(signatory.letter_id)


def _settle_pairs(letter_id: int) -> None:
    """Count the pairs once the names are stored. Should that fail they are stored all the same, and the timetable
    counts again.
    """
    transaction.on_commit(partial(pairing.settle, letter_id), robust=True)


def seat_of(letter: Letter, legislator: Legislator) -> Term:
    """Return the seat in which the member signs this letter. Raises Refused for whoever sits elsewhere, or no more."""
    seat = letter.seats().filter(legislator=legislator).select_related("legislator").first()
    if seat is None:
        raise Refused(_("%(name)s does not sit where this letter is signed.") % {"name": legislator.full_name})
    return seat


def check_group(letter: Letter, legislator: Legislator | None) -> GroupMember | None:
    """Return the place in the group that alone signs the letter, None where there is no such group.

    Raises Refused when this legislator is not in it.
    """
    group = letter.signers_group
    if legislator is None or group is None:
        return None
    if place := group.members.filter(legislator=legislator).first():
        return place
    who = {"name": legislator.full_name, "group": group}
    raise Refused(_("%(name)s is not in “%(group)s”, whose members alone sign this letter.") % who)


def place_in_group(signatory: Signatory) -> dict[str, Any]:
    """Return the number and the line that the letter's group gives this name; what staff said of it stays."""
    place = check_group(signatory.letter, signatory.legislator)
    if place is None:
        return {}
    number = place.position if signatory.number is None else signatory.number
    return {"number": number, "own_line": signatory.own_line or place.title}


def move_to_confirmed(signatory: Signatory, *, start: tuple[State, ...], at: datetime) -> None:
    """Put the name on the letter. Raises Taken when the principal is on already.

    The database decides who was first: of ten at once, nine meet the unique index (docs/adr/0004).
    """
    place = place_in_group(signatory)
    try:
        with transaction.atomic():
            waits = pairing.waits_at_first(signatory)
            fields = {"confirmed_at": at, "waits_for_partner": waits, "told_it_waits": waits, **place}
            move(signatory, start=start, state=State.CONFIRMED, **fields)
    except IntegrityError as error:
        raise Taken(_("Another signature for %(name)s is confirmed.") % {"name": signatory}) from error


def consent(signatory: Signatory, *, how: How, at: datetime) -> None:
    """Record that the person behind the signatory agreed to exactly the version that was shown."""
    Consent.objects.get_or_create(
        signatory=signatory, version=signatory.version_shown, defaults={"given_at": at, "how": how}
    )


def put_on_together(
    signatories: Sequence[Signatory], *, by: User, at: datetime, reasons: Iterable[str] = repeat("")
) -> None:
    """Store many confirmed names of one letter at once, each with its consent and trail entry.

    Raises IntegrityError when a principal is on already; nothing is stored then.
    """
    for made in signatories:
        made.waits_for_partner = made.told_it_waits = pairing.waits_at_first(made)
    for letter in {made.letter_id for made in signatories if made.letter.paired}:
        _settle_pairs(letter)
    with transaction.atomic():
        Signatory.objects.bulk_create(signatories)
        Consent.objects.bulk_create(
            Consent(signatory=made, version=made.version_shown, given_at=at, how=How.STAFF) for made in signatories
        )
        TrailEntry.objects.bulk_create(
            TrailEntry(letter=made.letter, signatory=made, verb=Verb.ENTERED, at=at, by=by, reason=reason[:500])
            for made, reason in zip(signatories, reasons, strict=False)
        )


def note(signatory: Signatory, verb: Verb, *, by: User = None, reason: str = "", at: datetime | None = None) -> None:
    """Write the trail entry of a step."""
    TrailEntry.objects.create(
        letter_id=signatory.letter_id,
        signatory=signatory,
        verb=verb,
        at=at or database_now(),
        by=by,
        reason=reason[:500],
    )


def reissue(signatory: Signatory, *, by: User = None, reason: str = "") -> None:
    """Send the person who waits a new link and code; the old ones stop working."""
    move(signatory, start=ASKED_STATES, **emails.ask_anew(signatory, at=signatory.letter.now))
    note(signatory, Verb.RESENT, by=by, reason=reason, at=signatory.letter.now)


def check_confirmable(signatory: Signatory) -> None:
    """Raise Closed unless the letter still takes this: in time within the grace, sealed or not; late until sealing.

    Whoever had confirmed came in time, or was let in: when the text changed since, there is no limit until the letter
    goes out.
    """
    letter = signatory.letter
    if letter.phase not in (Phase.OPEN, Phase.CLOSED):
        raise Closed(_("This letter does not take signatures any more."))
    if signatory.had_confirmed:
        return
    if signatory.is_late:
        if letter.sealed_at:
            words = {"name": letter.contact_name, "address": letter.contact_email}
            raise Closed(
                _("This letter is sealed by now: no name can be added. Write to %(name)s, %(address)s.") % words
            )
    elif letter.confirmable_until is None or letter.now >= letter.confirmable_until:
        raise Closed(_("The time to confirm a signature on this letter is over."))


def letter_now(signatory: Signatory | NameList) -> Letter:
    """Read the letter as it stands this moment, by the database's clock, and hold it until the step is done."""
    letters = Letter.objects.filter(pk=signatory.letter_id).held_still()
    signatory.letter = letters.on_the_clock().get()
    return signatory.letter


def hold(signatory: Signatory) -> Letter:
    """Hold the letter, then the name, and read both as they are.

    Always in this order: a change of the text holds the letter too, then reaches for its names.
    """
    letter = letter_now(signatory)
    signatory.refresh_from_db(from_queryset=Signatory.objects.select_for_update())
    signatory.letter = letter
    return letter
