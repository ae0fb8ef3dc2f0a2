"""What happened to a cause: each type in its own manner, by month, and where each jurisdiction stands."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from letters.models import Campaign, Update
from letters.states import UPDATE_NEEDS, UpdateType
from letters.timeline import Timeline
from tests.factories.letters import campaign, published_letter

COMPLETE: dict[str, dict[str, Any]] = {
    "news": {},
    "event": {"place": "Bronx"},
    "statement": {"speaker": "Ron Hampton", "source": "Press", "text": "He is against it."},
    "outcome": {"jurisdiction": "IL", "result": "withdraws"},
    "bill": {"jurisdiction": "CA", "bill_number": "AB 1081", "bill_status": "before the Assembly"},
}


def update(type_: str, day: str = "2011-05-04", **fields: Any) -> Update:
    return Update(type=type_, date=date.fromisoformat(day), title=f"{type_} of {day}", **COMPLETE[type_] | fields)


def refused(found: Update) -> set[str]:
    with pytest.raises(ValidationError) as refusal:
        found.clean()
    return set(refusal.value.message_dict)


@pytest.mark.parametrize("type_", UpdateType)
def test_each_type_says_what_it_needs_and_no_more_is_asked(type_: str) -> None:
    update(type_).clean()

    for name in UPDATE_NEEDS[UpdateType(type_)]:
        assert refused(update(type_, **{name: ""})) == {name}


def test_a_statement_reports_or_quotes() -> None:
    update("statement", text="", quotation="I am against it.").clean()

    assert refused(update("statement", text="")) == {"text"}


@pytest.mark.parametrize(
    ("type_", "fields"),
    [
        ("news", {"speaker": "Ron Hampton", "part": 0, "bill_number": "AB 1"}),
        ("bill", {"result": "withdraws"}),
        ("outcome", {"quotation": "We are out."}),
    ],
)
def test_what_a_type_would_not_show_is_refused_rather_than_hidden(type_: str, fields: dict[str, Any]) -> None:
    assert refused(update(type_, **fields)) == set(fields)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "ftp://x.example/a", "//x.example", "x"])
def test_a_link_that_is_not_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        update("news", source_url=url).clean_fields(exclude=["campaign"])

    assert refusal.value.message_dict == {"source_url": ["Write an address that begins with https:// or http://."]}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("numbers", "fine"),
    [
        ({"part": 26, "whole": 102, "unit": "localities"}, True),
        ({"part": 0, "whole": 1, "unit": "localities"}, True),
        ({}, True),
        ({"part": 103, "whole": 102, "unit": "localities"}, False),
        ({"part": 0, "whole": 0, "unit": "localities"}, False),
        ({"part": 26, "unit": "localities"}, False),
        ({"whole": 102, "unit": "localities"}, False),
        ({"part": 26, "whole": 102}, False),
        ({"unit": "localities"}, False),
    ],
)
def test_how_many_of_how_many_of_what_are_said_together(numbers: dict[str, Any], *, fine: bool) -> None:
    made = update("outcome", campaign=campaign(), **numbers)

    if fine:
        made.full_clean()
        made.save()
    else:
        with pytest.raises(ValidationError, match="Say all three or none"):
            made.full_clean()


def test_the_newest_outcome_of_each_jurisdiction_stands_with_a_bar_since_its_day() -> None:
    told = [
        update("news", "2011-08-09"),
        update("outcome", "2011-08-08", jurisdiction="IL", result="stays out"),
        update("outcome", "2011-06-20", jurisdiction="NY"),
        update("outcome", "2011-05-04", jurisdiction="IL"),
        update("event", "2011-05-01"),
    ]

    bars = Timeline(told).outcomes

    assert [(bar.update.jurisdiction, bar.start, bar.length) for bar in bars] == [("NY", 50, 50), ("IL", 98, 2)]
    assert bars[1].update.result == "stays out"
    assert Timeline(told[2:]).outcomes != []
    assert Timeline(told[3:]).outcomes == []  # one alone needs no plot
    assert [bar.start for bar in Timeline([told[1], update("outcome", "2011-08-08")]).outcomes] == []
    same_day = [update("outcome", jurisdiction=state) for state in ("NY", "IL")]
    assert [(bar.start, bar.length) for bar in Timeline(same_day).outcomes] == [(0, 100), (0, 100)]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("", ["event", "news", "bill"]), ("news", ["news"]), ("outcome", []), ("'--", ["event", "news", "bill"])],
)
def test_one_type_is_shown_if_asked(asked: str, shown: list[str]) -> None:
    timeline = Timeline([update("event"), update("news"), update("bill")], asked)

    assert [one.type for one in timeline.updates] == shown
    assert timeline.types == [(UpdateType.NEWS, 1), (UpdateType.EVENT, 1), (UpdateType.BILL, 1)]


@pytest.fixture
def cause() -> Campaign:
    made = campaign()
    published_letter(campaign=made, listing="public")
    for type_, day in zip(
        COMPLETE, ("2011-08-16", "2011-08-05", "2011-06-01", "2011-05-04", "2010-05-04"), strict=True
    ):
        made_update = update(type_, day)
        made_update.campaign = made
        made_update.save()
    return made


@pytest.mark.django_db
def test_the_page_groups_by_month_and_filters_without_a_script(
    client: Client, cause: Campaign, django_assert_num_queries
) -> None:
    with django_assert_num_queries(3):
        page = client.get(cause.get_absolute_url())
    bills = client.get(cause.get_absolute_url(), {"type": "bill"})
    spanish = client.get(f"/es/campaigns/{cause.slug}/")
    nonsense = client.get(f"/campaigns/{cause.slug}/", {"type": "<b>"})

    months = [line.strip() for line in page.text.splitlines() if 'class="month"' in line]
    assert months == [
        f'<h3 class="month">{month}</h3>' for month in ("August 2011", "June 2011", "May 2011", "May 2010")
    ]
    assert "AB 1081</strong> · before the Assembly" in bills.text
    assert ("Ron Hampton" in page.text, "Ron Hampton" in bills.text) == (True, False)
    assert 'href="?type=bill#happened" aria-current="true"' in bills.text
    assert "agosto de 2011" in spanish.text
    assert (nonsense.status_code, "There are no updates of the kind" in nonsense.text, "<b>" in nonsense.text) == (
        200,
        True,
        False,
    )
    assert "There are no updates of the kind" not in page.text


@pytest.mark.django_db
def test_updates_of_before_their_type_had_fields_are_still_shown(client: Client, cause: Campaign) -> None:
    for type_ in UpdateType:
        cause.updates.create(type=type_, date="2009-01-01", title=f"Old {type_}", source="https://news.example/a")

    page = client.get(cause.get_absolute_url())

    assert page.text.count("Old ") == len(UpdateType)
    assert '<a href="https://news.example/a" rel="nofollow">' in page.text
