"""Personal links for many targets: queued by one press, mailed batch by batch, or taken away by staff in a file."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from directory.models import Contact
from letters.clock import database_now
from letters.models import Letter
from outbox.addresses import mailbox_of
from outbox.models import OutgoingEmail

from .. import recipients, tokens
from ..models import Ask, Invitation, InvitationBatch, TrailEntry
from ..states import LeftOut, Verb
from .asking import mark_asked
from .inviting import TAKES, open_letter
from .steps import Refused, User

MAILS_AT_ONCE = 50  # in one transaction

# What stores the mail to whom a row of the board asks, with the token of its link, in the outbox.
Writer = Callable[[Invitation, Ask, str], OutgoingEmail]
Planned = Sequence[tuple[int, int, str]]  # ask, contact or 0, and the address that staff saw


class Pressed(NamedTuple):
    """What became of a plan: the links with their tokens, and whom something kept from it since staff saw it."""

    batch: InvitationBatch
    links: list[tuple[Invitation, str]]
    left_out: dict[LeftOut, list[Ask]]


@transaction.atomic
def queue_invitations(
    letter: Letter, planned: Planned, *, uuid: UUID, language: str, by: User, seen: int = 0
) -> Pressed:
    """Store that these get a mail with a link of their own, which `send_next` writes; one row for each.

    The same form pressed twice is the same batch. Who signed, declined, left, got another address or was invited since
    the plan was shown is left out, so that nothing goes to whom staff did not see. ``seen``: `recipients.last_batch`
    of then.
    """
    Letter.objects.select_for_update(no_key=True).get(pk=letter.pk)  # two staff who press at once
    letter = open_letter(letter)
    batch, new = InvitationBatch.objects.get_or_create(
        uuid=uuid, defaults={"letter": letter, "language": language, "made_at": letter.now, "made_by": by}
    )
    if not new:
        return Pressed(batch, [], {})
    since = letter.invitations.good().filter(batch__by_us=True, batch__gt=seen).exclude(batch=batch)
    return _make_links(batch, letter, planned, mailed={*since.values_list("legislator", "organization", "email")})


@transaction.atomic
def take_links(letter: Letter, planned: Planned, *, by: User) -> Pressed:
    """Make links that staff send themselves; each with its token, which is shown this once.

    Nobody counts as asked before staff say that they sent them: `mark_sent`.
    """
    letter = open_letter(letter)
    batch = InvitationBatch.objects.create(uuid=uuid4(), by_us=False, letter=letter, made_at=letter.now, made_by=by)
    return _make_links(batch, letter, planned, mailed=set())


def _make_links(
    batch: InvitationBatch, letter: Letter, planned: Planned, *, mailed: set[tuple[int | None, int | None, str]]
) -> Pressed:
    asks = letter.asks.select_related("legislator", "term", "organization").in_bulk()
    answers, gone = recipients.Answers(letter), OutgoingEmail.objects.gone_mailboxes()
    contacts = Contact.objects.in_bulk({contact for _ask, contact, _email in planned if contact})
    made, noted, left_out = [], [], defaultdict(list)
    for key, contact_key, email in dict.fromkeys(planned):
        ask, contact = asks[key], contacts.get(contact_key)
        reason = answers.why_not(ask) or _why_not_there(ask, contact_key, contact, email, gone)
        if reason is None and (ask.legislator_id, ask.organization_id, email) in mailed:
            reason = LeftOut.MEANWHILE
        if reason:
            left_out[reason].append(ask)
            continue
        token = tokens.new_token()
        made.append((_link(batch, ask, contact, email, token), token))
        noted.append(
            TrailEntry(letter=letter, ask=ask, verb=Verb.INVITED, at=letter.now, by=batch.made_by, reason=str(ask))
        )
    Invitation.objects.bulk_create([invitation for invitation, _token in made], batch_size=1000)
    TrailEntry.objects.bulk_create(noted, batch_size=1000)
    batch.links = len(made)
    batch.save(update_fields=["links"])
    return Pressed(batch, made, left_out)


def _why_not_there(
    ask: Ask, contact_key: int, contact: Contact | None, email: str, gone: Collection[str]
) -> LeftOut | None:
    """Return why nothing goes to the address that staff saw, though its office has not answered."""
    if ask.taken_off_at:
        return LeftOut.OFF_BOARD
    if (contact is None or contact.left) if contact_key else gone and mailbox_of(email) in gone:
        return LeftOut.GONE
    known = contact.email if contact else ask.term.email if ask.term else ""
    return LeftOut.NEW_ADDRESS if known != email else None


def _link(batch: InvitationBatch, ask: Ask, contact: Contact | None, email: str, token: str) -> Invitation:
    return Invitation(
        letter=batch.letter,
        batch=batch,
        legislator=ask.legislator,
        organization=ask.organization,
        contact=contact,
        email=email,
        token_digest=tokens.digest_of_token(token),
        made_at=batch.made_at,
        made_by=batch.made_by,
    )


@transaction.atomic
def send_next(writer: Callable[[Letter, str], Writer]) -> int | None:
    """Store the next mails of a batch; return how many, None when nothing is left that another worker does not hold.

    The token is made here, so that a link is known to nobody but its reader. Whoever answered meanwhile gets no mail.
    """
    unfinished = InvitationBatch.objects.filter(finished_at=None, by_us=True).order_by("pk")
    batch = unfinished.select_for_update(skip_locked=True).first()
    if batch is None:
        return None
    letter = Letter.objects.on_the_clock().get(pk=batch.letter_id)
    rows = batch.invitations.filter(settled_at=None).order_by("pk")
    due = list(rows.select_related("legislator", "organization", "contact")[:MAILS_AT_ONCE])
    open_still = letter.phase in TAKES
    asks = _asks_of(letter, due) if open_still else {}
    write = writer(letter, batch.language)
    mailed = [ask for row in due if (ask := asks.get(row.pk)) and _mail(row, ask, write)]
    _settle(due, letter.now)
    mark_asked(mailed, by=batch.made_by)
    batch.mails += len(mailed)
    if len(due) < MAILS_AT_ONCE or not open_still:
        batch.finished_at = letter.now
    batch.save(update_fields=["mails", "finished_at"])
    return len(mailed)


def _asks_of(letter: Letter, invitations: Iterable[Invitation]) -> dict[int, Ask]:
    """Return, by link that is good, the row of the board that nobody has answered."""
    good = [invitation for invitation in invitations if invitation.revoked_at is None]
    targets = Q(legislator__in=[each.legislator_id for each in good if each.legislator_id])
    targets |= Q(organization__in=[each.organization_id for each in good if each.organization_id])
    rows = letter.asks.on_board().filter(targets).select_related("legislator", "organization", "term")
    answers = recipients.Answers(letter)
    known = {(ask.legislator_id, ask.organization_id): ask for ask in rows if not answers.of(ask)}
    found = {each.pk: known.get((each.legislator_id, each.organization_id)) for each in good}
    return {key: ask for key, ask in found.items() if ask}


def _mail(invitation: Invitation, ask: Ask, write: Writer) -> bool:
    """Give the link its token and write its mail; an address that takes none must not keep the others waiting."""
    token = tokens.new_token()
    try:
        invitation.mail = write(invitation, ask, token)
    except (ValidationError, ValueError):
        return False
    invitation.token_digest = tokens.digest_of_token(token)
    return True


def _settle(invitations: list[Invitation], now: datetime) -> None:
    for invitation in invitations:
        invitation.settled_at = now
    Invitation.objects.bulk_update(invitations, ["settled_at", "token_digest", "mail"])


@transaction.atomic
def mark_sent(batch: InvitationBatch, *, by: User) -> int:
    """Record that staff sent the links they took away; returns how many of their targets count as asked since."""
    if not InvitationBatch.objects.filter(pk=batch.pk, by_us=False, finished_at=None).update(
        finished_at=database_now()
    ):
        raise Refused(_("These links are marked as sent already."))
    good = batch.invitations.good()
    asks = batch.letter.asks.on_board().filter(
        Q(legislator__in=good.filter(legislator__isnull=False).values("legislator"))
        | Q(organization__in=good.filter(organization__isnull=False).values("organization"))
    )
    return mark_asked(asks, by=by)
