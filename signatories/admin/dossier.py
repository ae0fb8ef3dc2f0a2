"""What staff must know of a signatory before they decide, in sentences."""

from datetime import datetime

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from letters.models import Letter
from letters.states import Verification

from .. import emails, proof
from ..models import Signatory
from ..querysets import SignatoryQuerySet
from ..states import Kind

RIVALS = 20


def on_its_clock(moment: datetime | None, letter: Letter, *, short: bool = False) -> str:
    """Return the moment as a clock in the letter's zone shows it: "Nov. 23, 2026, 5 p.m. Eastern", or in figures."""
    if moment is None:
        return "–"
    local = moment.astimezone(letter.zone)
    return (
        date_format(local, "SHORT_DATETIME_FORMAT")
        if short
        else f"{date_format(local, 'DATETIME_FORMAT')} {letter.zone_label}"
    )


def what_the_address_proves(signatory: Signatory) -> str:
    """Say in one sentence what signatories/proof.py makes of the address, and why."""
    if not signatory.mailbox:
        return _("There is no address: nothing is proven.")
    if signatory.letter.verification == Verification.STAFF:
        return _("On this letter no address is enough: staff decide on every signature.")
    proves = proof.proves(signatory)
    words = {"domain": signatory.mailbox.rpartition("@")[2], "own": _domain_on_file(signatory)}
    return (_proven(signatory) if proves else _unproven(signatory, words["own"])) % words


def _domain_on_file(signatory: Signatory) -> str:
    return signatory.organization.domain if signatory.organization else ""


def _proven(signatory: Signatory) -> str:
    if signatory.kind == Kind.INDIVIDUAL:
        return _("It proves that a person reads this mailbox, which is enough for a person's own name.")
    if signatory.kind != Kind.LEGISLATOR and signatory.letter.verification == Verification.ANY_ADDRESS:
        return _("On this letter any address that was confirmed is enough.")
    if signatory.kind == Kind.ORGANIZATION:
        return _("It is an address at %(own)s, the domain the directory has for this organization.")
    if signatory.mailbox.rpartition("@")[2] in signatory.letter.trusted_domain_set:  # type: ignore[union-attr]
        return _("%(domain)s is a trusted domain of this letter: an office wrote, though it does not prove which one.")
    return _("It is the address that the directory has for this member's office.")


def _unproven(signatory: Signatory, own: str) -> str:
    if signatory.kind == Kind.ORGANIZATION and signatory.organization is None:
        return _("The organization is not in the directory. Approving adds it; no address speaks for it yet.")
    if signatory.kind == Kind.ORGANIZATION and own:
        return _("It does not prove that it speaks for the organization: the directory has the domain %(own)s.")
    if signatory.kind == Kind.ORGANIZATION:
        return _("It proves little: the directory has no domain for this organization.")
    return _("It proves that a person reads this mailbox, not that they speak for this name. Ask the office.")


def office_to_call(signatory: Signatory) -> str:
    """Return "Tell the office: phone …" when the office of a legislator gets no mail; "" when nobody must call."""
    term = proof.term_of(signatory)
    if term is None or proof.office_of(signatory):
        return ""
    if not term.phone:
        return _("Tell the office: neither a working e-mail address nor a phone is on file.")
    return _("Tell the office: phone %(phone)s.") % {"phone": term.phone}


def who_is_told(signatory: Signatory) -> str:
    """Say who hears by mail that the name is on the letter or off it, and whom staff must call."""
    told = emails.told(signatory)
    mailed = (
        _("Told by mail: %(addresses)s.") % {"addresses": ", ".join(told)} if told else _("Nobody is told by mail.")
    )
    return " ".join(filter(None, (mailed, office_to_call(signatory))))


def rivals(signatory: Signatory) -> SignatoryQuerySet:
    """Return the others on the same letter who claim the same principal, first the ones who came first."""
    same = Q(folded_name=signatory.folded_name)
    if signatory.legislator_id:
        same = Q(legislator=signatory.legislator_id)
    elif signatory.organization_id:
        same |= Q(organization=signatory.organization_id)
    elif signatory.kind == Kind.INDIVIDUAL and signatory.mailbox:
        same |= Q(mailbox=signatory.mailbox)
    others = Signatory.objects.filter(same, letter=signatory.letter_id, kind=signatory.kind)
    return others.exclude(pk=signatory.pk).order_by("submitted_at", "pk")[:RIVALS]
