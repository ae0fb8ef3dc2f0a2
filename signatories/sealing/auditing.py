"""Proves that a letter's seals are still what was sealed, or names the first thing that is not (THREATS T53).

Everything is computed again from the rows; no digest is believed because it is stored.
"""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from letters import text
from letters.models import Letter, Version
from letters.states import Change

from ..models import Consent, PrintedErratum, Seal, SealedName
from .export import named_in
from .manifest import canonical, digest, read, write

# A consent to the version before holds for these.
CARRIED_OVER = (Change.EDITORIAL, Change.NOTICED)


def fault(letter: Letter) -> str:
    """Return the first thing that is wrong with the letter's seals, in their order; "" if nothing is."""
    return next(_faults(letter), "")


def _faults(letter: Letter) -> Iterator[str]:
    previous, sealed_at = "", None
    for number, seal in enumerate(letter.seals.select_related("version").order_by("number")):
        if seal.number != number:
            yield f"Seal {number} is missing."
        wrong = _of_files(seal) or _of_version(seal.version) or _of_rows(seal, previous) or _of_consents(seal)
        wrong = wrong or _of_errata(seal)
        if wrong:
            yield f"Seal {seal.number}: {wrong}"
        previous, sealed_at = seal.manifest_sha256, sealed_at or seal.sealed_at
    if letter.sealed_at != sealed_at:  # pages show what is sealed only of a letter that says so
        yield "The letter is not stored as sealed at the moment of its seal."


def _of_files(seal: Seal) -> str:
    if digest(bytes(seal.pdf)) != seal.pdf_sha256:
        return "the PDF does not have its digest."
    if digest(bytes(seal.manifest)) != seal.manifest_sha256:
        return "the list of names does not have its digest."
    if seal.manifest_sha256 not in named_in(bytes(seal.pdf)):
        return "the PDF does not carry the digest of this list of names."
    return ""


def _of_version(version: Version) -> str:
    if text.digest(bytes(version.content)) != version.sha256:
        return f"the words of version {version.number} do not have their digest."
    return ""


def _of_rows(seal: Seal, previous: str) -> str:
    """Write the manifest again from the rows; where it differs, say at which name."""
    rows = list(SealedName.objects.filter(seal=seal).order_by("position"))
    printed = [row for row in rows if row.listed]
    if (len(rows), len(printed)) != (seal.names, seal.listed):
        stored = f"{len(rows)} names are stored, {len(printed)} of them listed"
        return f"{stored}; {seal.names} were sealed, {seal.listed} of them listed."
    again = write(
        letter=seal.letter.slug,
        number=seal.number,
        version=seal.version.sha256,
        sealed_at=seal.sealed_at,
        previous=previous,
        names=printed,
        unlisted=len(rows) - len(printed),
        errata=PrintedErratum.objects.filter(seal=seal).order_by("position").values_list("text", flat=True),
    )
    if again == bytes(seal.manifest):
        return ""
    try:
        return _difference(read(bytes(seal.manifest)), read(again))
    except (ValueError, KeyError, TypeError, AttributeError):
        return "the list of names cannot be read."


def _difference(sealed: dict[str, Any], stored: dict[str, Any]) -> str:
    for place, (was, is_) in enumerate(zip_longest(sealed["names"], stored["names"]), start=1):
        if was != is_:
            return f"name {place} was sealed as {_said(was)}, and is stored as {_said(is_)}."
    keys = [key for key in stored if sealed[key] != stored[key]]
    return f"what is stored differs from what was sealed in: {', '.join(keys) or 'the order of its parts'}."


def _said(name: dict[str, Any] | None) -> str:
    return canonical(name).decode() if name else "nobody"


def _of_consents(seal: Seal) -> str:
    """Every name has a consent to exactly these words, or to some that were carried over into them."""
    consents = Consent.objects.filter(version__in=agreed_by(seal.version))
    names = SealedName.objects.filter(seal=seal)
    lacking = names.exclude(signatory__in=consents.values("signatory")).order_by("position").first()
    if lacking is None:
        return ""
    return f"the name at place {lacking.position} has no consent to version {seal.version.number}."


def _of_errata(seal: Seal) -> str:
    """What pages say is wrong with a name is what the supplement printed."""
    printed = PrintedErratum.objects.filter(seal=seal).select_related("erratum").order_by("position")
    changed = next((each for each in printed if not each.text.endswith(each.erratum.text)), None)
    return f"correction {changed.position} is stored in other words than were printed." if changed else ""


def agreed_by(version: Version) -> list[int]:
    """Return the versions whose consents hold for this one: itself, and back to the last material change."""
    held = [version.pk]
    for older in Version.objects.filter(letter=version.letter_id, number__lt=version.number).order_by("-number"):
        if version.change not in CARRIED_OVER:
            break
        held.append(older.pk)
        version = older
    return held
