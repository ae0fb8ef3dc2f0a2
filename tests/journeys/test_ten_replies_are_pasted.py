"""Pilar pastes what came to the lead's office overnight: ten replies in one go, and one saved as a file."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from directory.models import MailDomain
from letters.clock import database_now
from letters.models import Letter
from signatories import workflow
from signatories.models import Signatory
from signatories.proposals import Proposal
from tests.factories import signatories
from tests.factories.letters import published_letter
from tests.signatories.desk import HIDDEN, told
from tests.signatories.visitor import Mail, Visitor

pytestmark = pytest.mark.django_db

OUTLOOK = """From: {name} <{address}>
Sent: {sent:%A, %B %d, %Y %I:%M %p}
To: Sullivan, George
Subject: {subject}

{text}
"""


class Overnight:
    """A letter that closed at a moment of this night, and the mails that came before and after."""

    def __init__(self) -> None:
        now = database_now().replace(second=0, microsecond=0)
        MailDomain.objects.create(domain="mail.house.gov", jurisdiction="US", chamber="lower")
        self.closes = now - timedelta(hours=2)
        self.letter = published_letter(
            title="End it",
            chamber="lower",
            time_zone="America/Phoenix",  # where no clock is ever changed
            at=now - timedelta(days=3),
            closes_at=self.closes,
            contact_name="George Sullivan",
            contact_email="george.sullivan@mail.house.gov",
        )
        self.members = {last: self.seat(first, last, state, district) for first, last, state, district in MEMBERS}
        self.members["Rogers MI"] = self.seat("Mike", "Rogers", "MI", "8")

    def seat(self, first: str, last: str, state: str, district: str) -> Any:
        return signatories.seat(
            self.letter, first=first, last=last, state=state, district=district, party="Democrat", phone=""
        )

    def at(self, hours: float) -> datetime:
        """Return a moment before the deadline (after it when negative), as clocks show it where the letter closes."""
        return (self.closes - timedelta(hours=hours)).astimezone(self.letter.zone)

    def mail(self, name: str, text: str, *, hours: float = 5, subject: str = "RE: Serrano letter") -> str:
        address = f"{name.lower().replace(' ', '.')}@mail.house.gov"
        return OUTLOOK.format(name=name, address=address, sent=self.at(hours), subject=subject, text=text)


MEMBERS = [
    ("José E.", "Serrano", "NY", "16"),
    ("Mike", "Honda", "CA", "15"),
    ("Raúl", "Grijalva", "AZ", "7"),
    ("Zoe", "Lofgren", "CA", "16"),
    ("Judy", "Chu", "CA", "32"),
    ("Mike", "Rogers", "AL", "3"),
    ("Jared", "Polis", "CO", "2"),
    ("Luis", "Gutiérrez", "IL", "4"),
    ("Barbara", "Lee", "CA", "9"),
    ("Keith", "Ellison", "MN", "5"),
    ("Maxine", "Waters", "CA", "35"),
]


def ten(night: Overnight) -> str:
    """Return the ten as Pilar's mail program copies them, one below the other."""
    inner = night.mail("Bea Ortiz", "George, please add Congresswoman Zoe Lofgren.\n\nBea Ortiz\nCounsel", hours=30)
    between = night.mail("Cal Price", "See below.\n\n---------- Forwarded message ---------\n" + inner, hours=20)
    return "\n".join(
        [
            night.mail("Jane Doe", "George - please add my boss, Mike Honda.\n\nThanks,\nJane\nLegislative Assistant"),
            night.mail(
                "Al Ruiz", "Count us in!\n\nAl Ruiz\nScheduler\nOffice of Congressman Raúl M. Grijalva (AZ-07)"
            ),
            night.mail("Pat Kim", "FYI\n\n---------- Forwarded message ---------\n" + between, subject="FW: sign on"),
            night.mail("Dee Fox", "Please do NOT add Rep. Judy Chu to this letter. Thank you."),
            night.mail("Ed Gray", "Rep. Jared Polis and Rep. Luis Gutierrez would like to sign on.\n\nEd Gray\nAide"),
            night.mail("Flo Hall", "Please add Congressman Mike Rogers to the Serrano letter."),
            night.mail("Gil Ives", "Please add Rep. Barbara Lee.", hours=-1),
            night.mail("Hal Jay", "Congressman Serrano will sign on, of course."),
            night.mail("Ida King", "When does the Serrano letter close? Rep. Ellison may want to join."),
            night.mail("Jo Lane", "Thanks for the coffee!"),
        ]
    )


def html_only(night: Overnight) -> SimpleUploadedFile:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Kit Moss <kit.moss@mail.house.gov>", "george.sullivan@mail.house.gov"
    mail["Date"], mail["Subject"] = night.at(4), "Re: letter"
    page = "<style>p{color:red}</style><p>Hi George,</p><p>Please add <b>Rep.&nbsp;Maxine Waters</b>.</p><p>Kit Moss"
    mail.set_content(f"{page}<br>Legislative Director</p><script>steal()</script>", subtype="html")
    return SimpleUploadedFile("letter.eml", mail.as_bytes())


def shown(pilar: Visitor, page: str) -> dict[str, Proposal]:
    """Return what the page proposes, by who asks."""
    found = pilar.client.get(page).context["cards"]
    return {card["proposal"].message.sender.name: card["proposal"] for card in found if card["proposal"]}


def press(pilar: Visitor, page: str, do: str, **typed: Any) -> Any:
    """Press a button, sending the token that stands on the page."""
    token = dict(HIDDEN.findall(pilar.client.get(page).content.decode()))["csrfmiddlewaretoken"]
    return pilar.client.post(page, {"do": do, "csrfmiddlewaretoken": token} | typed, follow=True)


def on(letter: Letter) -> list[str]:
    return sorted(letter.signatories.confirmed().values_list("printed_name", flat=True))


def test_pilar_adds_ten_replies(pilar: Visitor, post: Callable[[str], list[Mail]]) -> None:
    night = Overnight()
    workflow.enter(signatories.unsaved(night.letter, term=night.members["Serrano"], received_at=night.at(40)), by=None)
    page = reverse("admin:signatories_signatory_replies", args=[night.letter.pk])

    read = press(pilar, page, "give", text=ten(night), files=[html_only(night)])
    found = shown(pilar, page)

    assert told(read) == ["11 mails were read."]
    assert {who: proposal.wish for who, proposal in found.items()} == {
        "Jane Doe": "yes", "Al Ruiz": "yes", "Bea Ortiz": "yes", "Dee Fox": "no", "Ed Gray": "yes", "Flo Hall": "yes",
        "Gil Ives": "yes", "Hal Jay": "yes", "Ida King": "question", "Jo Lane": "nothing", "Kit Moss": "yes",
    }  # fmt: skip
    assert [who for who, proposal in found.items() if proposal.clear] == [
        "Jane Doe", "Al Ruiz", "Bea Ortiz", "Ed Gray", "Kit Moss",
    ]  # fmt: skip
    assert [str(person) for person in found["Bea Ortiz"].mail.forwarders] == ["Cal Price", "Pat Kim"]
    assert found["Gil Ives"].doubts[0].startswith("It came late: the letter closed ")
    assert found["Hal Jay"].doubts == ["José E. Serrano is on the letter already."]
    assert (found["Gil Ives"].can_add, found["Hal Jay"].can_add, found["Jo Lane"].can_add) == (False, False, False)

    first = press(pilar, page, "add", **{"reply": found["Jane Doe"].reply.pk, "row-0": night.members["Honda"].pk})
    rest = press(pilar, page, "add_clear", shown=[proposal.reply.pk for proposal in found.values()])

    assert " ".join(told(first)) == (
        "Added: Mike Honda is on the letter. Told by mail: jane.doe@mail.house.gov. "
        "Tell the office: neither a working e-mail address nor a phone is on file."
    )
    assert [said.partition(" is on")[0] for said in told(rest)] == [
        "Added: Raúl Grijalva", "Added: Zoe Lofgren", "Added: Jared Polis", "Added: Luis Gutiérrez",
        "Added: Maxine Waters",
    ]  # fmt: skip
    honda = Signatory.objects.get(printed_name="Mike Honda")
    assert (honda.agent_name, honda.agent_role) == ("Jane Doe", "Legislative Assistant")
    assert (honda.authority, honda.source, honda.received_at) == ("Asked by e-mail", "staff", night.at(5))
    assert "please add my boss" in honda.reply.raw
    assert "Mike Honda" in post("jane.doe@mail.house.gov")[0].text

    unchosen = press(pilar, page, "add", reply=found["Flo Hall"].reply.pk)
    michigan = night.members["Rogers MI"]
    press(pilar, page, "add", **{"reply": found["Flo Hall"].reply.pk, "row-0": michigan.pk})
    press(pilar, page, "set_aside", reply=found["Dee Fox"].reply.pk, reason="She asked not to be added.")
    late = press(pilar, page, "add", **{"reply": found["Gil Ives"].reply.pk, "row-0": night.members["Lee"].pk})
    again = press(pilar, page, "give", text=ten(night))

    assert told(unchosen) == ["Choose who signs, then press Add."]
    assert told(late) == ["The letter did not take signatures when this was received. Extend it first."]
    assert [said.split(" (")[1].split(")")[0] for said in told(again)] == [
        "Added", "Added", "Added", "Set aside", "Added", "Added", "To decide", "To decide", "To decide", "To decide",
    ]  # fmt: skip
    assert Signatory.objects.get(us_state="MI").legislator == michigan.legislator
    assert on(night.letter) == [
        "Jared Polis", "José E. Serrano", "Luis Gutiérrez", "Maxine Waters", "Mike Honda", "Mike Rogers",
        "Raúl Grijalva", "Zoe Lofgren",
    ]  # fmt: skip
    aside = night.letter.trail.get(verb="set_aside")
    assert (aside.reply, aside.reason) == (found["Dee Fox"].reply, "She asked not to be added.")
