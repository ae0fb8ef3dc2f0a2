"""Proves that a letter's seals are still what was sealed, or names the first thing that is not (THREATS T53).

Everything is computed again from the rows; no digest is believed because it is stored.
"""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext as _

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
    previous = ""
    for number, seal in enumerate(letter.seals.select_related("version").order_by("number")):
        if seal.number != number:
            yield _("Seal %(number)d is missing.") % {"number": number}
        for wrong in (_of_files(seal), _of_version(seal.version), _of_rows(seal, previous), _of_consents(seal)):
            if wrong:
                yield f"{_('Seal %(number)d:') % {'number': seal.number}} {wrong}"
        previous = seal.manifest_sha256


def _of_files(seal: Seal) -> str:
    if digest(bytes(seal.pdf)) != seal.pdf_sha256:
        return _("the PDF does not have its digest.")
    if digest(bytes(seal.manifest)) != seal.manifest_sha256:
        return _("the list of names does not have its digest.")
    if seal.manifest_sha256 not in named_in(bytes(seal.pdf)):
        return _("the PDF does not carry the digest of this list of names.")
    return ""


def _of_version(version: Version) -> str:
    if text.digest(bytes(version.content)) != version.sha256:
        return _("the words of %(version)s do not have their digest.") % {"version": version}
    return ""


def _of_rows(seal: Seal, previous: str) -> str:
    """Write the manifest again from the rows; where it differs, say at which name."""
    rows = list(SealedName.objects.filter(seal=seal).order_by("position"))
    printed = [row for row in rows if row.listed]
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
    if (len(rows), len(printed)) != (seal.names, seal.listed):
        return _("%(rows)d names are stored, %(sealed)d were sealed.") % {"rows": len(rows), "sealed": seal.names}
    if again == bytes(seal.manifest):
        return ""
    return _difference(read(bytes(seal.manifest)), read(again))


def _difference(sealed: dict[str, Any], stored: dict[str, Any]) -> str:
    for place, (was, is_) in enumerate(zip_longest(sealed["names"], stored["names"]), start=1):
        if was != is_:
            said = {"place": place, "was": _said(was), "is": _said(is_)}
            return _("name %(place)d was sealed as %(was)s, and is stored as %(is)s.") % said
    keys = [key for key in sealed if sealed[key] != stored.get(key)]
    return _("what is stored differs from what was sealed in: %(keys)s.") % {"keys": ", ".join(keys)}


def _said(name: dict[str, Any] | None) -> str:
    return canonical(name).decode() if name else "–"


def _of_consents(seal: Seal) -> str:
    """Every name has a consent to exactly these words, or to some that were carried over into them."""
    consents = Consent.objects.filter(version__in=agreed_by(seal.version))
    names = SealedName.objects.filter(seal=seal)
    lacking = names.exclude(signatory__in=consents.values("signatory")).order_by("position").first()
    if lacking is None:
        return ""
    return _("name %(place)d has no consent to %(version)s.") % {"place": lacking.position, "version": seal.version}


def agreed_by(version: Version) -> list[int]:
    """Return the versions whose consents hold for this one: itself, and back to the last material change."""
    held = [version.pk]
    for older in Version.objects.filter(letter=version.letter_id, number__lt=version.number).order_by("-number"):
        if version.change not in CARRIED_OVER:
            break
        held.append(older.pk)
        version = older
    return held
