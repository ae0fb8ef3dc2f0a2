"""What all signatories of a letter are told: 23,000 mails are made after the step that causes them, not within it.

A step calls `start` in its transaction. The timetable works the rows off in batches, each one transaction, so that a
worker that dies neither forgets nor repeats anybody.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction

from letters.clock import database_now
from letters.models import Answer, DeadlineChange, Letter, Version
from letters.states import ASKING_AGAIN
from outbox.queue import Attachment
from outbox.states import Priority

from . import emails, tokens
from .models import Mailing, Seal, SealedName, Signatory
from .querysets import SignatoryQuerySet
from .sealing.paper import file_name, file_url, verify_url
from .states import How, Kind, MailingPurpose, State
from .writing import address_of

logger = logging.getLogger(__name__)
BATCH = 200  # signatories in one transaction
# A sealed file goes with the mail when it is no burden to anybody; every mail has the link.
ATTACHED_NAMES = 1_000
ATTACHED_BYTES = 300_000


# Told to those who are on it: a name that still waits for a partner of the other party did not go out.
OF_WHAT_WENT_OUT = (MailingPurpose.DELIVERED, MailingPurpose.ANSWERED)


class Notice(NamedTuple):
    """Who is told, of those on the letter when their turn comes, and what; `tell` returns how many mails it queued."""

    tell: Callable[[Mailing, Signatory], int]
    states: tuple[State, ...] = (State.CONFIRMED,)


def _deadline_changed(mailing: Mailing, signatory: Signatory) -> int:
    change = DeadlineChange.objects.get(pk=mailing.about or 0)
    return emails.tell("deadline_changed", signatory, {"change": change})


def _goes_out(mailing: Mailing, signatory: Signatory) -> int:
    """Say "again" to whoever had an earlier notice of this; one that is ``about`` the last one leaves them alone."""
    earlier = Mailing.objects.filter(letter=mailing.letter_id, purpose=mailing.purpose, pk__lt=mailing.pk)
    again = earlier.filter(done_through__gte=signatory.pk, finished_at__gte=signatory.confirmed_at).exists()
    if again and mailing.about:
        return 0
    context = {"again": again, "sent_at": mailing.started_at, "signed_at": _signed_at(signatory)}
    return emails.tell("goes_out", signatory, context, shows_way_off=True)


def _signed_at(signatory: Signatory) -> datetime | None:
    """Return when a person agreed last, as the receipt said it: silence is no signature, staff's approval neither."""
    consents = signatory.consents.exclude(how=How.NOTICE).order_by("-given_at")
    return consents.values_list("given_at", flat=True).first() or signatory.confirmed_at


def _sealed(mailing: Mailing, signatory: Signatory) -> int:
    """Those in the sealed file, and no others: a later name waits for its supplement."""
    if not SealedName.objects.filter(seal=mailing.about, signatory=signatory).exists():
        return 0
    seal = Seal.objects.light().select_related("letter").get(pk=mailing.about or 0)
    context = {"seal": seal, "file_url": settings.SITE_URL + file_url(seal), "verify_url": verify_url(seal.pdf_sha256)}
    if signatory.kind in (Kind.LEGISLATOR, Kind.ORGANIZATION):
        context["office_url"] = address_of("signatories:ask_for_office", signatory.language)
    files = _with_the_mail(seal, signatory.letter)
    return emails.tell("sealed", signatory, context | {"attached": bool(files)}, files)


def _with_the_mail(seal: Seal, letter: Letter) -> list[Attachment]:
    if seal.names > ATTACHED_NAMES or len(seal.pdf) > ATTACHED_BYTES:
        return []
    return [Attachment(file_name(seal, letter), bytes(seal.pdf), "application/pdf")]


def _asked_again(mailing: Mailing, signatory: Signatory) -> int:
    """Send a new link and code, outside every budget: it was we who changed the text."""
    later = Version.objects.filter(letter=mailing.letter_id, pk__gt=mailing.about, change__in=ASKING_AGAIN)
    if signatory.reported_at or _never_answered(signatory, mailing) or later.exists():
        return 0
    if not emails.asked_at(signatory):
        return 0
    Signatory.objects.filter(pk=signatory.pk).update(
        **emails.ask_anew(signatory, at=database_now(), priority=Priority.NOTICE)
    )
    return 1


def _never_answered(signatory: Signatory, mailing: Mailing) -> bool:
    """Whether an address that nobody has proven let our first mail expire: it gets no second one."""
    if signatory.lapsed_from != State.PENDING or signatory.expires_at is None:
        return False
    return signatory.expires_at <= mailing.started_at


def _change_notified(mailing: Mailing, signatory: Signatory) -> int:
    """Send what changed, and a link to object by, to everyone who has not agreed to it before and still may object."""
    version = Version.objects.get(pk=mailing.about or 0)
    agreed = signatory.version_shown.number >= version.number  # type: ignore[union-attr]  # shown when it was signed
    if agreed or not version.takes_objections_at(database_now()):
        return 0
    token = ""
    if signatory.email and tokens.who_filled_in(signatory):
        token = tokens.issue_objection(signatory, until=version.objections_until)  # type: ignore[arg-type]
        signatory.save(update_fields=["token_digest", "code_digest", "expires_at"])
    return emails.tell_of_change(signatory, version, token)


def _delivered(mailing: Mailing, signatory: Signatory) -> int:
    deliveries = mailing.letter.deliveries.standing().select_related("addressee")
    return emails.tell("delivered", signatory, {"deliveries": deliveries}) if deliveries else 0


def _answered(mailing: Mailing, signatory: Signatory) -> int:
    """Nobody is told of an answer that turned out to be an error before their turn came."""
    answer = Answer.objects.standing().filter(pk=mailing.about or 0).select_related("addressee").first()
    return emails.tell_of_answer(signatory, answer) if answer else 0


NOTICES = {
    MailingPurpose.DEADLINE_CHANGED: Notice(_deadline_changed),
    MailingPurpose.GOES_OUT: Notice(_goes_out),
    MailingPurpose.SEALED: Notice(_sealed),
    MailingPurpose.ASKED_AGAIN: Notice(_asked_again, states=(State.LAPSED,)),
    MailingPurpose.CHANGE_NOTIFIED: Notice(_change_notified),
    MailingPurpose.DELIVERED: Notice(_delivered),
    MailingPurpose.ANSWERED: Notice(_answered),
}


def start(letter: Letter, purpose: MailingPurpose, about: models.Model | None = None) -> Mailing:
    """Store that everyone who signed until now is to be told of ``about``."""
    last = letter.signatories.order_by("-pk").values_list("pk", flat=True).first()
    return Mailing.objects.create(
        letter=letter,
        purpose=purpose,
        about=about.pk if about else None,
        started_at=database_now(),
        last_signatory=last or 0,
    )


def work_off() -> int:
    """Queue what all unfinished mailings still owe; returns the number of mails queued."""
    mails = 0
    while (queued := _next_batch()) is not None:
        mails += queued
    return mails


@transaction.atomic
def _next_batch() -> int | None:
    """Queue the mails of one batch; None when nothing is left that another worker does not hold."""
    unfinished = Mailing.objects.filter(finished_at=None).order_by("pk").select_for_update(skip_locked=True)
    mailing = unfinished.first()
    if mailing is None:
        return None
    # The letter first, as every step does; then nobody in the batch moves while their mails are made.
    Letter.objects.filter(pk=mailing.letter_id).held_still()
    batch = list(_waiting(mailing).select_for_update(of=("self",))[:BATCH])
    mails = sum(_tell(mailing, signatory) for signatory in batch)
    mailing.mails += mails
    if batch:
        mailing.done_through = batch[-1].pk
    if len(batch) < BATCH:
        mailing.finished_at = database_now()
    mailing.save(update_fields=["mails", "done_through", "finished_at"])
    return mails


def _waiting(mailing: Mailing) -> SignatoryQuerySet:
    states = NOTICES[MailingPurpose(mailing.purpose)].states
    # Whoever no longer stands by the letter hears no more of it.
    rows = Signatory.objects.filter(letter=mailing.letter_id, state__in=states, dissociation=None)
    if mailing.purpose in OF_WHAT_WENT_OUT:
        rows = rows.filter(waits_for_partner=False)
    between = rows.filter(pk__gt=mailing.done_through, pk__lte=mailing.last_signatory).order_by("pk")
    return between.select_related("letter", "legislator", "organization", "version_shown")


def _tell(mailing: Mailing, signatory: Signatory) -> int:
    """Tell one signatory; an address that no mail can go to must not keep the others waiting."""
    try:
        return NOTICES[MailingPurpose(mailing.purpose)].tell(mailing, signatory)
    except (ValidationError, ValueError):
        logger.warning("Mailing %s: signatory %s has an address that takes no mail.", mailing.pk, signatory.pk)
        return 0
