"""What a confirmed address is evidence of. One function answers for each kind of signatory."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.functions import Lower

from directory.models import GroupMember, MailDomain, Term, elsewhere, strongest
from directory.states import DomainKind, is_free_mail, patterns_of
from outbox.addresses import mailbox_of

from ..states import Evidence, Kind

if TYPE_CHECKING:
    from ..models import Signatory

OF_A_KIND = {
    DomainKind.LEGISLATURE: Evidence.HOUSE,
    DomainKind.PARTY_CAUCUS: Evidence.CAUCUS,
    DomainKind.SHARED_GOVERNMENT: Evidence.SHARED_GOVERNMENT,
    DomainKind.HISTORICAL: Evidence.FORMER_DOMAIN,
    DomainKind.OTHER: Evidence.ANYBODYS,
}

Found = tuple[Evidence, str]  # and what the directory has instead: a name, a domain


class OnFile:
    """What the directory has on these signatures: two queries for however many, none without legislators.

    A third where a letter is a group's alone to sign.
    """

    def __init__(self, signatories: Sequence["Signatory"]) -> None:
        self.seats: dict[int | None, list[Term]] = defaultdict(list)
        self.at_address: dict[str, list[Term]] = defaultdict(list)
        self.at_domain: dict[str, list[Term]] = defaultdict(list)
        self.mail_domains: dict[str, list[MailDomain]] = defaultdict(list)
        self.members: set[tuple[int, int]] = set()
        claims = [one for one in signatories if one.kind == Kind.LEGISLATOR and (one.mailbox or _by_link(one))]
        if claims:
            self._read(claims)

    def _read(self, claims: Sequence["Signatory"]) -> None:
        members = {claim.legislator_id for claim in claims}
        addresses = {address for claim in claims for address in (claim.mailbox, claim.email.lower())} - {None, ""}
        domains = {domain_of(claim) for claim in claims} - {""}
        known = Q(legislator__in=members) | Q(mailed__in=addresses) | Q(domain__in=domains)
        for term in Term.objects.alias(mailed=Lower("email")).filter(known).select_related("legislator"):
            self.seats[term.legislator_id].append(term)
            self.at_address[mailbox_of(term.email)].append(term)
            self.at_domain[term.domain].append(term)
        for row in MailDomain.objects.covering(*domains):
            self.mail_domains[row.domain].append(row)
        if groups := {claim.letter.signers_group_id for claim in claims} - {None}:
            places = GroupMember.objects.filter(group__in=groups, legislator__in=members)
            self.members = set(places.values_list("group", "legislator"))


def evidence_of(signatory: "Signatory", on_file: OnFile) -> Found:
    """Return what the signatory's address proves, or the personal link, which needs no address."""
    if not signatory.mailbox and not _by_link(signatory):
        return Evidence.NOTHING, ""
    if signatory.kind == Kind.LEGISLATOR:
        return _outside_group(signatory, on_file) or _of_legislator(signatory, on_file)
    if signatory.kind == Kind.ORGANIZATION:
        return _of_organization(signatory)
    if signatory.kind == Kind.INDIVIDUAL:
        return Evidence.OWN_NAME, ""
    return _of_somebody(domain_of(signatory))


def _by_link(signatory: "Signatory") -> bool:
    """Whether it came by a personal link that is good."""
    link = signatory.invitation
    return link is not None and link.legislator_id == signatory.legislator_id and link.revoked_at is None


def domain_of(signatory: "Signatory") -> str:
    return (signatory.mailbox or "").rpartition("@")[2]


def _outside_group(signatory: "Signatory", on_file: OnFile) -> Found | None:
    """Return which group alone signs the letter, if this legislator is not in it: no address outweighs that."""
    group = signatory.letter.signers_group_id
    if group is None or (group, signatory.legislator_id) in on_file.members:
        return None
    return Evidence.NOT_IN_GROUP, str(signatory.letter.signers_group)


def _of_legislator(signatory: "Signatory", on_file: OnFile) -> Found:
    letter, domain = signatory.letter, domain_of(signatory)
    if _by_link(signatory):
        return Evidence.PERSONAL_LINK, ""
    own = [
        term
        for term in on_file.seats[signatory.legislator_id]
        if term.runs_on(letter.date)
        and term.jurisdiction == letter.jurisdiction
        and letter.chamber in ("", term.chamber)
    ]
    # First whose else it is: two members may have one address on file, by a mistake of the source or in fact.
    if other := _another(signatory, on_file.at_address[signatory.mailbox or ""]):
        return Evidence.ANOTHERS_ADDRESS, other
    if signatory.mailbox in [mailbox_of(term.email) for term in own]:
        return Evidence.OWN_ADDRESS, ""
    if other := _another(signatory, on_file.at_domain[domain]):
        return Evidence.ANOTHERS_DOMAIN, other
    if domain in [term.domain for term in own] and not is_free_mail(domain):
        return Evidence.OWN_DOMAIN, ""
    rows = [row for pattern in patterns_of(domain) for row in on_file.mail_domains[pattern]]
    return _of_house(signatory, rows) or _of_somebody(domain)


def _another(signatory: "Signatory", terms: Sequence[Term]) -> str:
    """Return whose these are, if they are somebody else's on the letter's date."""
    others = (term for term in terms if term.legislator_id != signatory.legislator_id)
    return next((term.legislator.full_name for term in others if term.runs_on(signatory.letter.date)), "")


def _of_house(signatory: "Signatory", rows: Sequence[MailDomain]) -> Found | None:
    """Return what the table of mail domains says: chamber and legislature must be those of the claim."""
    if kind := strongest(rows, signatory.letter.jurisdiction, signatory.chamber):
        return OF_A_KIND[kind], ""
    other = elsewhere(rows)
    return (Evidence.WRONG_HOUSE, other) if other else None


def _of_organization(signatory: "Signatory") -> Found:
    if signatory.organization is None:
        return Evidence.NOT_IN_DIRECTORY, ""
    on_file = signatory.organization.domain
    if not on_file:
        return Evidence.NO_DOMAIN_ON_FILE, ""
    if is_free_mail(on_file):
        return Evidence.FREE_MAIL_ON_FILE, on_file
    inside = f".{domain_of(signatory)}".endswith(f".{on_file}")
    return (Evidence.ORGANIZATIONS_DOMAIN if inside else Evidence.ANOTHER_DOMAIN), on_file


def _of_somebody(domain: str) -> Found:
    return (Evidence.ANYBODYS if is_free_mail(domain) else Evidence.MAILBOX), ""
