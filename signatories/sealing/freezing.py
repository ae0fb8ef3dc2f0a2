"""Freezes names as they go out: read in one query, printed, and stored as the rows that were printed.

Nothing is locked while that is done. A name confirmed meanwhile is not among the rows, and waits for a supplement;
one that left meanwhile is found by `settle`, when the letter is held for the moment that is left.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from letters.models import Letter, Version
from letters.states import Stage
from letters.workflow import Refused

from ..lines import line_under, seat_of, state_of
from ..models import Erratum, PrintedErratum, Seal, SealedName
from ..states import State
from ..typesetting import Names, latest, pdf
from ..typesetting.names import FIELDS
from . import manifest, paper

AT_ONCE = 2000  # rows of one INSERT
COPIED = (
    *("kind", "source", "lead_position", "printed_name", "title", "affiliation", "party", "chamber"),
    *("us_state", "district", "city", "scope"),
)


def waiting(letter: Letter) -> list[Any]:
    """Return the names that are in no seal yet, in the letter's order. One statement, and so one moment."""
    names = letter.signatories.on_the_letter().filter(sealed_name=None).in_order_of(letter)
    return list(names.values_list("pk", "listed", *FIELDS, named=True))


def is_waiting(letter: Letter) -> bool:
    """Whether a supplement would hold anything."""
    return letter.signatories.on_the_letter().filter(sealed_name=None).exists() or bool(corrections(letter))


def corrections(letter: Letter) -> list[Erratum]:
    """Return the errata that no supplement has printed yet."""
    errata = Erratum.objects.filter(sealed_name__seal__letter=letter, printed=None)
    return list(errata.select_related("sealed_name").order_by("at", "pk"))


def freeze(letter: Letter, rows: Sequence[Any], *, by: Any, at: datetime, errata: Sequence[Erratum] = ()) -> Seal:
    """Store the rows, the file made of them, and what says that they belong together."""
    previous = letter.seals.light().order_by("-number").select_related("version").first()
    version = previous.version if previous else latest(letter)
    number = previous.number + 1 if previous else 0
    frozen = [_as_printed(row, letter, position) for position, row in enumerate(rows, start=1)]
    printed = [row for row in rows if row.listed]
    texts = [_as_corrected(erratum) for erratum in errata]
    said = manifest.write(
        letter=letter.slug,
        number=number,
        version=version.sha256,
        sealed_at=at,
        previous=previous.manifest_sha256 if previous else "",
        names=(name for name in frozen if name.listed),
        unlisted=len(rows) - len(printed),
        errata=texts,
    )
    digest = manifest.digest(said)
    file = pdf.build(_content(letter, version, Names(printed, len(rows)), number, texts, digest, at))
    fields = {"by": by, "names": len(rows), "listed": len(printed), "manifest": said, "pdf": file}
    seal = Seal(letter=letter, number=number, version=version, sealed_at=at, manifest_sha256=digest, **fields)
    seal.pdf_sha256 = manifest.digest(file)
    _store(seal, frozen)
    PrintedErratum.objects.bulk_create(
        PrintedErratum(seal=seal, position=position, erratum=erratum, text=text)
        for position, (erratum, text) in enumerate(zip(errata, texts, strict=True), start=1)
    )
    return seal


def _content(
    letter: Letter, version: Version, names: Names, number: int, errata: list[str], digest: str, at: datetime
) -> dict[str, Any]:
    if number:
        return paper.supplement(letter, version, names, number=number, errata=errata, digest=digest, at=at)
    return paper.sealed_letter(letter, version, names, digest=digest, at=at)


def _store(seal: Seal, frozen: list[SealedName]) -> None:
    """The database decides which of two seals was first, and that no name is in two."""
    try:
        with transaction.atomic():
            seal.save(force_insert=True)
            for name in frozen:
                name.seal = seal
            SealedName.objects.bulk_create(frozen, batch_size=AT_ONCE)
    except IntegrityError as error:
        raise Refused(_("Somebody else sealed these names in the same moment. Nothing was changed.")) from error


def _as_printed(row: Any, letter: Letter, position: int) -> SealedName:
    if not row.listed:
        return SealedName(position=position, signatory_id=row.pk, listed=False)
    copied = {name: getattr(row, name) for name in COPIED} | {"us_state": state_of(row)}
    made = {"line": line_under(row, letter), "seat": seat_of(row, letter)}
    return SealedName(position=position, signatory_id=row.pk, listed=True, **copied, **made)


def _as_corrected(erratum: Erratum) -> str:
    name = erratum.sealed_name.printed_name
    return f"{name}: {erratum.text}" if name else erratum.text


def settle(seal: Seal) -> None:
    """Raise Refused if the letter is no longer what was frozen; nobody can leave until the step is done."""
    letter = Letter.objects.filter(pk=seal.letter_id).select_for_update(no_key=True).get()
    if letter.stage == Stage.RECALLED:
        raise Refused(_("Only a sealed letter that was not taken back has supplements."))
    left = SealedName.objects.filter(seal=seal).exclude(signatory__state=State.CONFIRMED)
    if left.exists() or (seal.number == 0 and latest(letter) != seal.version):
        raise Refused(_("A name left the letter, or its text was changed, while it was being sealed. Press again."))
