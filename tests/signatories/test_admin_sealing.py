"""Staff seal a letter from its page, and say in public what has to be said of a sealed name."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.test import Client
from django.urls import reverse

from letters import workflow as letter_steps
from letters.models import Letter
from outbox.models import OutgoingEmail
from signatories.models import Dissociation, Erratum, Seal, TrailEntry
from signatories.states import State, Verb
from signatories.templatetags.signatures_admin import trail_url
from tests.factories import signatories
from tests.factories.seals import closed_petition, later, name_on, seal_of, sealed_petition
from tests.letters.admin_site import messages, staff, take, url
from tests.signatories import desk
from tests.signatories.visitor import mails_to

pytestmark = pytest.mark.django_db


def text_of(response: Any) -> str:
    return " ".join(response.text.split())


def steps_on(client: Client, letter: Letter) -> list[str]:
    return [name for name, _step in client.get(url("change", letter)).context["steps"]]


def test_the_page_before_the_button_says_what_is_sealed(client: Client) -> None:
    staff(client)
    letter = closed_petition("Ana Vega", "Bo Lind", unlisted=1)
    signatories.Signatory.objects.filter(pk=name_on(letter, "Bo Lind").pk).update(state=State.HELD, confirmed_at=None)

    text = text_of(client.get(url("step", letter, "seal")))

    assert "2 names are frozen with the text, in the letter's order. 1 of them is counted and not named." in text
    assert f"The text is version 1, SHA-256 <code>{letter.versions.get().sha256}</code>" in text
    assert f'href="{url("paper_pdf", letter)}"' in text
    assert "1 name is held for staff, and would be left for a supplement: decide about it first." in text


def test_of_two_who_press_the_second_is_told(client: Client) -> None:
    ana = staff(client)
    letter = closed_petition()
    assert steps_on(client, letter)[0] == "seal"

    first, second = (client.post(url("step", letter, "seal"), {"reason": "Goes out today."}) for _ in range(2))

    assert (first["Location"], second.status_code) == (url("change", letter), 422)
    assert messages(second)[-1].startswith("This letter is sealed, since ")
    assert (seal_of(letter).by, Seal.objects.count()) == (ana, 1)
    entry = TrailEntry.objects.get(verb=Verb.SEALED)
    assert (entry.by, entry.reason) == (ana, "Goes out today.")
    assert {"seal", "extend"}.isdisjoint(steps_on(client, letter))
    shown = [
        client.get(url("change", letter)),
        client.get(url("closing", letter)),
        client.get(reverse("admin:letters_letter_changelist")),
    ]
    assert [str(page.context["stands"]) for page in shown[:2]] == ["Sealed", "Sealed"]
    assert '<td class="field-stands">Sealed</td>' in shown[2].text


def test_the_history_keeps_the_letters_clock_and_leads_to_the_trail(client: Client) -> None:
    ana = staff(client)
    letter = closed_petition(time_zone="Pacific/Honolulu")
    LogEntry.objects.log_actions(ana.pk, [letter], CHANGE, "Edited.")
    LogEntry.objects.update(action_time=datetime(2026, 11, 24, 3, 30, tzinfo=UTC))

    text = text_of(client.get(url("history", letter)))

    assert "Nov. 23, 2026, 5:30 p.m." in text
    assert f'href="{trail_url(letter)}"' in text


def test_a_supplement_is_offered_when_there_is_something_to_seal(client: Client) -> None:
    staff(client)
    letter = sealed_petition("Ana Vega")
    before = steps_on(client, letter)
    later(letter)

    text = text_of(client.get(url("step", letter, "supplement")))
    take(client, letter, "supplement")

    assert "1 name was confirmed since the last seal, and is frozen in a file of its own." in text
    assert ("supplement" in before, "supplement" in steps_on(client, letter)) == (False, False)
    assert seal_of(letter, 1).names == 1


def test_the_delivery_counts_what_was_sealed_and_no_later_name(client: Client) -> None:
    staff(client)
    letter = sealed_petition("Ana Vega", "Bo Lind")
    later(letter)

    text = text_of(client.get(url("step", letter, "deliver")))

    assert "2 confirmed names went out with it, and can no longer be withdrawn." in text


def test_what_is_put_on_a_sealed_letter_waits_for_a_supplement_and_everybody_is_told_so(client: Client) -> None:
    staff(client)
    letter = closed_petition("Ana Vega", "Bo Lind")
    ana = name_on(letter, "Ana Vega")
    signatories.Signatory.objects.filter(pk=ana.pk).update(state=State.LAPSED, lapsed_from=State.CONFIRMED)
    says = "what is put on it now waits for a supplement."
    assert says not in text_of(desk.choose(client, "renew", ana))
    letter_steps.seal(letter, by=None)

    assert says in text_of(desk.choose(client, "renew", ana))
    desk.take(client, "renew", ana, reason="Told by phone.")

    receipt = mails_to(ana.email)[-1]
    assert receipt.subject == f"For a supplement to the letter: {letter.title}"
    assert "the name goes into a supplement to it." in receipt.text


def test_a_correction_is_announced_by_the_supplements_page_and_escaped(client: Client) -> None:
    staff(client)
    letter = sealed_petition("Ana Vega")
    desk.take(client, "correct", name_on(letter, "Ana Vega"), reason="Is spelled <b>Anna</b>.")

    text = text_of(client.get(url("step", letter, "supplement")))

    assert "1 correction is printed in it:" in text
    assert "Ana Vega: Is spelled &lt;b&gt;Anna&lt;/b&gt;." in text
    assert Erratum.objects.get().text == "Is spelled <b>Anna</b>."
    assert "&lt;b&gt;Anna" in Client().get(letter.get_absolute_url()).text


def test_a_sealed_name_is_dissociated_instead_of_withdrawn(client: Client) -> None:
    staff(client)
    letter = sealed_petition("Ana Vega")
    ana = name_on(letter, "Ana Vega")

    offered = [step.name for step in client.get(desk.page_of(ana)).context["steps"]]
    OutgoingEmail.objects.all().delete()
    page = desk.take(client, "dissociate", ana, reason="Asks to be read without.")

    assert offered == ["dissociate", "correct"]
    assert "Confirmed; dissociated since" in client.get(desk.names_of(letter)).text
    assert "Confirmed; dissociated since" in client.get(desk.page_of(ana)).text
    assert desk.told(page) == ["Dissociate: done for Ana Vega."]
    assert Dissociation.objects.get().signatory == ana
    assert OutgoingEmail.objects.get().to == ana.email


def test_a_name_that_is_not_sealed_is_not_dissociated(client: Client) -> None:
    staff(client)
    letter = sealed_petition("Ana Vega")
    late = later(letter)

    offered = [step.name for step in client.get(desk.page_of(late)).context["steps"]]
    page = desk.choose(client, "dissociate", name_on(letter, "Ana Vega"), late)

    assert offered == ["withdraw", "enter_in_error"]
    assert page.context["ready"] == 1


def test_what_was_printed_can_no_longer_be_edited(client: Client) -> None:
    staff(client)
    letter = sealed_petition("Ana Vega")

    name = client.get(desk.page_of(name_on(letter, "Ana Vega")))
    form = client.get(url("change", letter))

    assert name.context["adminform"].form.fields == {}
    assert {"order_rule", "line_under_name", "layout", "columns"}.isdisjoint(form.context["adminform"].form.fields)
    assert "contact_name" in form.context["adminform"].form.fields


def test_on_paper_staff_get_the_sealed_file(client: Client) -> None:
    staff(client)
    letter = sealed_petition("Ana Vega")
    later(letter)
    letter_steps.recall(letter, by=None, reason="The wrong bill.")

    assert client.get(url("paper_pdf", letter)).content == bytes(seal_of(letter).pdf)
    assert "Zoe Late" not in client.get(url("paper_file", letter, "txt")).text


@pytest.mark.parametrize("step", ["seal", "supplement"])
def test_the_steps_need_the_permission_to_change_letters(client: Client, step: str) -> None:
    staff(client, "view_letter")
    letter = closed_petition()

    assert client.post(url("step", letter, step)).status_code == 403
    assert not Seal.objects.exists()
