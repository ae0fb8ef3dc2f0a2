"""Mails as staff see them before they go: what strangers wrote in them stays text on the page."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from signatories import colleague, writing
from signatories.models import Signatory
from tests.factories import signatories
from tests.factories.letters import published_letter
from tests.signatories.reminding_desk import asked

pytestmark = pytest.mark.django_db
NAME = "</textarea></pre><form action=/admin/>"


@pytest.mark.parametrize("page", ["colleague", "copy", "invite", "reminders_preview", "closing", "order"])
def test_a_name_that_is_markup_is_text_on_every_page_that_shows_it(page: str) -> None:
    made = published_letter(title=f"Of {NAME}", contact_name=NAME, dear_colleague=f"Join {NAME}.")
    target = asked(made, at="jo@office.example")
    signed = signatories.confirmed(made, term=signatories.seat(made, last="Lead"))
    Signatory.objects.filter(pk=signed.pk).update(printed_name=NAME, lead_position=1)
    target.legislator.contacts.update(name=NAME)
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("staff"))
    query = {"again": "on"} if page == "invite" else {}

    shown = client.get(reverse(f"admin:letters_letter_{page}", args=[made.pk]), query).content.decode()

    assert "&lt;/textarea&gt;" in shown
    assert "<form action=/admin/>" not in shown


def test_the_text_of_a_mail_vouches_for_nothing() -> None:
    made = published_letter(dear_colleague=NAME)

    mail = writing.rendered("reminder", made, {}, language="en")
    note = colleague.as_text(colleague.dear_colleague(made))

    assert [type(text) for text in (mail["subject"], mail["text"], note)] == [str, str, str]
    assert NAME in note
