"""Leads are planned beside the draft's text: from the directory, or typed."""

from datetime import date

import pytest

from letters.models import Letter
from signatories.models import Signatory, TrailEntry
from signatories.states import Kind, Source, State
from tests.factories import directory, letters, signatories
from tests.letters.admin_site import ADD, shown, staff, take, url

pytestmark = pytest.mark.django_db


def plan(client, letter, *rows, **changes):
    """Send the change form back with these leads in rows of their own, below those that are planned."""
    page = url("change", letter)
    data = shown(client.get(page))
    first = int(data["signatories-INITIAL_FORMS"])
    data["signatories-TOTAL_FORMS"] = first + len(rows)
    for number, row in enumerate(rows, start=first):
        data |= {f"signatories-{number}-{name}": value for name, value in row.items()}
    return client.post(page, data | changes)


def planned(letter):
    rows = Signatory.objects.filter(letter=letter, state=State.HELD, source=Source.LEAD).order_by("lead_position")
    return list(rows.values_list("lead_position", "kind", "printed_name"))


def errors(response):
    formset = response.context["inline_admin_formsets"][1].formset
    return [
        *formset.non_form_errors(),
        *(text for form in formset.forms for texts in form.errors.values() for text in texts),
    ]


def test_leads_come_from_the_directory_or_are_typed_and_stand_in_the_order_of_their_rows(client):
    ana = staff(client)
    letter = letters.letter()
    member, group = signatories.seat(letter, last="Serrano"), directory.organization(name="Immigrant Defense Project")

    response = plan(
        client,
        letter,
        {"legislator": member.legislator_id},
        {"organization": group.pk},
        {"printed_name": "Rosa Vega", "title": "Mayor", "affiliation": "Aurora", "us_state": "IL"},
        {"printed_name": "Luis Soto"},
    )

    assert response.status_code == 302
    assert planned(letter) == [
        (1, Kind.LEGISLATOR, "Ana Serrano"),
        (2, Kind.ORGANIZATION, "Immigrant Defense Project"),
        (3, Kind.OFFICEHOLDER, "Rosa Vega"),
        (4, Kind.INDIVIDUAL, "Luis Soto"),
    ]
    as_signed = Signatory.objects.get(lead_position=1)
    assert (as_signed.party, as_signed.us_state, as_signed.legislator) == ("Democrat", "NY", member.legislator)
    trail = TrailEntry.objects.order_by("pk").values_list("verb", "by")
    assert list(trail) == [("planned", ana.pk)] * 4


def test_a_new_letter_is_saved_with_its_lead(client):
    staff(client)
    page = f"{ADD}?type=congress"
    member = directory.term(end=None)
    data = shown(client.get(page)) | {
        "campaign": letters.campaign().pk,
        "title": "End it",
        "salutation": "Dear Mr. President:",
        "body": "Please.",
        "contact_name": "Ana Ruiz",
        "contact_email": "ana@mail.house.gov",
        "closes_at_0": "2099-12-04",
        "signatories-0-legislator": member.legislator_id,
    }

    client.post(page, data)

    assert planned(Letter.objects.get()) == [(1, Kind.LEGISLATOR, "José E. Serrano")]


def test_a_lead_taken_off_is_struck_and_stays_in_the_trail(client):
    ana = staff(client)
    letter = letters.letter()
    plan(client, letter, {"printed_name": "Luis Soto"}, {"printed_name": "Rosa Vega"})

    plan(client, letter, **{"signatories-0-DELETE": "on"})

    assert planned(letter) == [(2, Kind.INDIVIDUAL, "Rosa Vega")]
    struck = Signatory.objects.get(printed_name="Luis Soto")
    assert struck.state == State.ENTERED_IN_ERROR
    newest = TrailEntry.objects.first()
    assert (newest.signatory, newest.verb, newest.by) == (struck, "entered_in_error", ana)
    inline = client.get(url("change", letter)).context["inline_admin_formsets"][1]
    assert [form.instance.printed_name for form in inline.formset.initial_forms] == ["Rosa Vega"]


def test_planned_leads_change_places_and_nothing_else(client):
    staff(client)
    letter = letters.letter()
    plan(client, letter, {"printed_name": "Luis Soto"}, {"printed_name": "Rosa Vega"})

    swapped = {"signatories-0-lead_position": 2, "signatories-1-lead_position": 1, "signatories-0-printed_name": "X"}
    plan(client, letter, **swapped)

    assert planned(letter) == [(1, Kind.INDIVIDUAL, "Rosa Vega"), (2, Kind.INDIVIDUAL, "Luis Soto")]


def test_a_form_sent_back_untouched_plans_nobody_again(client):
    staff(client)
    letter = letters.letter()
    plan(client, letter, {"printed_name": "Luis Soto"})

    plan(client, letter)

    assert planned(letter) == [(1, Kind.INDIVIDUAL, "Luis Soto")]
    assert TrailEntry.objects.count() == 1


def test_a_row_names_exactly_one_lead(client):
    staff(client)
    letter = letters.letter()
    member = signatories.seat(letter)

    both = plan(client, letter, {"printed_name": "Luis Soto", "legislator": member.legislator_id})
    none = plan(client, letter, {"lead_position": 1})

    for response in (both, none):
        assert errors(response) == ["Name one lead in each row: from the directory, or typed."]
    assert planned(letter) == []


def test_nobody_leads_twice_and_no_two_have_one_place(client):
    staff(client)
    letter = letters.letter()
    member = signatories.seat(letter)
    once = {"legislator": member.legislator_id}

    twice = plan(client, letter, once, once)
    one_place = plan(client, letter, once | {"lead_position": 1}, {"printed_name": "Luis Soto", "lead_position": 1})
    plan(client, letter, once)
    again = plan(client, letter, once)

    for response in (twice, one_place, again):
        assert errors(response) == ["Two leads are the same, or have the same place."]
    assert len(planned(letter)) == 1


def test_a_lead_must_sit_where_the_letter_is_signed_on_its_date(client):
    staff(client)
    letter = letters.letter(dated=date(2011, 11, 17), chamber="lower")
    directory.term()
    gone = directory.term(start=date(2005, 1, 4), end=date(2011, 1, 3))
    senator = directory.term(chamber="upper", district="")

    for term in (gone, senator):
        response = plan(client, letter, {"legislator": term.legislator_id})
        assert errors(response) == ["Does not sit in the letter's legislature on the letter's date."]
    assert planned(letter) == []


def test_typing_finds_those_who_sit_there_on_that_date_and_nobody_else(client):
    staff(client)
    letter = letters.letter(dated=date(2011, 11, 17), chamber="lower")
    sits = directory.term()
    directory.term(start=date(2005, 1, 4), end=date(2011, 1, 3))
    directory.term(chamber="upper", district="")
    directory.term(jurisdiction="NY")
    widget = (
        client.get(url("change", letter))
        .context["inline_admin_formsets"][1]
        .formset.empty_form.fields["legislator"]
        .widget
    )
    asked = {"term": "jose serr", "app_label": "signatories", "model_name": "signatory", "field_name": "legislator"}

    found = client.get(f"{widget.get_url()}&" + "&".join(f"{name}={value}" for name, value in asked.items())).json()

    assert found["results"] == [{"id": str(sits.legislator_id), "text": "Serrano, José E. (D-NY-16)"}]


def test_typing_says_so_where_whoever_has_the_name_does_not_sit_then(client):
    staff(client)
    directory.term()
    asked = {"app_label": "signatories", "model_name": "signatory", "field_name": "legislator", "on": "2026-12-01"}

    found, nobody = (
        client.get("/admin/letters/letter/legislators/", asked | {"term": term}).json()["results"]
        for term in ("serrano", "nosuchname")
    )

    told = (
        "1 found, but not in office on Dec. 1, 2026, the date on the letter. "
        "Change it under “Opening, and the date on the letter”."
    )
    assert (found, nobody) == ([{"id": "0", "text": told, "disabled": True}], [])


@pytest.mark.parametrize("day", ["", "2011-13-45", "yesterday"])
def test_without_a_date_nobody_is_found(client, day):
    staff(client)
    directory.term()
    asked = {"app_label": "signatories", "model_name": "signatory", "field_name": "legislator"}

    assert client.get("/admin/letters/letter/legislators/", asked | {"on": day}).json()["results"] == []


def test_strangers_cannot_search(client):
    asked = {"app_label": "signatories", "model_name": "signatory", "field_name": "legislator"}

    assert client.get("/admin/letters/letter/legislators/", asked).status_code == 302
    staff(client, "view_campaign")
    assert client.get("/admin/letters/letter/legislators/", asked).status_code == 403


def test_a_petition_is_not_asked_for_a_legislator(client):
    staff(client)

    page = client.get(ADD, {"type": "petition"})

    assert "legislator" not in page.context["inline_admin_formsets"][1].formset.empty_form.fields


def test_after_publication_the_leads_are_only_read(client):
    staff(client)
    letter = letters.letter()
    plan(client, letter, {"printed_name": "Luis Soto"})
    take(client, letter, "publish")
    before = Signatory.objects.values().get()

    page = client.get(url("change", letter))
    plan(client, letter, {"printed_name": "Rosa Vega"}, **{"signatories-0-DELETE": "on"})

    assert "Luis Soto" in page.text
    assert Signatory.objects.values().get() == before
    assert before["state"] == State.CONFIRMED


def test_who_may_only_view_plans_nobody(client):
    staff(client, "view_letter")
    letter = letters.letter()

    assert plan(client, letter, {"printed_name": "Luis Soto"}).status_code == 403
    assert planned(letter) == []
