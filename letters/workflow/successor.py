"""A new letter that begins where an earlier one ended."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from .. import announcements
from ..clock import database_now
from ..models import Addressee, Letter, LetterheadPicture, PartyNote
from ..slugs import free_slug
from ..states import Listing, RelationKind, Stage
from .steps import Refused, User

A_MOMENT = timedelta(minutes=1)  # in which the same person means the same draft: the button was pressed twice

# What belongs to the earlier letter alone: its clock, its record, its own words to offices, who wrote it.
BEGINS_ANEW = {
    "pk": None,
    "stage": Stage.DRAFT,
    "dated": None,
    "opens_at": None,
    "closes_at": None,
    "published_at": None,
    "released_at": None,
    "sealed_at": None,
    "delivered_at": None,
    "answer_due": None,
    "goes_out_at": None,
    "withdraw_by": None,
    "recall_reason": "",
    "reminders_paused_at": None,
    "draft_title": "",
    "text_changed_by": None,
    "text_changed_at": None,
}


@transaction.atomic
def succeed(letter: Letter, *, by: User, reason: str = "", title: str = "") -> Letter:
    """Draft a letter with the text, the rules and the leads of one that went out, related to it as its successor.

    ``title`` is the new one's; empty: the same. Pressed twice it is one draft.
    Raises Refused when the earlier letter has not gone out.
    """
    locked = Letter.objects.select_for_update(no_key=True)
    earlier = locked.prefetch_related("addressees", "party_notes").get(pk=letter.pk)
    if earlier.stage not in (Stage.DELIVERED, Stage.RECALLED) and earlier.sealed_at is None:
        raise Refused(_("Only a letter that went out has a successor."))
    if (pressed := _just_drafted(earlier, title or earlier.title, by)) is not None:
        return pressed
    new = _copied(earlier, title or earlier.title, by)
    _copy_parts(earlier, new)
    new.relations.create(kind=RelationKind.FOLLOWS, to=earlier)
    announcements.succeeded.send(Letter, letter=new, by=by, reason=reason, earlier=earlier)
    return new


def _just_drafted(earlier: Letter, title: str, by: User) -> Letter | None:
    drafts = Letter.objects.filter(relations__kind=RelationKind.FOLLOWS, relations__to=earlier, stage=Stage.DRAFT)
    return drafts.filter(created_by=by, created_at__gt=database_now() - A_MOMENT, title=title).first()


def _copied(earlier: Letter, title: str, by: User) -> Letter:
    new = Letter.objects.get(pk=earlier.pk)
    for name, value in BEGINS_ANEW.items():
        setattr(new, name, value)
    new.title, new.created_by, new.created_at = title, by, database_now()
    new.slug = free_slug(title, hard_to_guess=new.listing == Listing.LINK_ONLY)
    signed = earlier.versions.order_by("-number").first()
    for name in ("salutation", "body", "closing") if signed else ():
        setattr(new, name, signed.text[name])  # type: ignore[union-attr]
    new._state.adding = True  # noqa: SLF001 -- Django's documented way to copy a row
    new.save(force_insert=True)
    return new


def _copy_parts(earlier: Letter, new: Letter) -> None:
    Addressee.objects.bulk_create(_of(new, part) for part in earlier.addressees.all())
    PartyNote.objects.bulk_create(_of(new, part) for part in earlier.party_notes.all())
    for picture in LetterheadPicture.objects.filter(letter=earlier):
        LetterheadPicture.objects.create(letter=new, content=picture.content, says=picture.says)


def _of[Part: (Addressee, PartyNote)](new: Letter, part: Part) -> Part:
    part.pk, part.letter = None, new
    return part
