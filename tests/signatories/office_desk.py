"""An office as it comes to its own page."""

import re

from django.http import HttpResponse
from django.urls import reverse

from directory.models import Legislator, Organization
from letters.models import Letter
from signatories.models import OfficeLink
from tests.signatories.visitor import Visitor, mails_to


def link_to(mailbox: str) -> str:
    """Ask for the link in some browser, and return it as the mail has it."""
    visitor = Visitor()
    visitor.visit(reverse("signatories:ask_for_office"))
    visitor.send(email=mailbox)
    return re.findall(r"https?://[^/\s]+(\S*/office/\S+)", mails_to(mailbox, "office_link")[-1].text)[0]


def open_office(visitor: Visitor, link: str, surname: str) -> HttpResponse:
    """Open the link and say whose office it is; return the page."""
    visitor.visit(link)
    return visitor.send(surname=surname)


def office_page(mailbox: str, surname: str) -> str:
    return open_office(Visitor(), link_to(mailbox), surname).content.decode()


def at_letter(mailbox: str, letter: Letter, principal: Legislator | Organization, name: str) -> Visitor:
    """Return a browser in which this office's page of one letter is open."""
    visitor = Visitor()
    open_office(visitor, link_to(mailbox), name)
    uuid = OfficeLink.objects.filter(mailbox=mailbox).latest("pk").uuid
    kind = principal._meta.model_name
    visitor.visit(reverse("signatories:office_letter", args=[uuid, kind, principal.pk, letter.slug]))
    return visitor
