"""What is signed changes: the draft, once it differs, becomes the next version (docs/adr/0017).

What becomes of the names is decided by whoever holds them (signatories/reactions.py), in the same transaction.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .. import announcements, text
from ..clock import database_now
from ..models import Letter, Version
from ..states import Change, Stage
from .publishing import missing
from .steps import Refused, User, lock, move

TIME_TO_OBJECT = timedelta(hours=24)  # at least


def text_may_change(letter: Letter) -> bool:
    """Whether another version can follow: the letter has one, and none of its bytes has gone out."""
    return letter.stage == Stage.PUBLISHED and letter.sealed_at is None


def was_changed(letter: Letter) -> bool:
    """Whether the draft differs from the version that is signed."""
    signed = letter.versions.order_by("-number").values_list("sha256", flat=True).first()
    return text_may_change(letter) and signed != text.digest(text.freeze(letter))


def may_be_noticed(letter: Letter) -> bool:
    """Whether silence may carry over: offices read what they are sent; nobody else's silence says anything."""
    return not letter.takes_individuals


def stale_translations(letter: Letter) -> list[str]:
    """Warn of translations that are older than the text which would be published. None of it forbids publication."""
    if letter.text_changed_at is None:
        return []
    told = _(
        "The translation (%(language)s) is older than this text. Until somebody brings it up to date, its page says "
        "that it is of an earlier one."
    )
    stale = letter.translations.filter(changed_at__lt=letter.text_changed_at)
    return [told % {"language": translation} for translation in stale]


@transaction.atomic
def publish_version(
    letter: Letter,
    *,
    by: User,
    change: Change | str,
    note: str,
    seen: str = "",
    objections_until: datetime | None = None,
    agreed: Collection[int] = (),
) -> Version:
    """Freeze the draft as the next version. Its note is read by everybody.

    ``seen`` is the digest of the words as whoever publishes has read them; others are refused. ``agreed``: keys of
    names whose owners were asked before. Raises Refused.
    """
    lock(letter)
    now = database_now()
    if not text_may_change(letter):
        raise Refused(_("This letter was sealed, delivered or taken back, or has no page yet: its text stays."))
    content = text.freeze(letter)
    if seen and seen != text.digest(content):
        raise Refused(_("Not published: the text was changed since you opened this page. Go back and read it again."))
    if lacking := missing(letter):
        raise Refused(_("Not published. Still missing: %(what)s.") % {"what": ", ".join(lacking)})
    before = letter.versions.order_by("-number").first()
    if before is None or before.sha256 == text.digest(content):
        raise Refused(_("Not published: nothing was changed."))
    _check(letter, change, note, objections_until, now)
    move(letter, start=(Stage.PUBLISHED,), title=letter.draft_title or letter.title, draft_title="")
    version = Version.objects.create(
        letter=letter,
        number=before.number + 1,
        change=change,
        content=content,
        sha256=text.digest(content),
        published_at=now,
        by=by,
        note=note,
        written_at=letter.text_changed_at or now,
        objections_until=objections_until,
    )
    announcements.version_published.send(Letter, letter=letter, by=by, reason=note, version=version, agreed=agreed)
    return version


def _check(letter: Letter, change: str, note: str, objections_until: datetime | None, now: datetime) -> None:
    """Raise Refused unless this kind of change can be made to the letter."""
    if change not in (Change.EDITORIAL, Change.NOTICED, Change.MATERIAL):
        raise Refused(_("Say what kind of change it is."))
    if not note.strip():
        raise Refused(_("Say why: the reason is shown beside the change."))
    if (change == Change.NOTICED) != (objections_until is not None):
        raise Refused(
            _("A change that signatories are told of needs a time until which they may object; no other has one.")
        )
    if change == Change.NOTICED and not may_be_noticed(letter):
        raise Refused(_("Individuals sign this letter, and their silence says nothing: ask them again."))
    if objections_until is not None and objections_until < now + TIME_TO_OBJECT:
        raise Refused(_("Give the signatories at least 24 hours to object."))


def check_objections(letter: Letter, now: datetime) -> None:
    """Raise Refused while signatories may still object to the text: it cannot be sealed or go out before."""
    asked_anew = letter.versions.filter(change=Change.MATERIAL).aggregate(last=Max("number", default=0))["last"]
    running = letter.versions.filter(number__gt=asked_anew, objections_until__gt=now)
    if until := running.aggregate(last=Max("objections_until"))["last"]:
        moment = f"{date_format(until.astimezone(letter.zone), 'DATETIME_FORMAT')} {letter.zone_label}"
        raise Refused(_("Signatories may still object to the changed text, until %(moment)s.") % {"moment": moment})
