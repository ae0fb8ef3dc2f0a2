"""In what order names stand, and what is printed under one of them: what staff say of single names."""

from collections.abc import Mapping
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from letters.models import Letter
from letters.states import Stage

from ..models import Signatory
from ..states import Verb
from .steps import Refused, User, note


class Place(NamedTuple):
    """What staff say of one name. The fields of a signatory, in the order in which the trail tells them."""

    number: int | None
    sort_name: str
    own_line: str

    @classmethod
    def of(cls, signatory: Signatory) -> "Place":
        return cls(signatory.number, signatory.sort_name, signatory.own_line)


@transaction.atomic
def reorder(letter: Letter, places: Mapping[int, tuple[Place, Place]], *, by: User) -> int:
    """Give names (by key) their places, each in exchange for the one that was shown; return how many changed.

    All or nothing: raises Refused when one of them is not on the letter any more, or was changed by somebody else.
    """
    letter = Letter.objects.filter(pk=letter.pk).held_still().on_the_clock().get()
    if letter.sealed_at or letter.stage in (Stage.DELIVERED, Stage.RECALLED):
        raise Refused(_("The names stay as they were sealed, delivered or recalled. Nothing was saved."))
    names = letter.signatories.on_or_planned().select_for_update().in_bulk(list(places))
    if len(names) < len(places):
        raise Refused(_("Nothing was saved: a name on this page is no longer on the letter."))
    others = [name for key, name in names.items() if Place.of(name) not in places[key]]
    if others:
        told = _("Nothing was saved: meanwhile somebody else changed %(names)s. Save puts your words over theirs.")
        raise Refused(told % {"names": ", ".join(map(str, others))})
    changed = [name for key, name in names.items() if Place.of(name) != places[key][1]]
    for name in changed:
        _put(name, places[name.pk][1])
        note(name, Verb.REORDERED, by=by, reason=_told(*places[name.pk]), at=letter.now)
    return len(changed)


def _put(name: Signatory, place: Place) -> None:
    for field, value in place._asdict().items():
        setattr(name, field, value)
    name.save(update_fields=place._fields)


def _told(old: Place, new: Place) -> str:
    """Return what changed, as the trail keeps it."""
    labels = {"number": _("number"), "sort_name": _("sort name"), "own_line": _("line under the name")}
    pairs = zip(Place._fields, old, new, strict=True)
    changed = [(labels[field], _said(was), _said(became)) for field, was, became in pairs if was != became]
    return "; ".join(f"{label}: {was} → {became}" for label, was, became in changed)


def _said(value: int | str | None) -> str:
    return "—" if value in (None, "") else str(value)
