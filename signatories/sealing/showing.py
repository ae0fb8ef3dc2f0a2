"""What pages, files and lists show of a letter that is sealed: what went out, and what was said of it later."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, F, Value
from django.db.models.functions import Coalesce

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
    """Return the letter's seal and its supplements, without their files; no query for a letter without one."""
    return list(letter.seals.light()) if letter.sealed_at else []


def hands_out(letter: "Letter") -> bool:
    """Whether everyone may have the sealed files: they hold every listed name, and do not say "taken back"."""
    return letter.shows_names and letter.stage != Stage.RECALLED


def says_who_withdrew(letter: "Letter") -> bool:
    return letter.withdrawals == Withdrawals.PUBLIC and letter.shows_names


def notes_of(letter: "Letter", *, withdrawals: bool = False) -> list[Note]:
    """Return what was said of sealed names, oldest first, in one query; of names that the page hides, nothing.

    With ``withdrawals`` also who withdrew before, where the letter says that in public.
    """
    left = _notes(_of_sealed(Dissociation.objects, "signatory__sealed_name", letter), "signatory__sealed_name", "note")
    wrong = _notes(_of_sealed(Erratum.objects, "sealed_name", letter), "sealed_name", "text", corrects=True)
    parts = [wrong]
    if withdrawals and says_who_withdrew(letter):
        gone = Withdrawal.objects.filter(signatory__in=letter.signatories.withdrawn_in_public())
        parts.append(_notes(gone, "signatory", "note", withdrew=True))
    return [Note(*row) for row in left.union(*parts, all=True).order_by("at_", "name_")]


def _of_sealed(rows: Any, name: str, letter: "Letter") -> Any:
    rows = rows.filter(**{f"{name}__seal__letter": letter})
    return rows if letter.shows_names else rows.filter(**{f"{name}__lead_position__isnull": False})


def _notes(rows: Any, name: str, text: str, *, corrects: bool = False, withdrew: bool = False) -> Any:
    """Return rows that may be joined with others of their kind."""
    said = {
        "at_": F("at"),
        "name_": Coalesce(f"{name}__printed_name", Value("")),
        "text_": F(text),
        "corrects_": Value(corrects, BooleanField()),
        "withdrew_": Value(withdrew, BooleanField()),
    }
    return rows.order_by().annotate(**said).values_list(*said)


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
