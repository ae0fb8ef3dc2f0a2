"""How a letter gets its page, shows its names, and is taken back."""

from datetime import datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .. import announcements, days_off, text, trust
from ..clock import database_now
from ..models import Letter, Version
from ..states import UNPUBLISHED_STAGES, Change, Signing, Stage
from .steps import Refused, User, lock, move

KINDS = ("takes_legislators", "takes_organizations", "takes_officeholders", "takes_individuals")


@transaction.atomic
def request_review(letter: Letter, *, by: User, reason: str = "") -> None:
    """Ask a second person to look before publication."""
    move(letter, start=(Stage.DRAFT,), stage=Stage.IN_REVIEW)
    announcements.review_requested.send(Letter, letter=letter, by=by, reason=reason)


@transaction.atomic
def return_to_draft(letter: Letter, *, by: User, reason: str) -> None:
    """Give a letter in review back to its author."""
    move(letter, start=(Stage.IN_REVIEW,), stage=Stage.DRAFT)
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
    """Return what staff may not have meant of a letter published as it is. None of it forbids publication."""
    return [*days_off.doubts(letter), *_doubts_about_legislators(letter)]


def _doubts_about_legislators(letter: Letter) -> list[str]:
    """Return why legislators may find no way onto the letter."""
    if not (letter.takes_legislators and letter.jurisdiction):
        return []
    nobody = _(
        "Nobody could sign: the directory has no legislator of this letter (%(legislature)s) in office on %(day)s; "
        "import them first."
    ) % {"legislature": letter.legislature, "day": date_format(letter.date)}
    checks = [
        (letter.seats().exists(), nobody),
        (letter.trusted_domain_set or letter.signing != Signing.ONLINE, _unproved(letter)),
    ]
    return [*(doubt for fine, doubt in checks if not fine), *trust.doubts(letter)]


def _unproved(letter: Letter) -> str:
    """Say what a letter without trusted domains means, and how to change it."""
    means = _(
        "No mail domain is trusted: every legislator's signature will wait for your decision, except from an address "
        "that the directory has for the office."
    )
    where = _("To change that, fill in “trusted domains” in the letter, under “Who may sign, and what proves it”.")
    return f"{means} {where} {trust.what_to_trust(letter)}"


@transaction.atomic
def publish(letter: Letter, *, by: User, reason: str = "", seen: str = "", at: datetime | None = None) -> Version:
    """Freeze the draft as version 1 and give the letter its page.

    ``seen`` is the digest of the words as whoever publishes has read them; others are refused. ``at`` is for letters
    published before this site had them. Raises Refused when something is missing.
    """
    now = at or database_now()
    lock(letter)
    if seen and seen != text.digest(text.freeze(letter)):
        raise Refused(_("Not published: the text was changed since you opened this page. Go back and read it again."))
    if lacking := missing(letter):
        raise Refused(_("Not published. Still missing: %(what)s.") % {"what": ", ".join(lacking)})
    opens_at = letter.opens_at or now
    if letter.closes_at <= max(opens_at, now):  # type: ignore[operator]  # missing() checked it
        raise Refused(_("Not published: the closing time is over. Set a later one."))
    move(letter, start=UNPUBLISHED_STAGES, stage=Stage.PUBLISHED, published_at=now, opens_at=opens_at)
    version = _freeze(letter, by=by, at=now)
    announcements.published.send(Letter, letter=letter, by=by, reason=reason, version=version)
    return version


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


def say_why(reason: str) -> None:
    """Raise Refused unless there is a reason to show to everyone."""
    if not reason.strip():
        raise Refused(_("Say why: the reason is shown on the letter's page."))


@transaction.atomic
def recall(letter: Letter, *, by: User, reason: str) -> None:
    """Take a published letter back. Its page stays, and says why; a release that is still to come is cancelled."""
    say_why(reason)
    lock(letter)
    cancelled = {"released_at": None} if letter.release_is_planned else {}
    move(letter, start=(Stage.PUBLISHED, Stage.DELIVERED), stage=Stage.RECALLED, recall_reason=reason, **cancelled)
    announcements.recalled.send(Letter, letter=letter, by=by, reason=reason)


@transaction.atomic
def release(letter: Letter, *, by: User, reason: str = "", at: datetime | None = None) -> None:
    """List the page publicly and show the names: from this moment on, or by the clock from ``at`` on.

    A time that is still to come may be changed, or cancelled, until it has come.
    """
    lock(letter)
    if not letter.waits_for_release:
        raise Refused(_("Nothing waits to be released: the page is listed, and its names can be read."))
    if at and at <= letter.now:
        raise Refused(_("This time is over. Choose one that is still to come, or leave it empty to release now."))
    move(letter, start=(Stage.PUBLISHED, Stage.DELIVERED), released_at=at or letter.now)
    if at:
        reason = " ".join(filter(None, (f"{days_off.on_its_clock(letter, at)}.", reason)))
    signal = announcements.release_changed if at else announcements.released
    signal.send(Letter, letter=letter, by=by, reason=reason)


@transaction.atomic
def cancel_release(letter: Letter, *, by: User, reason: str = "") -> None:
    """Take back a release that is still to come: page and names wait for another."""
    lock(letter)
    if not letter.release_is_planned:
        raise Refused(_("No release is to come that could be cancelled."))
    move(letter, start=(Stage.PUBLISHED, Stage.DELIVERED), released_at=None)
    reason = " ".join(filter(None, (_("Cancelled."), reason)))
    announcements.release_changed.send(Letter, letter=letter, by=by, reason=reason)
