"""What the application proposes for a reply: whom to add, for whom asked, when; and what speaks against it.

It proposes, staff decide. Only what is clear in every respect is offered without a second look.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import MailDomain, Term
from directory.names import fold
from directory.states import DomainKind
from letters.models import Letter
from outbox.addresses import canonical, validate_mailbox

from . import principals, proof
from .fields import WEB_ADDRESS, clean_line
from .mails import Mail, Message, Person, Wish, read_one
from .mentions import Members, Mention, joined
from .models import Reply, Signatory
from .states import Evidence

# Mail from the right house shows an office, though not which one; staff read the rest on the card.
AN_OFFICE = frozenset({Evidence.OWN_ADDRESS, Evidence.OWN_DOMAIN, Evidence.HOUSE, Evidence.CAUCUS})
DOUBTS = {
    Wish.NO: gettext_lazy("It says no."),
    Wish.BOTH: gettext_lazy("It says yes and no: read it."),
    Wish.QUESTION: gettext_lazy("It asks something, and does not say that anybody signs."),
    Wish.NOTHING: gettext_lazy("Nothing in it asks to be added."),
}
IN_BRACKETS = re.compile(r"\(([^)]+)\)")


@dataclass(frozen=True)
class Row:
    """One name that the mail asks for: one member, or several of whom staff choose one."""

    terms: tuple[Term, ...]
    sure: bool
    on_already: tuple[Term, ...] = ()

    @property
    def one(self) -> Term | None:
        """The member, where nobody has to choose."""
        return self.terms[0] if self.sure and len(self.terms) == 1 else None

    @property
    def is_on(self) -> bool:
        """Whether nothing is left to add."""
        return set(self.terms) <= set(self.on_already)


@dataclass
class Proposal:
    """A reply with what was read out of it."""

    reply: Reply
    letter: Letter
    mail: Mail
    rows: list[Row] = field(default_factory=list)
    conflicts: list[Term] = field(default_factory=list)  # of whom the signature block or the address speaks instead
    unproven: list[str] | None = None  # what the addresses do not prove; not known before `Proposer.prove`

    @property
    def message(self) -> Message:
        """The message that asks."""
        return self.mail.message

    @property
    def wish(self) -> Wish:
        return self.message.wish[0]

    @property
    def sentence(self) -> str:
        """What decided."""
        return self.message.wish[1]

    @property
    def role(self) -> str:
        return self.message.parts.role

    @property
    def received_at(self) -> datetime | None:
        return self.message.sent_at

    @cached_property
    def email(self) -> str:
        """The sender's address, if mail can be sent to it."""
        address = self.message.sender.address
        try:
            validate_mailbox(address)
        except ValidationError:
            return ""
        return address

    @property
    def is_early(self) -> bool:
        """Whether it was sent before the letter opened: offices answer the Dear Colleague."""
        opens = self.letter.opens_at
        return bool(self.received_at and opens and self.received_at < opens)

    @property
    def counts_from(self) -> datetime | None:
        """When it counts as received: when it was sent; what came early, from the opening."""
        return self.letter.opens_at if self.is_early else self.received_at

    @property
    def says_no(self) -> bool:
        return self.wish in (Wish.NO, Wish.BOTH)

    @property
    def asks_plainly(self) -> bool:
        """Whether adding is the likely answer: it says yes, and holds nothing that another mail may say."""
        return self.wish == Wish.YES and not self.mail.may_hold_another

    @property
    def is_on(self) -> bool:
        return bool(self.rows) and all(row.is_on for row in self.rows)

    @property
    def takes(self) -> bool:
        """Whether the letter took signatures when this counts as received."""
        at = self.counts_from or self.letter.now
        return self.letter.takes_at(at) and at <= self.letter.now

    @property
    def can_add(self) -> bool:
        return bool(self.rows) and self.takes and not self.is_on and not self.says_no

    @property
    def clear(self) -> bool:
        """Whether it may be added without looking twice."""
        return self.can_add and self.unproven == [] and not self.doubts and all(row.one for row in self.rows)

    @cached_property
    def doubts(self) -> list[str]:
        """What speaks against adding it just so, in sentences."""
        said = [str(DOUBTS[self.wish])] if self.wish in DOUBTS else []
        if self.mail.may_hold_another:
            said.append(_("There may be another mail in this one: look."))
        return [*said, *self._doubts_about_members(), *(self.unproven or ()), *self._doubts_about_time()]

    @property
    def claims(self) -> list[Signatory]:
        """Each name that is asked for, as claimed from each address the mail came through. Unsaved."""
        through = [self.message.sender, *self.mail.forwarders]
        return [
            principals.legislator(self.letter, row.one, email=address, mailbox=_mailbox(address))
            for row in self.rows
            if row.one
            for address in dict.fromkeys(person.address for person in through)
        ]

    def _doubts_about_members(self) -> Iterable[str]:
        if not self.rows and self.wish not in (Wish.NOTHING, Wish.QUESTION):
            yield _("It names nobody who sits where this letter is signed. “Correct” lets you type the name.")
        if any(row.one is None for row in self.rows):
            yield (
                _("Several could be meant: choose.")
                if any(len(row.terms) > 1 for row in self.rows)
                else _("The name is not quite the one of the directory: look before you choose it.")
            )
        for row in self.rows:
            if row.is_on:
                names = ", ".join(term.legislator.full_name for term in row.terms)
                yield _("%(name)s is on the letter already.") % {"name": names}
        if self.conflicts:
            names = ", ".join(map(str, self.conflicts))
            yield _("The sender seems to work for somebody else: %(name)s.") % {"name": names}

    def _doubts_about_time(self) -> Iterable[str]:
        if not str(self.message.sender):
            yield _("It does not say who sent it.")
        if self.received_at is None:
            yield _("It does not say when it was sent: added, it counts as received now.")
        elif self.received_at > self.letter.now:
            yield _("It was sent in the future. “Correct” lets you type the time.")
        elif self.is_early and self.takes:
            yield _("It was sent before the letter opened; it counts from its opening.")
        elif self.is_early and self.letter.opens_at_local:
            opens = f"{date_format(self.letter.opens_at_local, 'DATETIME_FORMAT')} {self.letter.zone_label}"
            yield _("The letter is not open yet. This mail can be added from %(when)s on; it waits here.") % {
                "when": opens
            }
        elif not self.takes and self.letter.closes_at_local:
            closed = f"{date_format(self.letter.closes_at_local, 'DATETIME_FORMAT')} {self.letter.zone_label}"
            yield _("It came late: the letter closed %(when)s.") % {"when": closed}

    def signatory_fields(self) -> dict[str, object]:
        """Return who asked and when, as a signatory keeps it."""
        names = {"agent_name": _line(self.message.sender.name), "agent_role": _line(self.role)}
        mailbox = canonical(self.email) if self.email else None
        return names | {"email": self.email, "mailbox": mailbox, "received_at": self.counts_from}


def _mailbox(address: str) -> str | None:
    try:
        return canonical(address)
    except ValueError:
        return None


def _line(text: str) -> str:
    """Return the line as the forms take it: a receipt must not carry a web address to people who trust it."""
    return "" if WEB_ADDRESS.search(text) else clean_line(text)[:120]


class Proposer:
    """Reads the replies of one letter; asks the database once for all of them."""

    def __init__(self, letter: Letter) -> None:
        self.letter = letter
        self.own = own_people(letter)
        self.chambers: dict[str, str] = {}  # of mail domains that were asked for
        terms = Term.objects.in_office(letter.date).of(letter.jurisdiction, letter.chamber).by_name()
        self.terms = list(terms) if letter.takes_legislators else []
        self.members = Members(self.terms)
        confirmed = Signatory.objects.confirmed().filter(letter=letter, legislator__isnull=False)
        self.on = dict(confirmed.values_list("legislator", "lead_position"))

    def propose(self, reply: Reply) -> Proposal:
        """Return what the reply asks for."""
        mail = read_one(reply.raw, self.letter.zone, self.own, now=reply.at)
        proposal = Proposal(reply, self.letter, mail)
        office = self._of_office(mail.message)
        rows = self._asked_for(mail.message, office)
        proposal.rows = [self._row(mention) for mention in self._without_leads(rows)]
        meant = {term for row in proposal.rows for term in row.terms}
        if rows and office and not any(meant & set(mention.terms) for mention in office):
            proposal.conflicts = [term for mention in office for term in mention.terms]
        return proposal

    def prove(self, proposals: Sequence[Proposal]) -> None:
        """Say of each what the addresses do not prove, at two queries for all.

        Anybody can write "please add Rep. Lofgren", or pass on a mail that her office never wrote.
        """
        claims = [(proposal, claim) for proposal in proposals for claim in proposal.claims]
        proofs = proof.of_all([claim for _proposal, claim in claims])
        for proposal in proposals:
            proposal.unproven = []
        own = {_mailbox(person.address) for person in self.own}
        for (proposal, claim), proven in zip(claims, proofs, strict=True):
            fine = proven.enough or proven.evidence in AN_OFFICE or claim.mailbox in own - {None}
            if not fine and (said := str(proven)) not in (proposal.unproven or ()):
                proposal.unproven = [*(proposal.unproven or ()), said]

    def _asked_for(self, message: Message, office: list[Mention]) -> list[Mention]:
        """Return those named where it is asked, else whose office writes, else those named anywhere."""
        asked = self._named_in(message.wish[1])
        if asked:
            return [self._narrowed(mention, office) for mention in asked]
        return office or self._named_in(message.parts.text) or self._named_in(message.subject)

    def _named_in(self, text: str) -> list[Mention]:
        return [mention for mention in self.members.named_in(text) if not mention.about_letter]

    def _of_office(self, message: Message) -> list[Mention]:
        """Return whose office writes: by the address if the directory knows it, else by the signature block."""
        if own := self._by_address(message.sender.address):
            return [Mention((own,))]
        sender = message.sender.name
        brackets = "\n".join(f"Rep. {name}\nSen. {name}" for name in IN_BRACKETS.findall(sender))
        signed = joined(self._named_in(f"{message.parts.signature}\n{brackets}"))
        titled = [mention for mention in signed if mention.titled]
        if signed and not titled:
            return [Mention(mention.terms, sure=not self._is_named(sender, mention)) for mention in signed]
        chamber = self._chamber_of(message.sender.address)
        return [self._of_chamber(mention, chamber) for mention in titled]

    def _is_named(self, sender: str, mention: Mention) -> bool:
        """Whether the sender has the member's own name: the member, or somebody of the same name."""
        words = set(fold(IN_BRACKETS.sub("", sender)).split())
        return any({*fold(term.legislator.last).split()} <= words for term in mention.terms)

    def _by_address(self, address: str) -> Term | None:
        """Return the one member whose own address, or whose office's own mail domain, this is."""
        address = address.lower()
        domain = address.rpartition("@")[2]
        own = [term for term in self.terms if term.email and term.email.lower() == address]
        own = own or [term for term in self.terms if term.domain and term.domain == domain]
        return own[0] if address and len({term.legislator_id for term in own}) == 1 else None

    def _chamber_of(self, address: str) -> str:
        """Return the chamber whose offices alone use the domain of this address; "" where that tells nothing."""
        domain = address.lower().rpartition("@")[2]
        if not domain or self.letter.chamber:
            return ""
        if domain not in self.chambers:
            known = MailDomain.objects.covering(domain).filter(jurisdiction=self.letter.jurisdiction)
            found = {*known.filter(kind=DomainKind.LEGISLATURE).values_list("chamber", flat=True)}
            self.chambers[domain] = found.pop() if len(found) == 1 else ""
        return self.chambers[domain]

    def _of_chamber(self, mention: Mention, chamber: str) -> Mention:
        terms = tuple(term for term in mention.terms if term.chamber == chamber)
        return Mention(terms, mention.sure) if terms else mention

    def _narrowed(self, mention: Mention, office: list[Mention]) -> Mention:
        """Of namesakes, the one whose office writes."""
        for other in office:
            both = tuple(term for term in mention.terms if term in other.terms)
            if both and other.sure:
                return Mention(both, sure=True)
        return mention

    def _without_leads(self, mentions: list[Mention]) -> list[Mention]:
        """Leave out those who lead the letter, when others are named: the mail speaks of them, not for them."""
        others = [each for each in mentions if not all(self.on.get(term.legislator_id) for term in each.terms)]
        return others or mentions

    def _row(self, mention: Mention) -> Row:
        already = tuple(term for term in mention.terms if term.legislator_id in self.on)
        return Row(mention.terms, mention.sure, already)


def own_people(letter: Letter) -> tuple[Person, ...]:
    """Return those who write for the letter itself: what they say is never somebody's wish to sign."""
    return (Person(letter.contact_name, letter.contact_email),)
