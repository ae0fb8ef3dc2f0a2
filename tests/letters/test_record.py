"""What became of a letter, as everyone reads it: on its page, and on its campaign's timeline."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from letters import workflow
from letters.filed import Filed
from letters.models import Letter
from letters.record import Happened, record_of, with_record
from tests.factories.letters import campaign, delivered_letter, published_letter
from tests.factories.seals import sealed_petition

pytestmark = pytest.mark.django_db

PDF = Filed(b"%PDF-1.7\n%%EOF", "application/pdf")
HOSTILE = '<img src=x onerror="alert(1)">{{ 7 }}'


def day_of(made: Letter) -> date:
    return made.now.astimezone(made.zone).date()


def answer(made: Letter, **fields: Any) -> Any:
    said = {"addressee": made.addressees.first(), "date": day_of(made), "text": "We will see.", "public": True}
    return workflow.record_answer(made, by=None, **said | fields)


def outcome(made: Letter, **fields: Any) -> Any:
    return workflow.record_outcome(made, by=None, **{"result": "refused", "date": day_of(made)} | fields)


def record(made: Letter) -> list[Happened]:
    return record_of(with_record(Letter.objects.for_page()).get(pk=made.pk))


def lines(made: Letter) -> list[tuple[str, str, str]]:
    return [(each.type, each.title, f"{each.place} {each.get_jurisdiction_display}".strip()) for each in record(made)]


def test_the_record_tells_in_order_what_happened_and_to_whom() -> None:
    made = delivered_letter(addressees=("Ann", "Bo", "Cy"), days_ago=5)
    ann, bo, _cy = made.addressees.all()
    outcome(made, result="agreed", jurisdiction="NY", addressee=ann)
    answer(made, addressee=bo, date=day_of(made) - timedelta(days=2))
    workflow.deliver(made, by=None, to=[bo], at=made.now - timedelta(days=4), way="email")

    assert lines(made) == [
        ("delivery", "Delivered to Ann, Bo and Cy", ""),
        ("delivery", "Delivered to Bo", ""),
        ("answer", "Bo answered", ""),
        ("outcome", "Agreed", "Ann New York"),
    ]
    assert [each.text for each in record(made)] == ["By hand", "By e-mail", "We will see.", ""]


@pytest.mark.parametrize(("zone", "day"), [("Pacific/Guam", 21), ("Pacific/Pago_Pago", 20)])
def test_the_day_of_a_delivery_is_that_of_the_letters_own_calendar(zone: str, day: int) -> None:
    made = delivered_letter(time_zone=zone)
    made.deliveries.update(at=datetime(2026, 3, 20, 18, tzinfo=UTC))

    assert [each.date for each in record(made)] == [date(2026, 3, day)]


def test_what_was_struck_or_is_for_staff_is_in_no_record(client: Client) -> None:
    made = delivered_letter(addressees=("Ann", "Bo"), listing="public")
    bo = made.addressees.get(name="Bo")
    answer(made, text="Between us.", public=False)
    wrong = (made.deliveries.get(addressee=bo), answer(made, text="Wrong."), outcome(made, note="Also wrong."))
    for fact in wrong:
        workflow.strike(made, by=None, fact=fact, reason="Wrong.")

    assert lines(made) == [("delivery", "Delivered to Ann", "")]
    for page in (made.get_absolute_url(), made.campaign.get_absolute_url()):
        text = client.get(page).text
        assert [words in text for words in ("Between us.", "rong.", "Delivered to Ann")] == [False, False, True]


def test_no_name_of_staff_number_or_carrier_is_on_the_page(client: Client, django_user_model: Any) -> None:
    ana = django_user_model.objects.create_user("ana-of-the-staff")
    made = delivered_letter(delivery={"carried_by": "Courier X", "reference": "9400", "proof": PDF}, listing="public")
    workflow.acknowledge(made, by=ana, delivery=made.deliveries.get(), on=day_of(made), text="Stamped.")

    for page in (made.get_absolute_url(), made.campaign.get_absolute_url()):
        text = client.get(page).text
        assert [word in text for word in ("ana-of-the-staff", "Courier X", "9400", "Stamped.")] == [False] * 4


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_the_page_says_when_the_answer_is_due_until_there_is_one(client: Client, prefix: str) -> None:
    made = delivered_letter(delivery={"answer_due": date(2099, 3, 1)})
    due = {"": "March 1, 2099", "/es": "1 de marzo de 2099"}[prefix]
    page = prefix + made.get_absolute_url()

    before = client.get(page).text
    answer(made, public=False)

    assert [due in text for text in (before, client.get(page).text)] == [True, False]


def test_what_was_typed_is_text_and_never_markup(client: Client) -> None:
    made = delivered_letter(addressees=(HOSTILE,), listing="public")
    answer(made, text=HOSTILE)
    outcome(made, note=HOSTILE, source=HOSTILE)

    for page in (made.get_absolute_url(), made.campaign.get_absolute_url()):
        text = client.get(page).text
        assert ("<img" in text, "&lt;img" in text) == (False, True)


def test_a_delivered_letters_page_costs_five_queries_with_all_its_record(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    made = sealed_petition("Ana Vega", "Bo Lind", addressees=tuple(f"Member {number}" for number in range(30)))
    workflow.deliver(made, by=None, way="hand")
    for addressee in made.addressees.all():
        answer(made, addressee=addressee)
        outcome(made, addressee=addressee)
    client.get(made.get_absolute_url())

    with django_assert_max_num_queries(5):
        page = client.get(made.get_absolute_url())

    assert len(page.context["record"]) == 61


def test_a_letter_that_has_not_gone_out_has_no_record(client: Client) -> None:
    page = client.get(published_letter().get_absolute_url())

    assert (page.context["record"], "What became of it" in page.text) == ([], False)


def test_a_campaign_tells_updates_and_what_became_of_its_listed_letters_in_one_order(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cause = campaign()
    listed = delivered_letter(campaign=cause, days_ago=9, listing="public", addressees=("Ann",))
    hidden = delivered_letter(campaign=cause, days_ago=9, listing="link_only", addressees=("Zed",))
    for made in (listed, hidden):
        outcome(made, jurisdiction="IL", result="agreed")
    for days, title in ((20, "Before"), (4, "Between"), (-1, "After")):
        cause.updates.create(type="news", date=day_of(listed) - timedelta(days=days), title=title)

    with django_assert_num_queries(3):
        page = client.get(cause.get_absolute_url())

    titles = [update.title for update in page.context["happened"].updates]
    assert titles == ["After", "Agreed", "Between", "Delivered to Ann", "Before"]
    assert ("Illinois" in page.text, "Zed" in page.text, hidden.slug in page.text) == (True, False, False)


def test_the_file_of_a_public_answer_is_saved_by_everyone(client: Client) -> None:
    made = delivered_letter(listing="public")
    said = answer(made, text="", file=PDF)
    [link] = [each.file_url for each in record(made) if each.file_url]

    response = client.get(link)

    assert link == f"/letters/{made.slug}/answers/{said.pk}/"
    assert f'href="{link}"' in client.get(made.get_absolute_url()).text
    assert (response.content, response["Content-Type"]) == (PDF.content, "application/pdf")
    assert response["Content-Disposition"] == f'attachment; filename="{made.slug}-answer.pdf"'
    assert (response["X-Content-Type-Options"], "X-Robots-Tag" in response) == ("nosniff", False)
    assert ("public" in response["Cache-Control"], dict(response.cookies)) == (True, {})


def test_the_file_of_a_link_only_letter_is_kept_from_robots(client: Client) -> None:
    made = delivered_letter(listing="link_only")
    said = answer(made, file=PDF)

    response = client.get(f"/letters/{made.slug}/answers/{said.pk}/")

    assert (response.status_code, response["X-Robots-Tag"]) == (200, "noindex, nofollow")


@pytest.mark.parametrize("why", ["for staff", "struck", "no file", "another letter's"])
def test_no_other_file_is_handed_out(client: Client, why: str) -> None:
    made, other = delivered_letter(), delivered_letter()
    said = answer(made, file=None if why == "no file" else PDF, public=why != "for staff")
    if why == "struck":
        workflow.strike(made, by=None, fact=said, reason="Wrong.")
    letter = other if why == "another letter's" else made

    assert client.get(f"/letters/{letter.slug}/answers/{said.pk}/").status_code == 404


def test_the_record_stays_on_the_page_of_a_letter_that_was_taken_back(client: Client) -> None:
    made = delivered_letter(type="petition", addressees=("Ann",))
    workflow.recall(made, by=None, reason="The figures were wrong.")

    assert "Delivered to Ann" in client.get(made.get_absolute_url()).text
