"""One reply with what was read out of it, and what speaks against it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Term
from letters.models import Letter
from outbox.addresses import canonical, validate_mailbox

from .. import principals
from ..fields import WEB_ADDRESS, clean_line
from ..mails import Mail, Message, Wish
from ..models import Reply, Signatory

DOUBTS = {
    Wish.NO: gettext_lazy("It says no."),
    Wish.BOTH: gettext_lazy("It says yes and no: read it."),
    Wish.QUESTION: gettext_lazy("It asks something, and does not say that anybody signs."),
    Wish.NOTHING: gettext_lazy("Nothing in it asks to be added."),
}


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
            principals.legislator(self.letter, row.one, email=address, mailbox=mailbox_of(address))
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


def mailbox_of(address: str) -> str | None:
    """Return the mailbox, or None of what is no address."""
    try:
        return canonical(address)
    except ValueError:
        return None


def _line(text: str) -> str:
    """Return the line as the forms take it: a receipt must not carry a web address to people who trust it."""
    return "" if WEB_ADDRESS.search(text) else clean_line(text)[:120]
