"""What pages, files and lists show of a letter that is sealed: what went out, and what was said of it later."""

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from letters.record import JSONRows, moment
from letters.states import Stage

from ..models import Dissociation, Erratum, Seal, SealedName
from ..typesetting import Names
from ..typesetting.names import FIELDS

if TYPE_CHECKING:
    from letters.models import Letter


@dataclass(frozen=True)
class Note:
    """One thing said in public of a sealed name. ``name`` is "" where it is not printed."""

    at: datetime
    name: str
    text: str
    corrects: bool  # else the signatory dissociates itself


def seals_of(letter: "Letter") -> list[Seal]:
    """Return the letter's seal and its supplements, without their files but with what was said of their names.

    No query for a letter without one, and one for all others: its page has none to spare.
    """
    said = {
        "left": _said(Dissociation.objects, "signatory__sealed_name", "note", letter),
        "wrong": _said(Erratum.objects, "sealed_name", "text", letter),
    }
    return list(letter.seals.light().annotate(**said)) if letter.sealed_at else []


def hands_out(letter: "Letter") -> bool:
    """Whether everyone may have the sealed files: they hold every listed name, and do not say "taken back"."""
    return letter.shows_names and letter.stage != Stage.RECALLED


def _said(rows: Any, name: str, text: str, letter: "Letter") -> Subquery:
    """Return what was said of the names of one seal, as JSON; of names that the page hides, nothing."""
    rows = rows.filter(**{f"{name}__seal": OuterRef("pk")})
    if not letter.shows_names:
        rows = rows.filter(**{f"{name}__lead_position__isnull": False})
    said = JSONRows(JSONObject(at="at", name=f"{name}__printed_name", text=text))
    return Subquery(rows.order_by().values(f"{name}__seal").annotate(said=said).values("said"))


def notes_of(seals: list[Seal]) -> list[Note]:
    """Return what was said of sealed names, oldest first. ``seals`` come from ``seals_of``."""
    said = [(False, row) for seal in seals for row in seal.left or []]  # type: ignore[attr-defined]  # annotated
    said += [(True, row) for seal in seals for row in seal.wrong or []]  # type: ignore[attr-defined]  # as above
    notes = [Note(moment(row["at"]), row["name"], row["text"], corrects) for corrects, row in said]
    return sorted(notes, key=attrgetter("at", "name"))


def names_on_paper(letter: "Letter", *, everyone: bool) -> Names:
    """Return the names that are printed: of a sealed letter those that went out, whatever became of them."""
    seal = letter.seals.light().filter(number=0).first() if letter.sealed_at else None
    if seal is None:
        return Names.for_everyone(letter) if everyone else Names.for_staff(letter)
    withheld = everyone and not letter.shows_names
    rows = printed_rows(seal)
    return Names([row for row in rows if not withheld or row.lead_position is not None], seal.names, withheld=withheld)


def printed_rows(seal: Seal) -> list[Any]:
    """Return the listed names as the typesetting takes them."""
    rows = SealedName.objects.filter(seal=seal).listed().order_by("position")
    as_printed = {"own_line": F("line"), "signature_picture__content": F("signatory__signature_picture__content")}
    return list(rows.annotate(**as_printed).values_list(*FIELDS, named=True))
