"""Who signs is looked for, chosen and shown; nothing typed is lost on the way. All of it without a script."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from letters import workflow as letter_steps
from letters.clock import database_now
from letters.models import Letter
from letters.states import LetterType, Signing
from signatories.models import Signatory
from tests.factories import directory, signatories
from tests.factories.letters import published_letter
from tests.signatories.visitor import Visitor, aide

pytestmark = pytest.mark.django_db


def form_of(letter: Letter) -> str:
    return reverse("signatories:sign", args=[letter.slug])


def suggest(letter: Letter, find: str, kind: str = "legislator", **headers: str) -> Any:
    return Client().get(reverse("signatories:find", args=[letter.slug]), {"as": kind, "find": find}, headers=headers)


def two_rogers(letter: Letter) -> tuple[Any, Any]:
    mike = {"first": "Mike", "last": "Rogers", "party": "Republican"}
    return (
        signatories.seat(letter, state="AL", district="3", **mike),
        signatories.seat(letter, state="MI", district="8", **mike),
    )


@pytest.fixture
def letter() -> Letter:
    return published_letter()


# The steps


def test_namesakes_are_looked_for_told_apart_chosen_and_signed_for(letter: Letter) -> None:
    alabama, michigan = two_rogers(letter)
    visitor = Visitor()
    visitor.visit(form_of(letter))

    found = visitor.send(pick="find", find="rogers").content.decode()
    choices = visitor.form().choices["term"]
    chosen = visitor.send(pick="choose", term=michigan.pk).content.decode()
    visitor.send(**aide())

    assert choices == [str(alabama.pk), str(michigan.pk)]
    assert [text in found for text in ("2 found", "(AL-3)", "(MI-8)", "Your name")] == [True, True, True, False]
    assert '<p class="chosen"><span lang="en">Mike Rogers</span>' in chosen
    assert [text in chosen for text in ("Representative", "Republican", "Michigan", "(MI-8)")] == [True] * 4
    assert "(AL-3)" not in chosen
    assert Signatory.objects.get().legislator == michigan.legislator


def test_every_step_is_an_address_that_can_be_loaded_again(letter: Letter) -> None:
    alabama, _michigan = two_rogers(letter)
    visitor = Visitor()
    visitor.visit(form_of(letter))

    found = visitor.send(pick="find", find="rogers")
    chosen = visitor.send(pick="choose", term=alabama.pk)
    changed = visitor.send(pick="change")

    assert [page.redirect_chain for page in (found, chosen, changed)] == [
        [(f"{form_of(letter)}?as=legislator&{rest}", 303)] for rest in ("find=rogers", f"term={alabama.pk}")
    ] + [[(f"{form_of(letter)}?as=legislator", 303)]]


def test_the_page_begins_at_what_is_still_to_be_filled_in(letter: Letter) -> None:
    alabama, _michigan = two_rogers(letter)
    visitor = Visitor()

    def focused() -> list[str]:
        inputs = re.findall(r"<input[^>]*autofocus[^>]*>", visitor.page.content.decode())
        return [name for field in inputs for name in re.findall(r' name="(\w+)"', field)]

    steps = []
    visitor.visit(form_of(letter))
    for typed in (
        {"pick": "find", "find": "rogers"},
        {"pick": "choose", "term": alabama.pk},
        aide(agent_role=""),
        aide(),
    ):
        steps.append(focused())
        visitor.send(**typed)

    assert [*steps, focused()] == [["find"], ["term"], ["agent_name"], [], ["code"]]


def test_what_was_typed_goes_through_a_change_of_member_but_not_the_statement(letter: Letter) -> None:
    alabama, michigan = two_rogers(letter)
    visitor = Visitor()
    visitor.visit(f"{form_of(letter)}?term={alabama.pk}")

    visitor.send(**aide(), pick="change")
    visitor.send(pick="find", find="rogers michigan")
    sole = visitor.form().fields["term"]
    page = visitor.send(pick="choose", term=michigan.pk)

    typed = visitor.form().fields
    kept = {name: typed.get(name) for name in aide()}
    assert (page.status_code, sole, page.redirect_chain) == (200, str(michigan.pk), [])
    assert kept == aide() | {"authority": None}
    assert 'class="invalid-feedback"' not in page.content.decode()
    visitor.send(authority="on")
    assert Signatory.objects.get().legislator == michigan.legislator


def test_text_that_changed_between_the_steps_is_not_taken_for_the_one_that_was_shown(letter: Letter) -> None:
    term = signatories.seat(letter)
    visitor = Visitor()
    visitor.visit(f"{form_of(letter)}?term={term.pk}")
    letter.versions.update(number=2)

    visitor.send(pick="change")
    visitor.send(pick="choose", term=term.pk)

    assert visitor.send(**aide()).status_code == 409
    assert Signatory.objects.count() == 0


def test_enter_on_the_one_name_found_chooses_it(letter: Letter) -> None:
    alabama, _michigan = two_rogers(letter)
    visitor = Visitor()
    visitor.visit(f"{form_of(letter)}?find=rogers+al")

    again = visitor.send(pick="find", find="rogers")
    visitor.visit(f"{form_of(letter)}?find=rogers+al")
    chosen = visitor.send(pick="find")

    assert 'class="chosen"' not in again.content.decode()
    assert chosen.redirect_chain == [(f"{form_of(letter)}?as=legislator&term={alabama.pk}", 303)]


@pytest.mark.parametrize(
    ("pressed", "said"),
    [
        ({"pick": "choose"}, "Choose one of the names, or look for another."),
        ({"pick": "choose", "term": "x"}, "Choose one of the names, or look for another."),
        ({}, "Look for the legislator, and choose the name."),
        ({"term": "0"}, "This legislator cannot sign this letter. Look for the name again."),
    ],
)
def test_nobody_chosen_is_said_at_the_search_and_what_was_found_stays(
    letter: Letter, pressed: dict[str, str], said: str
) -> None:
    two_rogers(letter)
    visitor = Visitor()
    visitor.visit(f"{form_of(letter)}?find=rogers")

    page = visitor.send(**pressed)

    html = page.content.decode()
    assert (page.status_code, said in html, "2 found" in html) == (422, True, True)
    assert 'aria-invalid="true"' in html


def test_nothing_to_look_for_and_nothing_found_are_said(letter: Letter) -> None:
    visitor = Visitor()
    visitor.visit(form_of(letter))

    empty, nobody = visitor.send(pick="find", find="  "), visitor.send(pick="find", find="nobody")

    assert "Write a name first." in empty.content.decode()
    assert "Nobody who can sign this letter fits these words." in nobody.content.decode()
    assert "Not in the list? Write to" in nobody.content.decode()


def test_closed_letter_gives_back_the_name_at_every_step() -> None:
    letter = published_letter()
    term = signatories.seat(letter, first="José", last="Serrano", state="NY", district="16", party="Democrat")
    visitor = Visitor()
    visitor.visit(f"{form_of(letter)}?term={term.pk}")
    letter_steps.close_now(letter, by=None)
    Letter.objects.update(sealed_at=database_now())

    page = visitor.send(**aide(), pick="change")

    assert (page.status_code, "Dana Okafor" in page.content.decode()) == (409, True)


@pytest.mark.parametrize("press", ["", "nothing", "\x00", "x" * 10_000])
def test_a_button_that_is_not_there_does_no_harm(letter: Letter, press: str) -> None:
    visitor = Visitor()
    visitor.visit(form_of(letter))

    page = visitor.send(pick=press, find="%", found_for="_")

    assert (page.status_code, Signatory.objects.count()) == (200, 0)


# Links


def test_a_link_may_name_the_member(letter: Letter) -> None:
    term = signatories.seat(letter, last="Grijalva")

    page = Visitor().visit(f"{form_of(letter)}?as=legislator&member={term.legislator_id}").content.decode()

    assert "Ana Grijalva</span>" in page
    assert "Send me the confirmation" in page


def test_a_link_to_somebody_who_cannot_sign_leads_to_the_search(letter: Letter) -> None:
    former = signatories.seat(letter, end=letter.date)

    for member in (former.legislator_id, 0, "x", "²", "9" * 40, "-1", "", "1 or 1=1"):
        page = Visitor().visit(f"{form_of(letter)}?as=legislator&member={quote(str(member))}")
        assert (page.status_code, "Find the legislator" in page.content.decode()) == (200, True)


# Organizations


def test_chapters_of_one_name_are_told_apart_by_their_places() -> None:
    letter = published_letter(type=LetterType.COALITION)
    for city, state in (("Albany", "NY"), ("Ames", "IA")):
        ames = directory.organization(name="NAACP", city=city, state=state)
    visitor = Visitor()
    visitor.visit(form_of(letter))

    found = visitor.send(pick="find", find="naacp").content.decode()
    chosen = visitor.send(pick="choose", organization=ames.pk).content.decode()
    visitor.send(**aide())

    assert [place in found for place in ("Albany, NY", "Ames, IA")] == [True, True]
    assert '<p class="chosen"><span>NAACP</span> <small>Ames, IA' in chosen
    assert Signatory.objects.get().organization == ames


def test_an_organization_nobody_finds_is_proposed_under_the_words_it_was_looked_for() -> None:
    letter = published_letter(type=LetterType.COALITION)
    visitor = Visitor()
    visitor.visit(form_of(letter))

    visitor.send(pick="find", find="Casa de los Vecinos")
    visitor.send(pick="new")
    proposed = visitor.form().fields["name"]
    visitor.send(name="Casa de las Vecinas", city="Troy", pick="change")
    searched = visitor.form().fields
    visitor.send(pick="new")
    emptied = visitor.send(**aide(), name="")
    visitor.send(name="Casa de las Vecinas")

    assert (proposed, searched["find"], searched["city"]) == ("Casa de los Vecinos", "Casa de las Vecinas", "Troy")
    assert (emptied.status_code, "This field is required." in emptied.content.decode()) == (422, True)
    made = Signatory.objects.get()
    assert (made.organization, made.printed_name, made.city) == (None, "Casa de las Vecinas", "Troy")


# What a browser asks as one types


def test_suggestions_are_the_same_radio_buttons_and_leave_nothing_behind(letter: Letter) -> None:
    alabama, michigan = two_rogers(letter)

    answer = suggest(letter, "rogers")

    assert answer.content.decode().count('<input class="form-check-input" type="radio" name="term"') == 2
    assert [f'value="{term.pk}" required' in answer.content.decode() for term in (alabama, michigan)] == [True] * 2
    assert (dict(answer.cookies), "no-store" in answer["Cache-Control"]) == ({}, True)
    assert '<div id="said" hx-swap-oob="innerHTML">2 found' in answer.content.decode()


def test_suggestions_ask_the_database_two_questions_and_show_a_dozen(
    letter: Letter, django_assert_num_queries
) -> None:
    for _member in range(15):
        signatories.seat(letter)

    with django_assert_num_queries(2):
        answer = suggest(letter, "ana").content.decode()

    assert (answer.count('type="radio"'), "15 found" in answer, "and 3 more" in answer) == (12, True, True)


def test_suggestions_do_not_tell_who_has_signed(letter: Letter) -> None:
    term = signatories.seat(letter, last="Grijalva")
    before = suggest(letter, "grijalva").content

    signatories.confirmed(letter, term=term)

    assert suggest(letter, "grijalva").content == before


@pytest.mark.parametrize(
    "typed", ["", " ", "%", "_", "a" * 101, "a " * 5_000, "' or 1=1", "\u202e", "<script>", "é" * 99]
)
def test_hostile_words_find_nobody(letter: Letter, typed: str) -> None:
    signatories.seat(letter, first="Ana")

    answer = suggest(letter, typed)

    assert (answer.status_code, 'type="radio"' in answer.content.decode()) == (200, False)


def test_a_nul_is_a_bad_request(letter: Letter) -> None:
    assert suggest(letter, "a\x00b").status_code == 400


def test_there_are_no_suggestions_where_nobody_can_sign_online() -> None:
    closed, staff_only, petition = published_letter(), published_letter(), published_letter(type=LetterType.PETITION)
    letter_steps.close_now(closed, by=None)
    Letter.objects.filter(pk=closed.pk).update(sealed_at=database_now())
    Letter.objects.filter(pk=staff_only.pk).update(signing=Signing.STAFF_ONLY)
    own = published_letter(takes_officeholders=True)

    answers = [suggest(one, "ana").status_code for one in (closed, staff_only, petition, own)]
    kinds = [suggest(own, "ana", kind).status_code for kind in ("officeholder", "organization", "", "x")]

    assert (answers, kinds) == ([404, 404, 404, 200], [404] * 4)


def test_suggestions_are_only_to_be_read(letter: Letter) -> None:
    assert Client().post(reverse("signatories:find", args=[letter.slug])).status_code == 405
