"""What a letter makes of the evidence: whether a name goes on at once, or is held for staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directory.states import TRUSTABLE_KINDS, patterns_of
from letters import trust
from letters.models import Letter
from letters.states import Verification

from ..states import Evidence, Kind
from .evidence import OF_A_KIND, OnFile, domain_of, evidence_of

if TYPE_CHECKING:
    from ..models import Signatory

ENOUGH = frozenset({Evidence.PERSONAL_LINK, Evidence.OWN_ADDRESS, Evidence.ORGANIZATIONS_DOMAIN, Evidence.OWN_NAME})
# Trust never outweighs that the address is another's, of another house, or of a kind where it says nothing of offices.
WITH_TRUST = frozenset({Evidence.OWN_DOMAIN, Evidence.MAILBOX, *(OF_A_KIND[kind] for kind in TRUSTABLE_KINDS)})

TRUSTED = _("This letter trusts %(domain)s.")
# What staff read where they choose the rule: of each kind of signatory what counts at once.
COUNTS = {
    (Verification.PROOF, Kind.LEGISLATOR): _(
        "legislators: the address on file for the member's office, or one in a trusted domain"
    ),
    (Verification.PROOF, Kind.ORGANIZATION): _("organizations: the mail domain the directory has, subdomains too"),
    (Verification.PROOF, Kind.OFFICEHOLDER): _("officeholders: a trusted domain"),
    (Verification.PROOF, Kind.INDIVIDUAL): _("individuals: any address"),
    (Verification.ANY_ADDRESS, Kind.ORGANIZATION): _("organizations of the directory: any address"),
    (Verification.ANY_ADDRESS, Kind.OFFICEHOLDER): _("officeholders: any address"),
}
ANY = _("On this letter any address that was confirmed is enough.")
STAFF = _("On this letter no address is enough: staff decide on every signature.")


@dataclass(frozen=True)
class Proof:
    """What an address proves and what the letter makes of it. As text: the sentences that staff read."""

    enough: bool
    evidence: Evidence
    domain: str = ""
    about: str = ""
    rule: str | Promise = ""

    def __str__(self) -> str:
        sentences = filter(None, (str(self.evidence.label), str(self.rule)))
        return " ".join(sentences) % {"domain": self.domain, "about": self.about}


def proves(signatory: "Signatory") -> bool:
    """Whether a signature confirmed from this mailbox is listed without staff looking at it."""
    return of(signatory).enough


def of(signatory: "Signatory") -> Proof:
    return of_all([signatory])[0]


def of_all(signatories: Sequence["Signatory"]) -> list[Proof]:
    """Return the proof of each, at two queries for all; their letters and organizations should be at hand."""
    on_file = OnFile(signatories)
    return [_judged(signatory, *evidence_of(signatory, on_file)) for signatory in signatories]


def _judged(signatory: "Signatory", evidence: Evidence, about: str) -> Proof:
    enough, rule = _rule(signatory, evidence)
    return Proof(enough, evidence, domain_of(signatory), about, rule)


def what_counts(verification: Verification, kinds: Sequence[Kind]) -> str:
    """Say from which addresses, once confirmed, names of these kinds go on at once."""
    if verification == Verification.STAFF:
        return gettext("nothing: every name waits for your decision")
    counts = (COUNTS.get((verification, kind), COUNTS[Verification.PROOF, kind]) for kind in kinds)
    return "; ".join(map(str, counts)) or gettext("nothing until you choose who may sign")


def counting_domains(letter: Letter) -> list[str]:
    """Return the domains from which a legislator's signature counts at once; a star for each office's own."""
    return sorted(letter.trusted_domain_set - trust.in_vain(letter).keys())


def _rule(signatory: "Signatory", evidence: Evidence) -> tuple[bool, str | Promise]:
    """Return whether it is enough, and the letter's rule where that is what decides."""
    letter = signatory.letter
    if evidence == Evidence.NOTHING:
        return False, ""
    if letter.verification == Verification.STAFF:
        return False, STAFF
    if evidence in ENOUGH:
        return True, ""
    # A name somebody typed is no organization yet; and no letter takes a legislator's name from just anybody.
    nobody_yet = signatory.kind == Kind.LEGISLATOR or evidence == Evidence.NOT_IN_DIRECTORY
    if letter.verification == Verification.ANY_ADDRESS and not nobody_yet:
        return True, ANY
    if evidence in WITH_TRUST and _trusts(letter, domain_of(signatory), evidence):
        return True, TRUSTED
    return False, ""


def _trusts(letter: Letter, domain: str, evidence: Evidence) -> bool:
    """Whether the letter trusts the domain. A star trusts each office for its own member only."""
    itself, star = patterns_of(domain)
    return itself in letter.trusted_domain_set or (
        evidence == Evidence.OWN_DOMAIN and star in letter.trusted_domain_set
    )
