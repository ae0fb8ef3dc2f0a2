"""Reading the replies of a letter: whom each asks for, and whether its addresses show an office."""

import re
from collections.abc import Sequence

from directory.models import MailDomain, Term
from directory.names import fold
from directory.states import DomainKind
from letters.models import Letter

from .. import proof
from ..mails import Message, Person, read_one
from ..mentions import Members, Mention, joined
from ..models import Reply, Signatory
from ..states import Evidence
from .proposal import Proposal, Row, mailbox_of

# Mail from the right house shows an office, though not which one; staff read the rest on the card.
AN_OFFICE = frozenset({Evidence.OWN_ADDRESS, Evidence.OWN_DOMAIN, Evidence.HOUSE, Evidence.CAUCUS})
IN_BRACKETS = re.compile(r"\(([^)]+)\)")


class Proposer:
    """Reads the replies of one letter; asks the database once for all of them."""

    def __init__(self, letter: Letter) -> None:
        self.letter = letter
        self.own = own_people(letter)
        self.chambers: dict[str, str] = {}  # of mail domains that were asked for
        self.terms = list(letter.seats().by_name()) if letter.takes_legislators else []
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
        own = {mailbox_of(person.address) for person in self.own}
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
