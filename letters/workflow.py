"""The steps of a letter's life. The only code that moves a letter from one stage to the next.

Every step is guarded by the stage it starts from, so that of two people who press together one is told.
Each announces itself inside its transaction (letters/announcements.py); whoever holds the names reacts.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User as StaffUser
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from . import announcements, text, trust
from .clock import database_now
from .models import Letter, Version
from .states import UNPUBLISHED_STAGES, Change, Phase, Signing, Stage

User = StaffUser | None
KINDS = ("takes_legislators", "takes_organizations", "takes_officeholders", "takes_individuals")


class Refused(Exception):
    """A step that cannot be taken; the text says why, in the reader's language."""


def _move(letter: Letter, *, start: tuple[Stage, ...], **fields: Any) -> None:
    """Change the letter if it still stands where the step starts; raises Refused otherwise."""
    if not Letter.objects.filter(pk=letter.pk, stage__in=start).update(**fields):
        stage = Letter.objects.get(pk=letter.pk).get_stage_display()
        raise Refused(_("This letter is now: %(stage)s. Nothing was changed.") % {"stage": stage})
    for name, value in fields.items():
        setattr(letter, name, value)
    letter.__dict__.pop("now", None)


@transaction.atomic
def request_review(letter: Letter, *, by: User, reason: str = "") -> None:
    """Ask a second person to look before publication."""
    _move(letter, start=(Stage.DRAFT,), stage=Stage.IN_REVIEW)
    announcements.review_requested.send(Letter, letter=letter, by=by, reason=reason)


@transaction.atomic
def return_to_draft(letter: Letter, *, by: User, reason: str) -> None:
    """Give a letter in review back to its author."""
    _move(letter, start=(Stage.IN_REVIEW,), stage=Stage.DRAFT)
    announcements.returned_to_draft.send(Letter, letter=letter, by=by, reason=reason)


def missing(letter: Letter) -> list[str]:
    """Return what still has to be filled in before the letter can be published."""
    checks = [
        (letter.title and letter.salutation and letter.body.strip(), _("the text")),
        (letter.addressees.exists(), _("an addressee")),
        (letter.contact_name and letter.contact_email, _("a contact")),
        (letter.closes_at, _("a closing time")),
        (any(getattr(letter, kind) for kind in KINDS), _("who may sign")),
        (not letter.takes_legislators or letter.jurisdiction, _("which legislature signs")),
    ]
    return [what for there, what in checks if not there]


def doubts(letter: Letter) -> list[str]:
    """Return why legislators may find no way onto a letter published as it is. None of it forbids publication."""
    if not (letter.takes_legislators and letter.jurisdiction):
        return []
    nobody = _(
        "Nobody could sign: the directory has no legislator of this letter (%(legislature)s) in office on %(day)s; "
        "import them first."
    ) % {"legislature": letter.legislature, "day": date_format(letter.date)}
    unproved = _(
        "No mail domain is trusted: every legislator's signature will wait for your decision, except from an address "
        "that the directory has for the office."
    )
    checks = [
        (letter.seats().exists(), nobody),
        (letter.trusted_domain_set or letter.signing != Signing.ONLINE, unproved),
    ]
    return [*(doubt for fine, doubt in checks if not fine), *trust.doubts(letter)]


@transaction.atomic
def publish(letter: Letter, *, by: User, reason: str = "", seen: str = "", at: datetime | None = None) -> Version:
    """Freeze the draft as version 1 and give the letter its page.

    ``seen`` is the digest of the words as whoever publishes has read them; others are refused. ``at`` is for letters
    published before this site had them. Raises Refused when something is missing.
    """
    now = at or database_now()
    _lock(letter)
    if seen and seen != text.digest(text.freeze(letter)):
        raise Refused(_("Not published: the text was changed since you opened this page. Go back and read it again."))
    if lacking := missing(letter):
        raise Refused(_("Not published. Still missing: %(what)s.") % {"what": ", ".join(lacking)})
    opens_at = letter.opens_at or now
    if letter.closes_at <= max(opens_at, now):  # type: ignore[operator]  # missing() checked it
        raise Refused(_("Not published: the closing time is over. Set a later one."))
    _move(letter, start=UNPUBLISHED_STAGES, stage=Stage.PUBLISHED, published_at=now, opens_at=opens_at)
    version = _freeze(letter, by=by, at=now)
    announcements.published.send(Letter, letter=letter, by=by, reason=reason, version=version)
    return version


def _lock(letter: Letter) -> None:
    """Read the letter again, so that what is frozen is what is stored, and hold it until the step is done."""
    letter.refresh_from_db(from_queryset=Letter.objects.select_for_update())
    letter.__dict__.pop("now", None)


def _freeze(letter: Letter, *, by: User, at: datetime) -> Version:
    content = text.freeze(letter)
    return Version.objects.create(
        letter=letter,
        number=1,
        change=Change.FIRST,
        content=content,
        sha256=text.digest(content),
        published_at=at,
        by=by,
    )


@transaction.atomic
def extend(letter: Letter, *, to: datetime, by: User, reason: str = "") -> None:
    """Move the deadline to a later moment; a letter that had closed opens again."""
    _lock(letter)
    if to <= database_now() or (letter.closes_at and to <= letter.closes_at):
        raise Refused(_("The new closing time must be later than the old one, and still to come."))
    _move_deadline(letter, to=to, by=by, reason=reason)


@transaction.atomic
def close_now(letter: Letter, *, by: User, reason: str = "") -> None:
    """Shut the form at this moment. What was submitted before may be confirmed within the grace."""
    _lock(letter)
    now = database_now()
    if letter.phase_at(now) != Phase.OPEN:
        raise Refused(_("Only an open letter can be closed."))
    _move_deadline(letter, to=now, by=by, reason=reason or _("Closed now."))


def _move_deadline(letter: Letter, *, to: datetime, by: User, reason: str) -> None:
    old = letter.closes_at
    _move(letter, start=(Stage.PUBLISHED,), closes_at=to)
    change = letter.deadline_changes.create(  # type: ignore[misc]  # a published letter has an old one
        old=old, new=to, by=by, at=database_now(), reason=reason
    )
    announcements.deadline_changed.send(Letter, letter=letter, by=by, reason=reason, change=change)


@transaction.atomic
def recall(letter: Letter, *, by: User, reason: str) -> None:
    """Take a published letter back. Its page stays, and says why."""
    if not reason.strip():
        raise Refused(_("Say why: the reason is shown on the letter's page."))
    _move(letter, start=(Stage.PUBLISHED, Stage.DELIVERED), stage=Stage.RECALLED, recall_reason=reason)
    announcements.recalled.send(Letter, letter=letter, by=by, reason=reason)


@transaction.atomic
def deliver(letter: Letter, *, by: User, reason: str = "", at: datetime | None = None) -> None:
    """Record that a closed letter reached its addressees."""
    moment = at or database_now()
    _lock(letter)
    if letter.phase in (Phase.SCHEDULED, Phase.OPEN):
        raise Refused(_("Only a letter that has closed can be delivered."))
    _move(letter, start=(Stage.PUBLISHED,), stage=Stage.DELIVERED, delivered_at=moment)
    announcements.delivered.send(Letter, letter=letter, by=by, reason=reason)


@transaction.atomic
def release(letter: Letter, *, by: User, reason: str = "") -> None:
    """List the page publicly and show the names, from this moment on."""
    _lock(letter)
    if not letter.waits_for_release:
        raise Refused(_("Nothing waits to be released: the page is listed, and its names can be read."))
    _move(letter, start=(Stage.PUBLISHED, Stage.DELIVERED), released_at=database_now())
    announcements.released.send(Letter, letter=letter, by=by, reason=reason)


def takes_online(letter: Letter) -> bool:
    """Whether the page has a sign button at all, whatever the clock says."""
    return letter.signing == Signing.ONLINE and any(getattr(letter, kind) for kind in KINDS)


def takes_now(letter: Letter) -> bool:
    """Whether the form on the page can be sent at this moment."""
    return letter.phase == Phase.OPEN and takes_online(letter)
