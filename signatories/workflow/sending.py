"""Personal links for many targets: queued by one press, mailed batch by batch, or taken away by staff in a file."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from directory.models import Contact
from letters.clock import database_now
from letters.models import Letter
from outbox.models import OutgoingEmail

from .. import tokens
from ..asked import AskQuerySet
from ..models import Ask, Invitation, InvitationBatch, TrailEntry
from ..states import Stance, State, Verb
from .asking import mark_asked
from .inviting import TAKES, open_letter
from .steps import Refused, User

JUST_NOW = timedelta(hours=1)  # two staff may have the same preview open; a second mail after that is meant
MAILS_AT_ONCE = 50  # in one transaction

# What stores the mail to whom a row of the board asks, with the token of its link, in the outbox.
Writer = Callable[[Invitation, Ask, str], OutgoingEmail]
Planned = Sequence[tuple[int, int, str]]  # ask, contact or 0, and the address that staff saw


@transaction.atomic
def queue_invitations(letter: Letter, planned: Planned, *, uuid: UUID, language: str, by: User) -> InvitationBatch:
    """Store that these get a mail with a link of their own, which `send_next` writes; one row for each.

    The same form pressed twice is the same batch. Who signed, declined, left or got another address since the plan was
    shown is left out, so that nothing goes to whom staff did not see.
    """
    Letter.objects.select_for_update(no_key=True).get(pk=letter.pk)  # two staff who press at once
    letter = open_letter(letter)
    batch, new = InvitationBatch.objects.get_or_create(
        uuid=uuid, defaults={"letter": letter, "language": language, "made_at": letter.now, "made_by": by}
    )
    if new:
        _make_links(batch, letter, planned)
    return batch


@transaction.atomic
def take_links(letter: Letter, planned: Planned, *, by: User) -> list[tuple[Invitation, str]]:
    """Make links that staff send themselves; return each with its token, which is shown this once.

    Nobody counts as asked before staff say that they sent them: `mark_sent`.
    """
    letter = open_letter(letter)
    batch = InvitationBatch.objects.create(uuid=uuid4(), by_us=False, letter=letter, made_at=letter.now, made_by=by)
    return _make_links(batch, letter, planned)


def _unanswered(letter: Letter) -> AskQuerySet:
    """Return the rows that nobody has answered: neither signed, nor declined, nor asking the boss for now."""
    today = letter.now.astimezone(letter.zone).date()
    asks = letter.asks.on_board().unsigned().exclude(stance=Stance.DECLINED)
    return asks.exclude(stance=Stance.ASKING_BOSS, until__gte=today).without_signature_in(State.HELD, State.WITHDRAWN)


def _make_links(batch: InvitationBatch, letter: Letter, planned: Planned) -> list[tuple[Invitation, str]]:
    asks = _unanswered(letter).select_related("legislator", "organization")
    asks_by_key = {ask.pk: ask for ask in asks}
    contacts = Contact.objects.here().in_bulk({contact for _ask, contact, _email in planned if contact})
    recent = letter.invitations.good().filter(batch__by_us=True, made_at__gt=letter.now - JUST_NOW)
    mailed = {*recent.values_list("legislator_id", "organization_id", "email")} if batch.by_us else set()
    made, noted = [], []
    for key, contact_key, email in dict.fromkeys(planned):
        ask, contact = asks_by_key.get(key), contacts.get(contact_key)
        if ask is None or (contact_key and (contact is None or contact.email != email)):
            continue
        if (ask.legislator_id, ask.organization_id, email) in mailed:
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
    return made


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
    rows = _unanswered(letter).filter(targets).select_related("legislator", "organization", "term")
    known = {(ask.legislator_id, ask.organization_id): ask for ask in rows}
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
