"""The order of a letter's names: one form, all or nothing, each changed name in the trail."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from letters.clock import database_now
from letters.models import Letter
from letters.states import LetterType, OrderRule
from signatories import exports, typesetting, workflow
from signatories.models import Signatory, TrailEntry
from signatories.typesetting import Names
from signatories.workflow import Place, Refused
from tests.factories import letters, signatories

from .desk import staffer, told

pytestmark = pytest.mark.django_db
INPUT = re.compile(r'<input [^>]*name="(\d+-\w+|shown)"(?: value="([^"]*)")?')


def url(letter: Letter, **asked: Any) -> str:
    return reverse("admin:letters_letter_order", args=[letter.pk], query=asked)


def clerk() -> Client:
    return staffer("view_letter", "change_letter", "view_signatory", "change_signatory")


def typed_on(page: Any) -> dict[str, str]:
    """Return what the page would send if nobody typed a word."""
    return {name: unescape(value) for name, value in INPUT.findall(page.content.decode())}


def three(**fields: Any) -> tuple[Letter, list[Signatory]]:
    letter = letters.published_letter(**fields)
    seats = [signatories.seat(letter, last=last) for last in ("Abel", "Baker", "Cole")]
    return letter, [signatories.confirmed(letter, term=seat) for seat in seats]


def save(client: Client, letter: Letter, **typed: Any) -> Any:
    """Open the page, type, and press the button."""
    return client.post(url(letter), typed_on(client.get(url(letter))) | typed)


def reread(*names: Signatory) -> list[Place]:
    return [Place.of(Signatory.objects.get(pk=name.pk)) for name in names]


def test_what_is_typed_is_saved_and_each_changed_name_has_one_trail_entry() -> None:
    letter, (abel, baker, cole) = three(order_rule=OrderRule.NUMBER)
    client, line = clerk(), "Chair, Committee on Budget"

    page = save(client, letter, **{f"{cole.pk}-number": "1", f"{abel.pk}-own_line": line, f"{abel.pk}-number": "2"})

    assert (page.status_code, page["Location"]) == (302, url(letter))
    assert reread(abel, baker, cole) == [(2, "abel ana", line), (None, "baker ana", ""), (1, "cole ana", "")]
    entries = TrailEntry.objects.filter(verb="reordered").order_by("signatory__sort_name")
    assert [(entry.signatory, entry.by.username, entry.reason) for entry in entries] == [
        (abel, "staff-0", f"number: — → 2; line under the name: — → {line}"),
        (cole, "staff-0", "number: — → 1"),
    ]
    assert list(letter.signatories.in_order_of(letter)) == [cole, abel, baker]
    assert told(client.get(url(letter))) == ["2 names were changed."]


def test_a_line_given_to_one_name_is_printed_everywhere_and_the_rule_for_the_others() -> None:
    letter, (abel, baker, _cole) = three(names_shown="accepted")
    save(clerk(), letter, **{f"{abel.pk}-own_line": "Chair, Budget"})

    content = typesetting.content(letter, typesetting.latest(letter), Names.for_staff(letter))
    page = Client().get(letter.get_absolute_url()).text
    copy = "".join(exports.for_addressee(Signatory.objects.all(), letter))

    assert [name["line"] for name in content["groups"][0]["names"]] == ["Chair, Budget", *["Member of Congress"] * 2]
    assert [text.count("Chair, Budget") for text in (page, copy)] == [1, 1]
    assert Signatory.objects.get(pk=baker.pk).line == "Member of Congress"


@pytest.mark.parametrize(
    ("typed", "filed"),
    [
        ("Díaz-Balart, Mario", "diaz balart mario"),
        ("Holmes Norton, Eleanor", "holmes norton eleanor"),
        ("  ", "abel ana"),
        ("", "abel ana"),
    ],
)
def test_a_sort_name_is_filed_as_typed_and_by_itself_when_empty(typed: str, filed: str) -> None:
    letter, (abel, *_others) = three()
    Signatory.objects.filter(pk=abel.pk).update(sort_name="zz")

    save(clerk(), letter, **{f"{abel.pk}-sort_name": typed})

    assert Signatory.objects.get(pk=abel.pk).sort_name == filed


def test_one_mistake_saves_nothing_and_loses_nothing() -> None:
    letter, (abel, baker, cole) = three()
    before = reread(abel, baker, cole)

    page = save(
        clerk(),
        letter,
        **{f"{abel.pk}-number": "7", f"{baker.pk}-number": "-1", f"{cole.pk}-sort_name": "…"},
        **{f"{abel.pk}-own_line": "see www.evil.example"},
    )

    assert page.status_code == 422
    assert reread(abel, baker, cole) == before
    assert not TrailEntry.objects.filter(verb="reordered").exists()
    assert [name for form in page.context["forms"] for name in form.errors] == ["own_line", "number", "sort_name"]
    typed = typed_on(page)
    assert (typed[f"{abel.pk}-number"], typed[f"{cole.pk}-sort_name"]) == ("7", "…")


def test_what_somebody_else_changed_is_told_and_only_overwritten_by_saving_again() -> None:
    letter, (abel, baker, _cole) = three()
    client = clerk()
    mine = typed_on(client.get(url(letter))) | {f"{abel.pk}-number": "1"}
    save(client, letter, **{f"{abel.pk}-number": "5", f"{baker.pk}-number": "6"})

    refused = client.post(url(letter), mine)
    after = reread(abel, baker)
    again = client.post(url(letter), typed_on(refused))

    assert (refused.status_code, again.status_code) == (422, 302)
    assert told(refused)[-1] == (
        "Nothing was saved: meanwhile somebody else changed Ana Abel. Save puts your words over theirs."
    )
    assert [place.number for place in after] == [5, 6]
    assert [place.number for place in reread(abel, baker)] == [1, 6]


def test_a_name_that_left_the_letter_is_named_and_the_rest_can_be_saved() -> None:
    letter, (abel, baker, _cole) = three()
    client = clerk()
    mine = typed_on(client.get(url(letter))) | {f"{abel.pk}-number": "1", f"{baker.pk}-number": "2"}
    workflow.withdraw(abel, by=None)

    refused = client.post(url(letter), mine)
    again = client.post(url(letter), typed_on(refused))

    assert told(refused)[-1] == "Nothing was saved: no longer on the letter: Ana Abel."
    assert (refused.status_code, again.status_code) == (422, 302)
    assert [place.number for place in reread(abel, baker)] == [None, 2]


@pytest.mark.parametrize("shown", ["", "nonsense", "e30:1:x"])
def test_a_page_that_is_not_ours_saves_nothing(shown: str) -> None:
    letter, (abel, *_others) = three()

    page = clerk().post(url(letter), {"shown": shown, f"{abel.pk}-number": "3"})

    assert (page.status_code, told(page)) == (422, ["Nothing was saved. Please open the page again."])
    assert reread(abel)[0].number is None


def test_names_of_another_letter_are_out_of_reach() -> None:
    letter, _names = three()
    other, (stranger, *_others) = three()
    client = clerk()
    theirs = typed_on(client.get(url(other))) | {f"{stranger.pk}-number": "9"}

    assert client.post(url(letter), theirs).status_code == 422
    assert reread(stranger)[0].number is None
    with pytest.raises(Refused, match="no longer on the letter"):
        workflow.reorder(letter, {stranger.pk: (Place.of(stranger), Place(9, "x", ""))}, by=None)


@pytest.mark.parametrize("fields", [{"stage": "delivered"}, {"stage": "recalled"}, {"stage": "published"}])
def test_once_sealed_delivered_or_recalled_the_names_stay(fields: dict[str, str]) -> None:
    letter, (abel, *_others) = three()
    now = database_now()
    Letter.objects.filter(pk=letter.pk).update(delivered_at=now, recall_reason="Why", sealed_at=now, **fields)

    page = save(clerk(), letter, **{f"{abel.pk}-number": "1"})

    assert (page.status_code, reread(abel)[0].number) == (422, None)


def test_the_leads_of_a_draft_can_be_given_a_line() -> None:
    letter = letters.letter()
    lead = workflow.plan_lead(signatories.unsaved(letter, lead_position=1), by=None)

    save(clerk(), letter, **{f"{lead.pk}-own_line": "Chair"})

    assert reread(lead)[0].own_line == "Chair"


def test_the_page_shows_todays_order_with_the_rules_line_in_grey() -> None:
    letter, (abel, baker, cole) = three()
    signatories.held(letter, term=signatories.seat(letter, last="Held"))
    Signatory.objects.filter(pk=cole.pk).update(lead_position=1)

    page = clerk().get(url(letter))

    assert [form.signatory for form in page.context["forms"]] == [cole, abel, baker]
    assert page.text.count('placeholder="Member of Congress"') == 3
    assert f'aria-label="Line under {abel}"' in page.text
    assert reverse("admin:letters_letter_change", args=[letter.pk]) in page.text


def test_a_petition_comes_in_pages_that_a_search_narrows() -> None:
    letter = letters.published_letter(type=LetterType.PETITION, order_rule=OrderRule.SURNAME)
    now = database_now()
    plain = {"letter": letter, "kind": "individual", "state": "confirmed", "submitted_at": now, "confirmed_at": now}
    Signatory.objects.bulk_create(
        Signatory(printed_name=f"Signer {n:03}", sort_name=f"{n:03}", folded_name=f"signer {n:03}", **plain)
        for n in range(201)
    )
    client = clerk()

    pages = [client.get(url(letter, page=number)) for number in (1, 2, 3)]
    found = client.get(url(letter, q="SIGNER 150"))
    name = found.context["forms"][0].signatory
    saved = client.post(url(letter, q="SIGNER 150"), typed_on(found) | {f"{name.pk}-number": "1"})

    assert [len(page.context["forms"]) for page in pages] == [100, 100, 1]
    assert len(typed_on(pages[0])) < 400  # under Django's limit for one form
    assert [str(form.signatory) for form in found.context["forms"]] == ["Signer 150"]
    assert (saved["Location"], reread(name)[0].number) == (url(letter, q="SIGNER 150"), 1)


def test_only_who_may_change_names_may_open_it() -> None:
    letter, _names = three()

    assert staffer("view_letter", "change_letter", "view_signatory").get(url(letter)).status_code == 403
    assert clerk().get(reverse("admin:letters_letter_change", args=[letter.pk])).text.count(url(letter)) == 1
