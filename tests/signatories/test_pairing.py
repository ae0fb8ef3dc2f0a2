"""Bipartisan letters: a name goes on when one of the other party has signed too, on every page and in every file."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from letters import workflow as letter_steps
from letters.models import Letter
from letters.states import NamesShown, Withdrawals
from signatories import copying, pairing, workflow
from signatories.models import Signatory, Withdrawal
from signatories.tally import count_of
from tests.factories import signatories
from tests.factories.letters import published_letter
from tests.signatories.visitor import mails_to

pytestmark = pytest.mark.django_db


def letter(**fields: Any) -> Letter:
    return published_letter(paired=True, names_shown=NamesShown.ACCEPTED, **fields)


def sign(made: Letter, name: str, party: str) -> Signatory:
    signed = signatories.confirmed(made, term=signatories.seat(made, last=name, party=party))
    pairing.settle(made.pk)
    return signed


def on(made: Letter) -> list[str]:
    return [name.legislator.last for name in made.signatories.listed().order_by("sort_name")]


def test_the_first_of_one_party_waits_for_the_first_of_the_other():
    made = letter()
    sign(made, "Adams", "Democrat")
    assert on(made) == []
    assert count_of(Letter.objects.select_related("tally").get(pk=made.pk)) == 0
    sign(made, "Baker", "Republican")
    assert on(made) == ["Adams", "Baker"]


def test_who_signed_first_goes_on_first_on_either_side():
    made = letter()
    for name in ("Adams", "Brown", "Cole"):
        sign(made, name, "Democratic")
    sign(made, "Reed", "Republican")
    assert on(made) == ["Adams", "Reed"]
    assert pairing.wanted(made) == [("Republicans", 2)]
    sign(made, "Stone", "Republican")
    assert on(made) == ["Adams", "Brown", "Reed", "Stone"]


def test_a_partner_that_withdraws_leaves_the_last_one_waiting():
    made = letter()
    sign(made, "Adams", "Democrat")
    gone = sign(made, "Reed", "Republican")
    workflow.withdraw(gone, by=None)
    pairing.settle(made.pk)
    assert on(made) == []


def test_independents_and_leads_wait_for_nobody():
    made = letter()
    lead = sign(made, "Lead", "Democrat")
    Signatory.objects.filter(pk=lead.pk).update(lead_position=1)
    sign(made, "Free", "Independent")
    pairing.settle(made.pk)
    assert on(made) == ["Free", "Lead"]
    sign(made, "Reed", "Republican")
    assert on(made) == ["Free", "Lead", "Reed"], "the lead is a partner too"


def test_a_letter_without_pairs_lists_everybody():
    made = published_letter(names_shown=NamesShown.ACCEPTED)
    sign(made, "Adams", "Democrat")
    assert on(made) == ["Adams"]
    assert pairing.wanted(made) == []


def test_the_pairs_are_counted_when_a_signature_is_stored(django_capture_on_commit_callbacks):
    made = letter()
    with django_capture_on_commit_callbacks(execute=True):
        signatories.confirmed(made, term=signatories.seat(made, last="Adams", party="Democrat"))
        signatories.confirmed(made, term=signatories.seat(made, last="Reed", party="Republican"))
    assert on(made) == ["Adams", "Reed"]


def test_pairs_that_cannot_be_counted_now_lose_no_signature(django_capture_on_commit_callbacks, monkeypatch):
    made = letter()
    monkeypatch.setattr(pairing, "_waiting", lambda _signed: 1 / 0)
    with django_capture_on_commit_callbacks(execute=True):
        signatories.confirmed(made, term=signatories.seat(made, last="Adams", party="Democrat"))
        signatories.confirmed(made, term=signatories.seat(made, last="Reed", party="Republican"))
    monkeypatch.undo()
    assert on(made) == []

    pairing.settle_all()

    assert on(made) == ["Adams", "Reed"]


def test_nobody_reads_a_name_that_waits():
    made = letter()
    canary = sign(made, "Canary", "Democrat")
    client = Client()
    for page in ("letters:letter", "signatories:signatories", "signatories:dear_colleague"):
        assert "Canary" not in client.get(reverse(page, args=[made.slug])).content.decode()
    assert copying.names_of(made) == []
    legislator = client.get(reverse("signatories:legislator", args=[canary.legislator_id])).content.decode()
    assert made.title not in legislator


def test_who_waits_does_not_go_out_and_comes_in_a_supplement_once_paired():
    made = letter()
    for name, party in (("Adams", "Democrat"), ("Reed", "Republican"), ("Late", "Democrat")):
        sign(made, name, party)
    letter_steps.close_now(made, by=None)
    letter_steps.seal(made, by=None)
    sealed = {name.printed_name.split()[-1] for name in made.seals.get().sealed_names.all()}
    assert sealed == {"Adams", "Reed"}
    assert made.seals.get().names == 2


def test_a_sealed_name_waits_for_nobody_any_more():
    made = letter()
    sign(made, "Adams", "Democrat")
    gone = sign(made, "Reed", "Republican")
    letter_steps.close_now(made, by=None)
    letter_steps.seal(made, by=None)
    Signatory.objects.filter(pk=gone.pk).update(state="withdrawn")
    pairing.settle(made.pk)
    assert on(made) == ["Adams"]


def test_who_leaves_while_waiting_was_never_on_the_letter():
    made = letter(withdrawals=Withdrawals.PUBLIC)
    alone = sign(made, "Adams", "Democrat")

    workflow.leave(alone, reason="no", publish=True)

    assert not Withdrawal.objects.exists()


def test_the_board_says_who_is_wanted():
    made = letter()
    for name in ("Adams", "Brown", "Cole"):
        sign(made, name, "Democrat")
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("whip"))
    page = client.get(reverse("admin:letters_letter_board", args=[made.pk])).content.decode()
    assert "Waiting for Republicans: 3" in page


def test_the_closing_page_names_who_would_stay_behind():
    made = letter()
    for name in ("Adams", "Brown"):
        sign(made, name, "Democrat")
    sign(made, "Cole", "Republican")
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("whip"))
    page = client.get(reverse("admin:letters_letter_closing", args=[made.pk]))
    (line,) = [line for line in page.context["lines"] if line.key == "partner"]
    assert line.count == 1
    assert [name.text.partition(",")[0].split()[-1] for name in line.names] == ["Brown"]


def test_a_list_of_names_is_paired_too(django_capture_on_commit_callbacks):
    made = letter()
    terms = [signatories.seat(made, last=f"R{number}", party="Republican") for number in range(2)]
    names = [signatories.unsaved(made, term=term) for term in terms]
    for name in names:
        name.version_shown = made.versions.get()
    with django_capture_on_commit_callbacks(execute=True):
        workflow.enter_all(names, by=None)
    assert on(made) == []
    assert pairing.wanted(made) == [("Democrats", 2)]


def test_the_command_says_how_many_wait(capsys):
    from django.core.management import call_command

    sign(letter(), "Adams", "Democrat")
    call_command("settle_pairs")
    assert capsys.readouterr().out == "1 names wait for a partner.\n"


def test_a_name_that_waits_is_not_told_that_it_went_out():
    from signatories import mailings
    from signatories.states import MailingPurpose

    made = letter()
    waits = sign(made, "Adams", "Democrat")
    mailings.start(made, MailingPurpose.DELIVERED)
    mailings.work_off()
    assert mails_to(waits.email, "delivered") == []
