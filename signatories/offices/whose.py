"""Whose office a mailbox is. Read anew for every page: whoever left an office sees nothing of it any more."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.db.models.functions import Lower

from directory.models import Contact, GroupMember, Legislator, Organization, Term
from directory.names import fold
from directory.states import Left, is_free_mail
from letters.models import Letter
from outbox.addresses import canonical

from .. import tokens
from ..states import Kind


@dataclass(frozen=True)
class Office:
    """One legislator's office or one organization, as the directory knows it."""

    principal: Legislator | Organization
    seats: list[Term] = field(default_factory=list, compare=False)
    groups: set[int] = field(default_factory=set, compare=False)

    @property
    def kind(self) -> Kind:
        return Kind.LEGISLATOR if isinstance(self.principal, Legislator) else Kind.ORGANIZATION

    @property
    def key(self) -> tuple[str, int]:
        """What addresses name it by."""
        return self.kind.value, self.principal.pk

    @property
    def name(self) -> str:
        return self.principal.full_name if isinstance(self.principal, Legislator) else str(self.principal)

    def is_named(self, typed: str) -> bool:
        """Whether this is a surname of the member, or the name of the organization (two of its words are enough)."""
        if isinstance(self.principal, Legislator):
            return tokens.is_surname_of(self.principal.full_name, typed)
        wanted, name = fold(typed), fold(self.principal.name)
        return bool(wanted) and (wanted == name or (" " in wanted and f" {wanted} " in f" {name} "))

    def may_sign(self, letter: Letter) -> bool:
        """Whether the letter is this office's to sign, whatever the clock says."""
        if self.kind == Kind.ORGANIZATION:
            return letter.takes_organizations
        group = letter.signers_group_id
        if not letter.takes_legislators or (group is not None and group not in self.groups):
            return False
        return self.seat(letter) is not None

    def seat(self, letter: Letter) -> Term | None:
        """Return the term in which a member signs the letter."""
        return next(
            (
                seat
                for seat in self.seats
                if seat.runs_on(letter.date)
                and seat.jurisdiction == letter.jurisdiction
                and letter.chamber in ("", seat.chamber)
            ),
            None,
        )

    def who_reads(self, mailbox: str) -> dict[str, object]:
        """Return name and role of the contact with this mailbox, as a form asks for them; nothing of nobody."""
        contact = self.principal.contacts.filter(mailbox=mailbox, left=Left.HERE).first()
        return {"agent_name": contact.name, "agent_role": contact.does} if contact and contact.name else {}


def served_by(mailbox: str, on: date) -> list[Office]:
    """Return the offices that the directory knows by this mailbox on this day, by name.

    A contact who has not left, of however many members; the address or the domain of one member's office alone; the
    domain of an organization. As for signing, what several members have on file is proof of none (docs/adr/0011).
    """
    # Who has left is known by what stands before the @: a tag or a sub-domain makes no other person of anybody.
    person = mailbox.partition("@")[0].partition("+")[0]
    spelled = Q(mailbox=mailbox) | Q(mailbox__startswith=f"{person}@") | Q(mailbox__startswith=f"{person}+")
    contacts = list(Contact.objects.filter(spelled).select_related("legislator", "organization"))
    here = [each.office for each in contacts if each.left == Left.HERE and each.mailbox == mailbox]
    gone = [each.office for each in contacts if each.left != Left.HERE]
    known = [*here, *_members(mailbox, on), *_organizations(mailbox)]
    principals = {(type(one), one.pk): one for one in known if one in here or one not in gone}
    return _with_seats(sorted(map(Office, principals.values()), key=lambda office: office.principal.sort_name))


def _members(mailbox: str, on: date) -> list[Legislator]:
    domain = mailbox.rpartition("@")[2]
    terms = Term.objects.in_office(on).alias(mailed=Lower("email")).select_related("legislator")
    rows = list(terms.filter(Q(mailed__endswith=f"@{domain}") | Q(domain=domain)))
    named = {row.legislator_id: row.legislator for row in rows if row.email and _is(row.email, mailbox)}
    sharing = {row.legislator_id: row.legislator for row in rows if row.domain == domain and not is_free_mail(domain)}
    return [one for found in (named, sharing) if len(found) == 1 for one in found.values()]


def _is(address: str, mailbox: str) -> bool:
    try:
        return canonical(address) == mailbox
    except ValueError:
        return False


def _organizations(mailbox: str) -> list[Organization]:
    labels = mailbox.rpartition("@")[2].split(".")
    domains = [".".join(labels[start:]) for start in range(len(labels) - 1)]
    return list(Organization.objects.filter(domain__in=[domain for domain in domains if not is_free_mail(domain)]))


def _with_seats(offices: list[Office]) -> list[Office]:
    """Add where each member sits and sat, and in which groups: what decides which letters are theirs to sign."""
    members = {office.principal.pk: office for office in offices if office.kind == Kind.LEGISLATOR}
    for term in Term.objects.filter(legislator__in=members):
        members[term.legislator_id].seats.append(term)
    for group, legislator in GroupMember.objects.filter(legislator__in=members).values_list("group", "legislator"):
        members[legislator].groups.add(group)
    return offices
