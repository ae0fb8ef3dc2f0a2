"""What pages, files and lists show of a letter that is sealed: what went out, and what was said of it later."""

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from letters.record import JSONRows, moment
from letters.states import Stage, Withdrawals

from ..models import Dissociation, Erratum, Seal, SealedName, Withdrawal
from ..typesetting import Names
from ..typesetting.names import FIELDS

if TYPE_CHECKING:
    from letters.models import Letter


@dataclass(frozen=True)
class Note:
    """One thing said in public of a name. ``name`` is "" where it is not printed."""

    at: datetime
    name: str
    text: str
    corrects: bool = False  # else the signatory dissociates itself
    withdrew: bool = False  # before the letter was sealed

    @classmethod
    def of(cls, withdrawal: Withdrawal, name: str) -> "Note":
        return cls(withdrawal.at, name, withdrawal.note, withdrew=True)


def seals_of(letter: "Letter") -> list[Seal]:
    """Return the letter's seal and its supplements, without their files but with what was said of their names.

    No query for a letter without one, and one for all others: its page has none to spare.
    """
    said = {
        "left": _said(_of_sealed(Dissociation.objects, "signatory__sealed_name", letter), "signatory__sealed_name"),
        "wrong": _said(_of_sealed(Erratum.objects, "sealed_name", letter), "sealed_name", text="text"),
    }
    if says_who_withdrew(letter):
        gone = letter.signatories.withdrawn_in_public()
        of_letter = Withdrawal.objects.filter(signatory__in=gone, signatory__letter=OuterRef("letter"))
        said["gone"] = _said(of_letter, "signatory", one="signatory__letter")
    return list(letter.seals.light().annotate(**said)) if letter.sealed_at else []


def hands_out(letter: "Letter") -> bool:
    """Whether everyone may have the sealed files: they hold every listed name, and do not say "taken back"."""
    return letter.shows_names and letter.stage != Stage.RECALLED


def says_who_withdrew(letter: "Letter") -> bool:
    return letter.withdrawals == Withdrawals.PUBLIC and letter.shows_names


def _of_sealed(rows: Any, name: str, letter: "Letter") -> Any:
    """Keep what was said of the names of one seal; of names that the page hides, nothing."""
    rows = rows.filter(**{f"{name}__seal": OuterRef("pk")})
    return rows if letter.shows_names else rows.filter(**{f"{name}__lead_position__isnull": False})


def _said(rows: Any, name: str, *, text: str = "note", one: str = "") -> Subquery:
    """Return rows about one seal, or all about ``one``, as JSON."""
    said = JSONRows(JSONObject(at="at", name=f"{name}__printed_name", text=text))
    return Subquery(rows.order_by().values(one or f"{name}__seal").annotate(said=said).values("said"))


def notes_of(seals: list[Seal], *, withdrawals: bool = False) -> list[Note]:
    """Return what was said of sealed names, oldest first. ``seals`` come from ``seals_of``.

    With ``withdrawals`` also who withdrew before, where the letter says that in public.
    """
    said: list[tuple[dict[str, Any], dict[str, bool]]] = []
    for seal in seals:
        said += [(row, {}) for row in seal.left or []]  # type: ignore[attr-defined]  # annotated
        said += [(row, {"corrects": True}) for row in seal.wrong or []]  # type: ignore[attr-defined]  # as above
    if withdrawals:
        said += [(row, {"withdrew": True}) for row in getattr(seals[0], "gone", None) or []]
    notes = [Note(moment(row["at"]), row["name"], row["text"], **kind) for row, kind in said]
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
