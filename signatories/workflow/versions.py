"""What becomes of the names when the text changes (docs/adr/0017).

A correction carries everyone over. A material change lapses every name, and all are asked again. Or offices are told,
and their silence carries over once the time to object has passed.
"""

from collections.abc import Collection
from itertools import batched

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from letters.models import Letter, Version
from letters.states import ASKING_AGAIN, Change, Stage

from .. import emails
from ..models import Consent, Signatory, TrailEntry
from ..querysets import SignatoryQuerySet
from ..states import LIVE_STATES, How, MailingPurpose, State, Verb
from .staff import put_on, withdraw
from .steps import Closed, Refused, TextChanged, User, consent, hold, move, note

AT_ONCE = 2000


def settle_on_text(signatory: Signatory, read: int | None) -> None:
    """Let the signatory stand for the text the person has read, if it is what is signed now; raises TextChanged.

    That is the one shown when the form was filled in, or ``read``, where only corrections came since.
    """
    versions = list(signatory.letter.versions.defer("content").order_by("number"))
    asked_anew = max((version.number for version in versions if version.asks_again), default=0)
    shown = signatory.version_shown
    if shown is not None and shown.number >= asked_anew:
        return
    now_read = next((version for version in versions if version.number == read), None)
    if now_read is None or now_read.number < asked_anew:
        raise TextChanged(_("The text was changed since. Read what is new, then confirm."))
    Signatory.objects.filter(pk=signatory.pk).update(version_shown=now_read)
    signatory.version_shown = now_read


def check_second_person(letter: Letter, *, by: User) -> None:
    """Raise Refused when whoever wrote the correction would also carry everyone's name over to it."""
    if letter.text_changed_by_id == (by and by.pk) and letter.signatories.filter(state__in=LIVE_STATES).exists():
        raise Refused(
            _("People have signed: a correction is published by somebody else than who last changed the text.")
        )


def ask_everyone_again(letter: Letter, version: Version, *, by: User, agreed: Collection[int]) -> None:
    """Lapse every name on the letter but those of leads who agreed. Called inside the publishing transaction."""
    _agree(letter, version, by=by, agreed=agreed)
    _lapse(_before(letter, version), version, by=by)


def tell_offices(letter: Letter, version: Version, *, by: User, agreed: Collection[int]) -> None:
    """Lapse what was not on the letter yet; who is on it will be told. Called inside the publishing transaction."""
    _agree(letter, version, by=by, agreed=agreed)
    _lapse(_before(letter, version).exclude(state=State.CONFIRMED), version, by=by)


def _before(letter: Letter, version: Version) -> SignatoryQuerySet:
    """Return the live names that agreed to an earlier version only; what nobody can confirm any more stays."""
    live = letter.signatories.filter(state__in=LIVE_STATES).exclude(version_shown=version)
    in_grace = letter.confirmable_until is not None and version.published_at < letter.confirmable_until
    return live if in_grace else live.exclude(state=State.PENDING, submitted_at__lt=letter.closes_at)


def _agree(letter: Letter, version: Version, *, by: User, agreed: Collection[int]) -> None:
    """Write the consent of leads who were asked before."""
    for lead in letter.signatories.confirmed().filter(lead_position__isnull=False, pk__in=agreed):
        Signatory.objects.filter(pk=lead.pk).update(version_shown=version)
        lead.version_shown = version
        consent(lead, how=How.LEAD, at=version.published_at)
        note(lead, Verb.RENEWED, by=by, at=version.published_at)


def _lapse(names: SignatoryQuerySet, version: Version, *, by: User = None, reason: str = "") -> None:
    """Lapse them in one statement, remembering from what: it decides what is asked of whoever agrees again."""
    keys = list(names.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    names.order_by().update(lapsed_from=F("state"), state=State.LAPSED)
    entry = {"letter_id": version.letter_id, "verb": Verb.LAPSED, "at": version.published_at, "by": by}
    entries = (TrailEntry(signatory_id=key, reason=reason or str(version), **entry) for key in keys)
    for batch in batched(entries, AT_ONCE):
        TrailEntry.objects.bulk_create(batch)


@transaction.atomic
def renew(signatory: Signatory, *, by: User, reason: str) -> None:
    """Record that the principal told staff: we agree to the changed text. It is held or confirmed again.

    Once the letter is sealed the name waits for a supplement.
    """
    letter = hold(signatory)
    if letter.stage != Stage.PUBLISHED:
        raise Closed(_("The letter does not take signatures any more."))
    if not reason.strip():
        raise Refused(_("Say who agreed, and how: the trail keeps it."))
    if signatory.state == State.LAPSED and signatory.lapsed_from == State.PENDING:
        raise Refused(_("Nobody had confirmed this signature. Enter the name instead."))
    if signatory.lapsed_from == State.HELD:
        move(signatory, start=(State.LAPSED,), state=State.HELD)
    else:
        put_on(signatory, start=State.LAPSED)
    signatory.version_shown = letter.versions.order_by("-number").first()
    signatory.save(update_fields=["version_shown"])
    consent(signatory, how=How.STAFF, at=letter.now)
    note(signatory, Verb.RENEWED, by=by, reason=reason, at=letter.now)
    if signatory.state == State.CONFIRMED:
        emails.send_receipts(signatory)


@transaction.atomic
def object_to(signatory: Signatory) -> None:
    """Take the name off, because the person who was told of a change does not agree to it."""
    letter = hold(signatory)
    version = letter.versions.filter(change=Change.NOTICED).order_by("-number").first()
    if version is None or not version.takes_objections_at(letter.now):
        raise Refused(_("The time to object is over. Write to the contact of this letter."))
    withdraw(signatory, by=None, reason=_("Objected to %(version)s.") % {"version": version})


def carry_everyone_over() -> tuple[int, int]:
    """Carry over, in every letter still under way, whoever did not object; see `carry_over`."""
    due = Version.objects.filter(
        change=Change.NOTICED, objections_until__lte=Now(), letter__stage=Stage.PUBLISHED, letter__sealed_at=None
    )
    done = [carry_over(version) for version in due.defer("content").order_by("pk")]
    return sum(carried for carried, _lapsed in done), sum(lapsed for _carried, lapsed in done)


def settle_texts(letter: Letter) -> None:
    """Let silence count where the time to object is over. Raises Refused when a name still stands for an old text."""
    for version in letter.versions.filter(change=Change.NOTICED).order_by("number"):
        carry_over(version)
    changed = letter.versions.filter(change__in=ASKING_AGAIN).order_by("-number").first()
    if changed and letter.signatories.confirmed().filter(version_shown__number__lt=changed.number).exists():
        raise Refused(_("Not everyone was told of the changed text yet: the mails are being made. Try again later."))


@transaction.atomic
def carry_over(version: Version) -> tuple[int, int]:
    """Let silence count once the time to object has passed; returns how many were carried over, and how many lapsed.

    Whoever no mail left for in time was not told of anything: those names lapse, and staff ask the offices.
    """
    letter = Letter.objects.filter(pk=version.letter_id).held_still().on_the_clock().get()
    everyone_told = letter.mailings.filter(purpose=MailingPurpose.CHANGE_NOTIFIED, about=version.pk).exclude(
        finished_at=None
    )
    if letter.stage != Stage.PUBLISHED or version.takes_objections_at(letter.now) or not everyone_told.exists():
        return 0, 0
    silent = letter.signatories.confirmed().filter(version_shown__number__lt=version.number)
    related = silent.select_related("letter", "legislator", "organization")
    names = list(related.order_by("pk").select_for_update(of=("self",)))
    in_time = emails.told_in_time(version)
    told = [signatory for signatory in names if not in_time.isdisjoint(emails.told(signatory))]
    keys = [signatory.pk for signatory in told]
    Consent.objects.bulk_create(
        Consent(signatory_id=key, version=version, given_at=letter.now, how=How.NOTICE) for key in keys
    )
    Signatory.objects.filter(pk__in=keys).update(version_shown=version)
    entry = {"letter": letter, "verb": Verb.DID_NOT_OBJECT, "at": letter.now, "reason": str(version)}
    TrailEntry.objects.bulk_create(TrailEntry(signatory_id=key, **entry) for key in keys)
    _lapse(silent, version, reason=_("No mail could be sent that told of %(version)s.") % {"version": version})
    return len(keys), len(names) - len(keys)
