"""The closing page as staff use it."""

from datetime import datetime, timedelta

from django.test import Client
from django.utils.timezone import make_naive

from letters import workflow as letter_steps
from letters.clock import database_now
from letters.models import Letter
from signatories.admin.closing.line import Line
from signatories.models import Signatory
from signatories.workflow import plan_lead
from tests.factories import letters, signatories
from tests.letters.admin_site import url


def lines(client: Client, letter: Letter) -> dict[str, Line]:
    return {str(line.key): line for line in client.get(url("closing", letter)).context["lines"]}


def led_letter(**fields) -> tuple[Letter, Signatory]:
    """An open letter with one lead."""
    letter = letters.letter(**fields)
    lead = signatories.unsaved(letter, lead_position=1, email="")
    plan_lead(lead, by=None)
    letter_steps.publish(letter, by=None)
    lead.refresh_from_db()
    return letter, lead


def typed(letter: Letter, **moments: datetime) -> dict[str, str]:
    """Return what a person types for these moments on the letter's clock."""
    walls = {name: make_naive(moment, letter.zone) for name, moment in moments.items()}
    days = {f"{name}_0": f"{wall:%Y-%m-%d}" for name, wall in walls.items()}
    return days | {f"{name}_1": f"{wall:%H:%M}" for name, wall in walls.items()}


def tell(client: Client, letter: Letter, *, goes_out: float = 9, withdraw_by: float = 8):
    """Say that the letter goes out in so many days, by its page."""
    now = database_now()
    moments = {"goes_out_at": now + timedelta(days=goes_out), "withdraw_by": now + timedelta(days=withdraw_by)}
    return client.post(url("closing_notice", letter), typed(letter, **moments))


def agree(client: Client, letter: Letter, lead: Signatory, **more: str):
    data = {"lead": lead.pk, "version": letter.versions.order_by("-number").first().pk}
    return client.post(url("closing_agreement", letter), data | more, follow=True)
