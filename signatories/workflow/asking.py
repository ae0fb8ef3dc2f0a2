"""Who is asked to sign, and where they stand: the steps of the whip board."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from directory.models import Organization, Term
from letters.clock import database_now
from letters.models import Letter
from letters.states import Stage

from ..models import Ask, TrailEntry
from ..states import Stance, Verb
from .steps import Refused, User

OVER = (Stage.DELIVERED, Stage.RECALLED)
EDITABLE = frozenset({"stance", "until", "reason", "owner", "note", "contacted_at"})


class Overtaken(Refused):
    """Somebody else changed this row since it was shown."""


@transaction.atomic
def add_targets(letter: Letter, targets: Iterable[Term | Organization], *, by: User) -> int:
    """Put targets on the letter's board, or back on it; those on it stay as they are. Returns how many came."""
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if letter.stage in OVER:
        raise Refused(_("This letter is now: %(stage)s. Nothing was changed.") % {"stage": letter.get_stage_display()})
    now = database_now()
    known = {(ask.legislator_id, ask.organization_id): ask for ask in letter.asks.all()}
    wanted = {_principal(target): target for target in targets}
    back = [known[key] for key in wanted if key in known and known[key].taken_off_at]
    Ask.objects.filter(pk__in=[ask.pk for ask in back]).update(taken_off_at=None, changed_at=now)
    new = Ask.objects.bulk_create(
        Ask(letter=letter, changed_at=now, **_target(target)) for key, target in wanted.items() if key not in known
    )
    _note([*new, *back], Verb.TARGETED, by=by)
    return len(new) + len(back)


def row_of(letter: Letter, target: Term | Organization) -> Ask:
    """Return the target's row, held; it is made, or put back, for whoever answers without being on the board."""
    whose: dict[str, Any] = dict(zip(("legislator_id", "organization_id"), _principal(target), strict=True))
    new = {"changed_at": database_now()} | ({"term": target} if isinstance(target, Term) else {})
    found, _made = Ask.objects.get_or_create(letter=letter, **whose, defaults=new)
    ask = Ask.objects.select_for_update().get(pk=found.pk)
    if ask.taken_off_at:
        Ask.objects.filter(pk=ask.pk).update(taken_off_at=None)
        ask.taken_off_at = None
    return ask


def _principal(target: Term | Organization) -> tuple[int | None, int | None]:
    return (target.legislator_id, None) if isinstance(target, Term) else (None, target.pk)


def _target(target: Term | Organization) -> dict[str, Any]:
    if isinstance(target, Term):
        return {"legislator_id": target.legislator_id, "term": target}
    return {"organization": target}


@transaction.atomic
def change_ask(ask: Ask, *, seen: int, by: User, via: str = "", **fields: Any) -> None:
    """Change a row as its reader saw it (``seen``: its edition). Raises Overtaken when it is another by now.

    A stance is a contact of this moment unless another one is given; "not asked" says that there was none. The trail
    keeps stances, with ``via`` how we learned of them, and owners, and that the note changed: its text is for staff
    who work on the row.
    """
    if unknown := fields.keys() - EDITABLE:
        raise TypeError(f"An ask has no {', '.join(sorted(unknown))} to change.")
    now = database_now()
    if fields.get("stance", ask.stance) != ask.stance:
        fields.setdefault("contacted_at", None if fields["stance"] == Stance.NOT_ASKED else now)
    rows = Ask.objects.filter(pk=ask.pk, edition=seen)
    if not rows.update(**fields, changed_at=now, edition=F("edition") + 1):
        raise Overtaken(_("Somebody else changed this row while you looked at it. Nothing was saved; here it is now."))
    ask.refresh_from_db()
    if "stance" in fields:
        reason = ", ".join(filter(None, (_in_english(ask.stance), via)))
        _note([ask], Verb.STANCE_CHANGED, by=by, reason=reason)
    if "owner" in fields:
        _note([ask], Verb.OWNER_CHANGED, by=by, reason=ask.owner.get_username() if ask.owner else "")
    if "note" in fields:
        _note([ask], Verb.NOTE_CHANGED, by=by)


@transaction.atomic
def mark_asked(asks: Iterable[Ask], *, by: User) -> int:
    """Record that these were asked just now. Whoever gave an answer before keeps it. Returns how many moved."""
    now, keys = database_now(), [ask.pk for ask in asks]
    rows = Ask.objects.filter(pk__in=keys)
    rows.update(contacted_at=now, changed_at=now, edition=F("edition") + 1)
    moved = list(rows.filter(stance=Stance.NOT_ASKED))
    rows.filter(pk__in=[ask.pk for ask in moved]).update(stance=Stance.ASKED)
    _note(moved, Verb.STANCE_CHANGED, by=by, reason=_in_english(Stance.ASKED))
    return len(moved)


@transaction.atomic
def take_off(ask: Ask, *, by: User) -> None:
    """Take a target that nobody asked off the board; who was asked stays, with what was said."""
    rows = Ask.objects.on_board().filter(pk=ask.pk, stance=Stance.NOT_ASKED)
    if not rows.update(taken_off_at=database_now()):
        raise Refused(_("Who was asked stays on the board. Set a stance instead."))
    _note([ask], Verb.UNTARGETED, by=by)


def _in_english(stance: str) -> str:
    """Return what the trail keeps, whatever language the page speaks."""
    with override("en"):
        return str(Stance(stance).label)


def _note(asks: Iterable[Ask], verb: Verb, *, by: User, reason: str = "") -> None:
    now = database_now()
    TrailEntry.objects.bulk_create(
        TrailEntry(letter_id=ask.letter_id, ask=ask, verb=verb, at=now, by=by, reason=reason) for ask in asks
    )
