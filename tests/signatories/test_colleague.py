"""The Dear Colleague as it stands at each moment, and the names as offices copy them."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from letters import workflow as letter_steps
from letters.models import Letter
from letters.states import LetterType, Listing, NamesShown
from signatories import colleague, copying, inviting
from signatories import workflow as names
from signatories.recipients import Recipient
from tests.factories import directory, signatories
from tests.factories.letters import published_letter, sealed

pytestmark = pytest.mark.django_db


def house(**fields: Any) -> Letter:
    return published_letter(
        dear_colleague="Please **join** me.\n\nIt matters.", contact_phone="202-555-0100", **fields
    )


def member(letter: Letter, first: str, last: str, **fields: Any) -> Any:
    term = signatories.seat(letter, first=first, last=last, **{"party": "Democrat"} | fields)
    return signatories.confirmed(letter, term=term)


def lead(letter: Letter, **fields: Any) -> Any:
    made = member(letter, "Lee", "Lead", phone="202-555-0199", **fields)
    letter.signatories.filter(pk=made.pk).update(lead_position=1)
    return made


def page(letter: Letter) -> str:
    return Client().get(reverse("signatories:dear_colleague", args=[letter.slug])).content.decode()


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("staff"))
    return client


def test_it_says_the_ask_the_deadline_the_contact_the_leads_the_signers_and_the_letter():
    letter = house(endorsements="Alpha Alliance\nBeta Union", names_shown=NamesShown.ACCEPTED)
    lead(letter, district="3")
    member(letter, "Ana", "Reyes", district="7")
    note = colleague.dear_colleague(letter)
    html, plain = str(colleague.as_html(note)), colleague.as_text(note)

    for said in ("Lee Lead (D-NY-3), 202-555-0199", "Ana Reyes (D-NY-7)", "Alpha Alliance; Beta Union", "Eastern"):
        assert said in html
        assert said in plain
    assert "<strong>join</strong>" in html
    assert "Please join me.\n\nIt matters." in plain
    assert "202-555-0100" in plain
    assert "We ask you to end the program." in plain
    assert f"/letters/{letter.slug}/" in plain


def test_it_is_kept_current():
    letter = house(names_shown=NamesShown.ACCEPTED)
    assert "Ana Reyes" not in page(letter)
    member(letter, "Ana", "Reyes")
    assert "Ana Reyes" in page(letter)


def forms_of(letter: Letter) -> dict[str, str]:
    """Return the note in every form in which it leaves the staff, and the mail of an invitation."""
    note = colleague.dear_colleague(letter)
    names.add_targets(letter, [signatories.seat(letter, last="Asked")], by=None)
    mail = inviting.mails_of(letter, "en")(Recipient(letter.asks.get(), "jo@office.example"), "https://example.org/x")
    told = {"rich": str(colleague.as_html(note)), "plain": colleague.as_text(note)}
    return told | {"page": page(letter), "mail": mail["html"], "mail as text": mail["text"]}


@pytest.mark.parametrize(
    ("rules", "named"),
    [
        ({}, set()),
        ({"asked_see_names": True}, {"rich", "plain", "mail", "mail as text"}),
        ({"names_shown": NamesShown.ACCEPTED}, {"rich", "plain", "mail", "mail as text", "page"}),
    ],
)
def test_names_that_wait_for_the_release_are_counted_and_not_told(rules: dict[str, Any], named: set[str]):
    letter = house(**rules)
    lead(letter)
    member(letter, "Ana", "Reyes")

    forms = forms_of(letter)

    assert {form for form, said in forms.items() if "Ana Reyes" in said} == named
    assert {form for form, said in forms.items() if "1 besides those who lead it" in said} == forms.keys() - named
    assert all("Lee Lead" in said for said in forms.values())


@pytest.mark.parametrize(("asked_see_names", "said"), [(True, 3), (False, 0)])
def test_whoever_signs_reads_before_that_those_who_are_asked_see_it(asked_see_names: bool, said: int):
    letter = house(asked_see_names=asked_see_names)
    seat = signatories.seat(letter)
    _invitation, token = names.invite(letter, seat.legislator, by=None)
    sign = reverse("signatories:sign", args=[letter.slug], query={"as": "legislator", "member": seat.legislator_id})

    pages = [
        Client().get(address, follow=True).content.decode()
        for address in (sign, reverse("signatories:open_invitation", args=[token]), letter.get_absolute_url())
    ]

    assert sum("Whoever is asked to sign can read who has signed" in page for page in pages) == said
    assert sum("The names are shown when the letter is released." in page for page in pages) == 3 - said


def test_after_publication_nobody_chooses_anew_who_reads_the_names(staff):
    letter = house()
    form = staff.get(reverse("admin:letters_letter_change", args=[letter.pk])).context["adminform"].form
    assert "dear_colleague" in form.fields
    assert "asked_see_names" not in form.fields


def test_lines_of_the_source_are_no_paragraphs_and_the_salutation_stands_once():
    letter = house()
    letter.dear_colleague = (
        "Dear Colleague:\n\nThe confidence of the\npeople.\n\n- [One](https://a.example)\n\nJo  \nMember"
    )
    note = colleague.dear_colleague(letter)
    plain = colleague.as_text(note)
    wanted = "Dear Colleague:\n\nThe confidence of the people.\n\n- One (https://a.example)\n\nJo\nMember\n"
    assert plain.startswith(wanted)
    assert (plain.count("Dear Colleague"), str(colleague.as_html(note)).count("Dear Colleague")) == (1, 1)


def test_a_letter_that_takes_no_more_signatures_says_so_and_gives_no_deadline():
    letter = house()
    opened = colleague.as_text(colleague.dear_colleague(letter))
    letter_steps.close_now(letter, by=None)
    closed = colleague.as_text(colleague.dear_colleague(Letter.objects.get(pk=letter.pk)))
    sealed(letter)
    over = colleague.dear_colleague(Letter.objects.get(pk=letter.pk))

    assert "Deadline:" in opened
    assert "its office can still add a name" in closed
    for form in (colleague.as_text(over), str(colleague.as_html(over))):
        assert "This letter takes no more signatures." in form
        assert "Deadline" not in form + closed
        assert "To sign" not in form + closed


def test_a_typed_name_is_cited_with_its_party():
    letter = published_letter(type=LetterType.OFFICEHOLDERS)
    known = {"party": "Democratic", "us_state": "NY", "district": "63"}
    signatories.confirmed(letter, printed_name="Ezra Beispiel", **known)
    signatories.confirmed(letter, printed_name="Una Party", us_state="NY")
    assert sorted(map(copying.cited, copying.names_of(letter))) == ["Ezra Beispiel (D-NY-63)", "Una Party (NY)"]


def test_no_address_of_an_aide_and_no_unlisted_name_stands_in_it():
    letter = house(names_shown=NamesShown.ACCEPTED)
    aide = lead(letter)
    hidden = member(letter, "Hidden", "Canary")
    letter.signatories.filter(pk=hidden.pk).update(listed=False)
    note = colleague.dear_colleague(letter)
    for form in (page(letter), str(colleague.as_html(note)), colleague.as_text(note)):
        assert aide.email not in form
        assert aide.agent_name not in form
        assert "Canary" not in form
        assert "1 besides those who lead it" in form


def test_a_link_only_letter_is_not_for_search_machines():
    assert "noindex" in page(house(listing=Listing.LINK_ONLY))
    assert "noindex" not in page(house(listing=Listing.PUBLIC))


def test_a_draft_has_no_such_page():
    from tests.factories.letters import letter as draft

    assert Client().get(reverse("signatories:dear_colleague", args=[draft().slug])).status_code == 404


def test_a_party_reads_its_own_words_and_the_same_letter(staff):
    letter = house()
    letter.party_notes.create(party="republican", text="For **limited** government.")
    at = reverse("admin:letters_letter_colleague", args=[letter.pk])
    assert "Please <strong>join</strong>" in staff.get(at).content.decode()
    theirs = staff.get(at, {"party": "republican"}).content.decode()
    assert "<strong>limited</strong>" in theirs
    assert "<strong>join</strong>" not in theirs
    assert "It does harm." in theirs
    assert staff.get(at, {"party": "<script>"}).status_code == 200


def test_what_was_typed_is_text(staff):
    evil = "<img src=x onerror=alert(1)>{{ 7|add:7 }}"
    letter = house(endorsements=evil, names_shown=NamesShown.ACCEPTED)
    member(letter, "Ana", evil[:60])
    assert "<img" not in page(letter)
    assert "{{ 7|add:7 }}" in page(letter)


def test_many_names_are_cut_and_counted(monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(colleague, "NAMED", 2)
    letter = house(names_shown=NamesShown.ACCEPTED)
    for number in range(4):
        member(letter, "Ana", f"Ruiz{number}")
    with django_assert_max_num_queries(8):
        assert "and 2 more" in page(letter)


def test_names_are_copied_in_every_form(staff):
    letter = house()
    lead(letter, district="3")
    member(letter, "Ana", "Reyes", district="7")
    member(letter, "Bo", "=Lee", district="1", state="TX", party="Republican")
    listed = copying.names_of(letter)

    assert copying.sentence(listed) == "Lee Lead (D-NY-3); Bo =Lee (R-TX-1); Ana Reyes (D-NY-7)"
    assert copying.lines(listed).splitlines()[1] == "Bo =Lee (R-TX-1)"
    assert copying.columns(listed).splitlines()[2] == "Ana Reyes\tMember of Congress\tDemocrat\tNY\t7"
    assert copying.by_state(listed) == ("New York\nLee Lead (D-NY-3)\nAna Reyes (D-NY-7)\n\nTexas\nBo =Lee (R-TX-1)")


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({}, "They are for staff."),
        ({"asked_see_names": True}, "Those who are asked to sign may read them."),
        ({"names_shown": NamesShown.ACCEPTED}, "Everyone who opens the letter's page can read them."),
    ],
)
def test_staff_are_told_who_may_read_the_names_they_copy(staff, rules: dict[str, Any], said: str):
    letter = house(**rules)
    member(letter, "Ana", "Reyes")
    shown = staff.get(reverse("admin:letters_letter_copy", args=[letter.pk])).content.decode()
    assert "1 name is listed." in shown
    assert said in shown


def test_the_first_twenty_and_how_many_more():
    letter = house()
    for number in range(22):
        member(letter, "Ana", f"Ruiz{number:02}")
    told = copying.first_twenty(copying.names_of(letter))
    assert told.count("Ana") == 20
    assert told.endswith("; and 2 more")


def test_a_cell_that_is_a_formula_stays_text():
    letter = house()
    member(letter, "=1+1", "")
    assert copying.columns(copying.names_of(letter)).startswith("'=1+1")


def test_an_organization_is_copied_with_its_place():
    from letters.states import LetterType

    letter = published_letter(type=LetterType.COALITION)
    known = directory.organization(name="Alpha Alliance", city="Albany", state="NY")
    signatories.confirmed(letter, organization=known)
    assert copying.lines(copying.names_of(letter)) == "Alpha Alliance (Albany, NY)"


@pytest.mark.parametrize("name", ["colleague", "copy"])
def test_both_pages_are_for_those_who_may_look_at_names(name):
    client = Client()
    client.force_login(get_user_model().objects.create_user("other", is_staff=True))
    assert client.get(reverse(f"admin:letters_letter_{name}", args=[house().pk])).status_code == 403


@pytest.mark.parametrize("over", ["sealed", "recalled"])
def test_the_page_invites_nobody_to_a_letter_that_went_out_or_was_taken_back(over: str) -> None:
    letter = published_letter(type=LetterType.PETITION)
    signatories.confirmed(letter, printed_name="Ana Vega")
    page = reverse("signatories:dear_colleague", args=[letter.slug])
    assert "Ana Vega" in Client().get(page).text

    if over == "sealed":
        letter_steps.close_now(letter, by=None)
        letter_steps.seal(letter, by=None)
    else:
        letter_steps.recall(letter, by=None, reason="A fact was wrong.")

    for prefix in ("", "/es"):
        assert Client().get(f"{prefix}{page}").url == f"{prefix}/letters/{letter.slug}/"


def test_a_persons_state_is_said_nowhere():
    from letters.states import LetterType

    letter = published_letter(type=LetterType.PETITION)
    signatories.confirmed(letter, printed_name="Ana Vega", city="Albany", us_state="NY")
    listed = copying.names_of(letter)
    assert copying.lines(listed) == "Ana Vega (Albany)"
    assert "NY" not in page(letter) + copying.columns(listed)
    assert copying.by_state(listed).startswith("Elsewhere")
