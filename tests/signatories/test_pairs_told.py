"""Who is told that a name waits for a partner, or goes on: whoever acted, the page after confirming, and staff."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from letters import workflow as letter_steps
from letters.states import NamesShown
from signatories import board, pairing, workflow
from signatories.models import NameList, Signatory
from signatories.states import How, State, Verb
from tests.factories import signatories
from tests.factories.letters import published_letter
from tests.signatories.test_pairing import letter, on, sign
from tests.signatories.visitor import Visitor, aide, mails_to

pytestmark = pytest.mark.django_db


def told(name: Signatory) -> list[str]:
    """The subjects of the mails to whoever acted, as far as they speak of pairs."""
    return [mail.subject for purpose in ("receipt", "paired") for mail in mails_to(name.email, purpose)]


def test_the_receipt_says_that_the_name_waits_and_each_is_told_once_when_it_goes_on():
    made = letter(title="End it")
    waits = sign(made, "Adams", "Democrat")
    before = told(waits)
    assert "grows in pairs" in mails_to(waits.email, "receipt")[-1].text

    partner = sign(made, "Reed", "Republican")
    pairing.settle_all()

    confirmed, on = "The signature of Ana {} is confirmed: End it", "Ana {} is on the letter: End it"
    assert before == [confirmed.format("Adams")]
    assert told(waits) == [confirmed.format("Adams"), on.format("Adams")]
    assert told(partner) == [confirmed.format("Reed"), on.format("Reed")]
    assert made.trail.filter(verb=Verb.PAIRED).count() == 2


def test_who_loses_a_partner_is_told_that_the_name_waits_again():
    made = letter(title="End it")
    stays, gone = sign(made, "Adams", "Democrat"), sign(made, "Reed", "Republican")
    workflow.withdraw(gone, by=None)
    pairing.settle(made.pk)

    assert told(stays)[-1] == "Ana Adams waits for a partner again: End it"
    assert "at this moment Ana Adams has no partner" in mails_to(stays.email, "paired")[-1].text
    assert made.trail.get(verb=Verb.UNPAIRED).signatory == stays


@pytest.mark.parametrize("ends", ["a day later", "sealed"])
def test_a_partner_that_comes_and_goes_all_day_fills_no_mailbox_and_the_last_word_is_true(ends):
    made = letter(title="End it")
    stays, other = sign(made, "Adams", "Democrat"), signatories.seat(made, last="Reed", party="Republican")
    for _ in range(4):
        partner = signatories.confirmed(made, term=other)
        pairing.settle(made.pk)
        workflow.withdraw(partner, by=None)
        pairing.settle(made.pk)

    on, waits = "Ana Adams is on the letter: End it", "Ana Adams waits for a partner again: End it"
    assert told(stays)[1:] == [on, waits, on]
    assert made.trail.filter(verb=Verb.UNPAIRED, signatory=stays).count() == 4
    if ends == "sealed":
        sign(made, "Free", "Independent")  # a letter goes out with a name
        letter_steps.close_now(made, by=None)
        letter_steps.seal(made, by=None)
    else:
        Signatory.objects.filter(pk=stays.pk).update(told_it_waits_at=made.now - pairing.REST)
    pairing.settle_all()
    pairing.settle_all()
    assert told(stays)[1:] == [on, waits, on, waits]


def test_a_pair_after_the_seal_goes_into_a_supplement_and_the_mail_says_so():
    made = letter(title="End it")
    for name, party in (("Adams", "Democrat"), ("Reed", "Republican")):
        sign(made, name, party)
    late = sign(made, "Late", "Democrat")
    partner = signatories.signatory(made, term=signatories.seat(made, last="Stone", party="Republican"))
    letter_steps.close_now(made, by=None)
    letter_steps.seal(made, by=None)
    if workflow.confirm(partner, how=How.CODE) == State.HELD:
        workflow.approve(partner, by=None)
    pairing.settle(made.pk)

    assert told(partner)[-1] == told(late)[-1] == "For a supplement to the letter: End it"


def test_nobody_goes_on_of_whom_no_mail_could_tell(monkeypatch):
    made = letter()
    waits = sign(made, "Adams", "Democrat")
    signatories.confirmed(made, term=signatories.seat(made, last="Reed", party="Republican"))
    monkeypatch.setattr("signatories.pairing.emails.tell", lambda *_args: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        pairing.settle(made.pk)

    waits.refresh_from_db()
    assert waits.waits_for_partner
    assert not made.trail.filter(verb=Verb.PAIRED).exists()


def test_an_address_that_takes_no_mail_keeps_nobody_waiting():
    made = letter()
    waits = sign(made, "Adams", "Democrat")
    Signatory.objects.filter(pk=waits.pk).update(email="no address")
    partner = sign(made, "Reed", "Republican")
    assert on(made) == ["Adams", "Reed"]
    assert len(mails_to(partner.email, "paired")) == 1


@pytest.mark.django_db(transaction=True)
def test_the_page_after_confirming_says_which_of_the_two_it_is():
    made = published_letter(paired=True, names_shown=NamesShown.RELEASE, trusted_domains="mail.house.gov")
    pages = []
    for name, party in (("Adams", "Democrat"), ("Reed", "Republican")):
        term, address, visitor = signatories.seat(made, last=name, party=party), f"{name}@mail.house.gov", Visitor()
        visitor.visit(reverse("signatories:sign", args=[made.slug], query={"member": term.legislator_id}))
        visitor.send(**aide(email=address))
        visitor.send(code=mails_to(address, "confirmation")[0].code)
        pages.append(visitor.page.content.decode())

    assert ["grows in pairs" in page for page in pages] == [True, False]
    assert ["The name is on the letter" in page for page in pages] == [False, True]


def test_staff_see_which_names_wait_and_the_counts_tell_them_apart():
    made = letter()
    names = {name: sign(made, name, "Democrat") for name in ("Adams", "Brown")}
    sign(made, "Reed", "Republican")
    workflow.add_targets(made, list(made.seats()), by=None)
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("whip"))

    def page(name: str, *args: object, **query: object) -> str:
        return client.get(reverse(f"admin:{name}", args=args, query=query)).content.decode()

    listed = page("signatories_signatory_changelist", letter__id__exact=made.pk, left_to_do="partner")
    assert "Confirmed; waits for a partner" in listed
    assert ("Brown" in listed, "Adams" in listed) == (True, False)
    for name, waits in (("Adams", False), ("Brown", True)):
        assert ("waits for a partner" in page("signatories_signatory_change", names[name].pk)) == waits
        ask = made.asks.get(legislator__last=name)
        assert ("waits for a partner" in page("letters_letter_ask", made.pk, ask.pk)) == waits
        row = page("letters_letter_board", made.pk, q=name).partition("<tbody id=")[2]
        assert ("waits for a partner" in row) == waits
    everyone = board.bars(made)["all"].bars[0]
    assert everyone.numbers[board.WAITS] == 1
    assert everyone.counts == {board.SIGNED: 2, board.WAITS: 1}
    assert [board.stands(made, made.asks.all(), stand).count() for stand in (board.SIGNED, board.WAITS)] == [2, 1]
    assert "<strong>1</strong> of them wait for a partner" in page("letters_letter_change", made.pk)
    assert "(1 of them wait for a partner)" in page("letters_letter_changelist")


@pytest.mark.parametrize("tell", [True, False])
def test_who_came_in_a_list_is_told_of_a_partner_if_the_list_was_told(tell):
    made = letter()
    waits = sign(made, "Adams", "Democrat")
    names = NameList.objects.create(letter=made, kind="legislator", told=tell)
    row = names.rows.create(number=1, raw="Ana Adams")
    Signatory.objects.filter(pk=waits.pk).update(list_row=row)
    sign(made, "Reed", "Republican")
    assert len(mails_to(waits.email, "paired")) == tell
