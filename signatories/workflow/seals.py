"""What happens to names once the letter goes out: they are frozen, joined by later ones, corrected in public."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from letters.clock import database_now
from letters.models import Letter
from letters.states import Stage

from .. import emails, mailings, pairing
from ..models import Dissociation, Erratum, Seal, SealedName, Signatory, TrailEntry
from ..sealing import freezing
from ..states import MailingPurpose, Verb
from .steps import Refused, User, letter_now, note


def seal_names(letter: Letter, *, by: User, at: datetime) -> Seal:
    """Freeze every confirmed name. Called inside the transaction that seals the letter."""
    rows = freezing.waiting(letter)
    if not rows:
        raise Refused(_("No name is on this letter: there is nothing to seal."))
    return freezing.freeze(letter, rows, by=by, at=at)


def settle_names(letter: Letter, *, told: bool) -> None:
    """End the sealing, with the letter held: see that nobody left meanwhile, and have everyone told."""
    seal = Seal.objects.light().get(letter=letter, number=0)
    freezing.settle(seal)
    if told:
        mailings.start(letter, MailingPurpose.SEALED, seal)


@transaction.atomic
def seal_supplement(letter: Letter, *, by: User, reason: str = "") -> Seal:
    """Freeze the names confirmed since the last seal, and print the errata written since. Those names are told."""
    letter.refresh_from_db()
    letter.__dict__.pop("now", None)
    if letter.sealed_at is None or letter.stage == Stage.RECALLED:
        raise Refused(_("Only a sealed letter that was not taken back has supplements."))
    pairing.settle(letter.pk, goes_out=True)
    rows, errata = freezing.waiting(letter), freezing.corrections(letter)
    if not rows and not errata:
        raise Refused(_("No name was confirmed and no error corrected since the last seal."))
    seal = freezing.freeze(letter, rows, by=by, at=database_now(), errata=errata)
    freezing.settle(seal)
    TrailEntry.objects.create(letter=letter, verb=Verb.SUPPLEMENTED, at=seal.sealed_at, by=by, reason=reason[:500])
    mailings.start(letter, MailingPurpose.SEALED, seal)
    return seal


@transaction.atomic
def dissociate(signatory: Signatory, *, by: User, reason: str, aside: str | None = None) -> None:
    """Record in public that a signatory no longer stands by a sealed letter. The name stays in the sealed file.

    ``aside``: what the signatory says itself, which the trail keeps for staff only; then ``reason`` may be empty.
    """
    sealed_name(signatory)
    text = _in_public(reason) if reason or aside is None else ""
    try:
        with transaction.atomic():
            Dissociation.objects.create(signatory=signatory, note=text, at=database_now(), by=by)
    except IntegrityError as error:
        raise Refused(_("%(name)s is dissociated already.") % {"name": signatory}) from error
    note(signatory, Verb.DISSOCIATED, by=by, reason=aside or text)
    emails.send_dissociation(signatory, text)


@transaction.atomic
def correct(signatory: Signatory, *, by: User, reason: str) -> Erratum:
    """Say in public what is wrong with a sealed name. The sealed file stays; the next supplement prints this."""
    printed = sealed_name(signatory)
    text = _in_public(reason)
    erratum = Erratum.objects.create(sealed_name=printed, text=text, at=database_now(), by=by)
    note(signatory, Verb.ERRATUM, by=by, reason=text)
    emails.send_correction(signatory, text)
    return erratum


def sealed_name(signatory: Signatory) -> SealedName:
    """Return the name as it went out; raises Refused where it did not, or the letter was taken back."""
    letter_now(signatory)
    printed = SealedName.objects.filter(signatory=signatory).first()
    if printed is None:
        raise Refused(_("This name is in no sealed file: it can still be corrected, or withdrawn."))
    return printed


def _in_public(text: str) -> str:
    if not text.strip():
        raise Refused(_("Say what everyone is to read: it is shown on the letter's page."))
    return " ".join(text.split())[:500]


def refuse_if_sealed(signatory: Signatory) -> None:
    """Raise Refused for a name that went out. The letter is held by the step that asks, so this stays true."""
    if SealedName.objects.filter(signatory=signatory).exists():
        raise Refused(
            _("The letter was sealed with this name on it. Dissociate it, or correct it in public, instead.")
        )
