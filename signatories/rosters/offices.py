"""Which office a row belongs to: by what it says, by its address, by the contacts on file."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from directory.models import Contact, MailDomain, Organization, Term
from directory.states import DomainKind, is_free_mail, patterns_of

from ..imports.cells import facts_in
from ..matching import Certainty, Found, Legislature, Members, Organizations
from ..said import Facts
from .columns import HINT, Column
from .deciding import Office

BESIDE = frozenset({Column.STATE, Column.DISTRICT, Column.CHAMBER, Column.PARTY})


class Offices:
    """Everything that shows an office, read once for all addresses of a list. Without a legislature: organizations."""

    def __init__(self, where: Legislature, mailboxes: Iterable[str]) -> None:
        self.where = where
        self.members = Members(where)
        self.organizations = Organizations()
        self.on_file: defaultdict[str, list[Office]] = defaultdict(list)
        self.at_address: defaultdict[str, list[Office]] = defaultdict(list)
        self.at_domain: defaultdict[str, list[Office]] = defaultdict(list)
        self.chambers: defaultdict[str, set[str]] = defaultdict(set)
        self._read({mailbox for mailbox in mailboxes if mailbox})

    def _read(self, mailboxes: set[str]) -> None:
        domains = {mailbox.rpartition("@")[2] for mailbox in mailboxes}
        for contact in Contact.objects.filter(mailbox__in=mailboxes).select_related("legislator", "organization"):
            self.on_file[contact.mailbox].append(office_of(contact))
        terms = Term.objects.alias(mailed=Lower("email")).filter(Q(mailed__in=mailboxes) | Q(domain__in=domains))
        for term in terms.select_related("legislator"):
            self.at_address[term.email.lower()].append(Office.of_term(term))
            if term.runs_on(self.where.date):
                self.at_domain[term.domain].append(Office.of_term(term))
        for row in MailDomain.objects.covering(*domains).filter(kind=DomainKind.LEGISLATURE):
            if row.is_of(self.where.jurisdiction):
                self.chambers[row.domain].add(row.chamber)

    @cached_property
    def by_domain(self) -> dict[str, list[Office]]:
        """Return the organizations by their mail domain; free mail speaks for none."""
        found: defaultdict[str, list[Office]] = defaultdict(list)
        for each in self.organizations.all:
            if each.domain and not is_free_mail(each.domain):
                found[each.domain].append(Office.of(each))
        return found

    def find(self, says: dict[str, str], mailbox: str) -> Found:
        """Return the office; where what is said and what the address shows differ, both, to choose from."""
        said, on_file = self._said(says, mailbox), self.on_file.get(mailbox, [])
        shown = self._shown(mailbox)
        if said is None or (HINT in says and said.certainty == Certainty.NONE):
            return self._by_address(on_file, shown)
        if said.one in on_file:
            return Found(Certainty.SURE, [said.one])
        if said.one is not None:
            return said if not shown or said.one in shown else _differ(said.one, shown)
        both = [office for office in said.candidates if office in (*on_file, *shown)]
        if len(both) == 1:
            return Found(Certainty.SURE, both)
        if said.candidates or not (on_file or shown):
            return said
        return Found(Certainty.AMBIGUOUS, [*on_file, *shown], said.why)

    def _by_address(self, on_file: list[Office], shown: list[Office]) -> Found:
        """A mailbox on file serves all the offices where it is; one that is new must show one office."""
        if on_file:
            return Found(Certainty.SURE, on_file)
        if len(set(shown)) == 1:
            return Found(Certainty.SURE, shown[:1])
        if shown:
            return Found(Certainty.AMBIGUOUS, shown, _("The address is that of several offices."))
        return Found(Certainty.NONE, why=_("Nothing here shows which office this is."))

    def _shown(self, mailbox: str) -> list[Office]:
        """Return whose address this is, or whose mail domain. A subdomain belongs to the organization too."""
        if not mailbox:
            return []
        domain = mailbox.rpartition("@")[2]
        parents = [domain[start:] for start in range(len(domain)) if start == 0 or domain[start - 1] == "."]
        own = next((self.by_domain[parent] for parent in parents if parent in self.by_domain), [])
        return self.at_address.get(mailbox) or self.at_domain.get(domain) or own

    def _said(self, says: dict[str, str], mailbox: str) -> Found | None:
        """Return what the columns say of the office; None where they say nothing."""
        parts = f"{says.get(Column.MEMBER_FIRST, '')} {says.get(Column.MEMBER_LAST, '')}"
        member = says.get(Column.MEMBER) or says.get(HINT) or parts
        if member.strip() and self.where.jurisdiction:
            beside = {key: text for key, text in says.items() if key in BESIDE}
            facts = facts_in(beside).over(Facts(chamber=self._chamber_of(mailbox)))
            return as_offices(self.members.find_text(member, around=facts))
        if name := says.get(Column.ORGANIZATION, ""):
            found = self.organizations.find(name, state=facts_in({"state": says.get("state", "")}).state)
            return as_offices(found)
        return None

    def _chamber_of(self, mailbox: str) -> str:
        """Return the chamber whose offices alone write from this domain; "" where it tells nothing."""
        domain = mailbox.rpartition("@")[2]
        found = {chamber for pattern in patterns_of(domain) for chamber in self.chambers.get(pattern, ())}
        return found.pop() if len(found) == 1 else ""

    def look_up(self, typed: str) -> Found:
        """Return the office that staff typed: the label of one, or words that fit only one."""
        offices: list[Office] = []
        if self.where.jurisdiction:
            terms = Term.objects.of(self.where.jurisdiction).found_by(typed)[:50]
            offices += dict.fromkeys(map(Office.of_term, terms))
        offices += map(Office.of, Organization.objects.found_by(typed)[:50])
        return only_one([office for office in offices if office.label == typed] or offices)

    @property
    def suggestions(self) -> list[str]:
        """Return what the browser completes: those who sit there on the day, by name."""
        terms = Term.objects.in_office(self.where.date).of(self.where.jurisdiction).by_name()
        return [str(term) for term in terms] if self.where.jurisdiction else []


def office_of(contact: Contact) -> Office:
    if contact.organization:
        return Office.of(contact.organization)
    legislator: Any = contact.legislator
    return Office(f"l{legislator.pk}", str(legislator), legislator=legislator)


def only_one(offices: Sequence[Office]) -> Found:
    """Return the one office that fits what was typed, or say why there is none."""
    if len(offices) == 1:
        return Found(Certainty.SURE, list(offices))
    if offices:
        several = get_text_list([office.label for office in offices[:10]], _("or"))
        return Found(Certainty.AMBIGUOUS, list(offices), _("Whom do you mean: %(several)s?") % {"several": several})
    return Found(Certainty.NONE, why=_("The directory has nothing of this name."))


def as_offices(found: Found) -> Found:
    offices = [Office.of_term(each) if isinstance(each, Term) else Office.of(each) for each in found.candidates]
    return Found(found.certainty, offices, found.why)


def _differ(said: Office, shown: list[Office]) -> Found:
    why = _("The address is that of another office: %(office)s.") % {"office": shown[0].label}
    return Found(Certainty.AMBIGUOUS, [said, *shown], why)
