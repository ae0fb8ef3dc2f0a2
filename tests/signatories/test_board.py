"""The whip board: whom a rule finds, how they stand, one click that changes a row, and who is left."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from letters.models import Letter
from letters.states import LetterType
from signatories import board, workflow
from signatories.models import Ask, TrailEntry
from signatories.states import Stance, Verb
from tests.factories import directory, signatories
from tests.factories.letters import published_letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def whip() -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("whip"))
    return client


def at(letter: Letter, page: str = "board", *args: Any, **query: Any) -> str:
    return reverse(f"admin:letters_letter_{page}", args=[letter.pk, *args], query=query)


def asked(letter: Letter, stance: str = Stance.NOT_ASKED, **fields: Any) -> Ask:
    term = signatories.seat(letter, **fields)
    workflow.add_targets(letter, [term], by=None)
    ask = letter.asks.get(term=term)
    if stance != Stance.NOT_ASKED:
        workflow.change_ask(ask, seen=1, by=None, stance=stance)
    return ask


def withdrawn(ask: Ask) -> Ask:
    workflow.withdraw(signatories.confirmed(ask.letter, term=ask.term), by=None, reason="By phone.")
    return ask


def press(client: Client, ask: Ask, stance: str, *, edition: int | None = None, **headers: Any) -> Any:
    value = f"{ask.pk}:{edition or ask.edition}:{stance}"
    return client.post(at(ask.letter), {"set": value}, **headers)


def test_the_bars_count_by_party_chamber_and_state_from_one_query(django_assert_num_queries):
    letter = published_letter()
    asked(letter, Stance.PROMISED, party="Democrat", state="NY")
    asked(letter, party="Democratic", state="NY", chamber="upper")
    signed = asked(letter, Stance.ASKED, party="Republican", state="TX")
    signatories.confirmed(letter, term=signed.term)
    withdrawn(asked(letter, Stance.PROMISED, party="Republican", state="TX"))
    asked(published_letter(), Stance.DECLINED)

    with django_assert_num_queries(1):
        bars = {str(group.heading): group.bars for group in board.bars(letter).values()}

    assert [(str(bar.label), bar.counts) for bar in bars["By party"]] == [
        ("Democrats", {"promised": 1, "not_asked": 1}),
        ("Republicans", {"signed": 1, "withdrew": 1}),
    ]
    assert [(str(bar.label), bar.total) for bar in bars["By state"]] == [("New York", 2), ("Texas", 2)]
    assert [(bar.label, bar.total) for bar in bars["By chamber"]] == [("Senate", 1), ("House of Representatives", 3)]
    assert list(bars["All"][0].numbers.values()) == [1, 1, 0, 0, 0, 1, 0, 1]
    assert bars["By state"][0].pieces == [("promised", 0, 50), ("not_asked", 50, 50)]


def test_one_click_changes_a_stance_and_comes_back_to_the_row(whip):
    ask = asked(published_letter())
    response = press(whip, ask, Stance.LEANING)
    assert response.status_code == 302
    assert response.url.endswith(f"/board/#ask-{ask.pk}")
    ask.refresh_from_db()
    assert ask.stance == Stance.LEANING
    assert ask.trail.latest("pk").by.username == "whip"


def test_with_scripts_the_row_and_the_bars_come_back_and_the_page_stays(whip):
    ask = asked(published_letter())
    response = press(whip, ask, Stance.PROMISED, headers={"HX-Request": "true"})
    page = response.content.decode()
    assert f'id="ask-{ask.pk}"' in page
    assert f"{ask.pk}:2:declined" in page, "the next click carries the new edition"
    assert 'hx-swap-oob="innerHTML"' in page
    assert "<html" not in page


def test_a_wrong_click_is_taken_back(whip):
    ask = asked(published_letter())
    press(whip, ask, Stance.ASKED)
    press(whip, ask, Stance.NOT_ASKED, edition=2)
    ask.refresh_from_db()
    assert (ask.stance, ask.contacted_at) == (Stance.NOT_ASKED, None)


def test_of_two_clicks_on_one_row_the_second_is_told(whip):
    ask = asked(published_letter())
    press(whip, ask, Stance.PROMISED)
    response = press(whip, ask, Stance.DECLINED, edition=1, headers={"HX-Request": "true"})
    assert response.status_code == 409
    assert "Somebody else changed this row" in response.content.decode()
    ask.refresh_from_db()
    assert ask.stance == Stance.PROMISED


@pytest.mark.parametrize("value", ["", "x", "1", "1:1", "1:x:asked", "1:1:signed", f"{'9' * 30}:1:asked"])
def test_what_no_button_sends_changes_nothing(whip, value):
    ask = asked(published_letter())
    response = whip.post(at(ask.letter), {"set": value.replace("1", str(ask.pk), 1)})
    assert response.status_code in (302, 404)
    ask.refresh_from_db()
    assert ask.edition == 1


def test_a_row_of_another_letter_is_not_reached_through_this_one(whip):
    ask, other = asked(published_letter()), published_letter()
    assert whip.post(at(other), {"set": f"{ask.pk}:1:asked"}).status_code == 404
    assert whip.get(at(other, "ask", ask.pk)).status_code == 404


def test_filters_keep_what_they_say(whip):
    letter = published_letter()
    asked(letter, Stance.DECLINED, last="Aaron", party="Republican")
    asked(letter, Stance.ASKED, last="Baker", party="Democrat", state="TX")
    asked(letter, Stance.ASKED, last="Díaz", party="Democrat")

    def shown(**query: str) -> list[str]:
        return [str(ask.legislator.last) for ask in whip.get(at(letter, **query)).context["page"]]

    assert shown() == ["Aaron", "Baker", "Díaz"]
    assert shown(stands="declined") == ["Aaron"]
    assert shown(party="democratic") == ["Baker", "Díaz"]
    assert shown(party="democratic", state="TX") == ["Baker"]
    assert shown(q="diaz") == ["Díaz"]
    assert shown(stands="nonsense", owner="x") == ["Aaron", "Baker", "Díaz"]


def test_who_withdrew_is_shown_so_until_it_signs_again(whip):
    letter = published_letter()
    ask, other = withdrawn(asked(letter, Stance.ASKED, last="Lee")), asked(letter, Stance.ASKED, last="Chu")
    signatories.withdrawn(published_letter(), term=other.term)
    late = datetime(2026, 11, 26, 3, tzinfo=UTC)  # still the 25th in the letter's zone
    QuerySet(TrailEntry).filter(verb=Verb.WITHDRAWN).update(at=late)

    def shown(**query: str) -> list[str]:
        return [row.legislator.last for row in whip.get(at(letter, **query)).context["page"]]

    assert (shown(stands="withdrew"), shown(stands="asked")) == (["Lee"], ["Chu"])
    assert whip.get(at(letter, "missing")).context["count"] == 1
    assert whip.get(at(letter)).content.decode().count(">Withdrew 11/25/2026<") == 1
    assert "Nov. 25, 2026, 10 p.m.: withdrawn (By phone.)" in whip.get(at(letter, "ask", ask.pk)).content.decode()

    signatories.confirmed(letter, term=ask.term)
    assert (shown(stands="withdrew"), shown(stands="signed")) == ([], ["Lee"])


def test_filters_that_hide_all_say_so(whip):
    letter = published_letter()
    assert "Nobody is on the board yet" in whip.get(at(letter)).content.decode()
    asked(letter)
    page = whip.get(at(letter, stands="declined"))
    assert "Nobody on the board fits these filters" in page.content.decode()
    assert "then" not in page.context["filters"].fields, "this letter follows none"


def test_the_board_shows_who_signed_the_earlier_letter_and_not_yet_this_one(whip):
    last, letter = published_letter(), published_letter()
    letter.relations.create(kind="follows", to=last)
    both, then, never = (signatories.seat(letter, last=name) for name in ("Both", "Then", "Never"))
    for term in (both, then):
        signatories.confirmed(last, term=term)
    signatories.confirmed(published_letter(), term=never)  # a letter that has nothing to do with it
    signatories.confirmed(letter, term=both)
    workflow.add_targets(letter, [both, then, never], by=None)

    def shown(**query: str) -> list[str]:
        return [ask.legislator.last for ask in whip.get(at(letter, **query)).context["page"]]

    assert shown(then="on") == ["Both", "Then"]
    assert shown(then="on", stands="not_asked") == ["Then"]
    assert whip.get(at(letter)).content.decode().count("· signed the earlier letter") == 2


def test_a_board_costs_as_many_queries_with_one_target_as_with_fifty(whip, django_assert_max_num_queries):
    letter = published_letter()
    asked(letter)
    whip.get(at(letter))
    with django_assert_max_num_queries(12) as first:
        whip.get(at(letter))
    workflow.add_targets(letter, [signatories.seat(letter) for _ in range(50)], by=None)
    with django_assert_max_num_queries(len(first)):
        whip.get(at(letter))


def test_rules_find_targets_and_one_press_puts_them_on(whip):
    letter = published_letter()
    signatories.seat(letter, last="Aaron", party="Republican")
    baker = signatories.seat(letter, last="Baker", party="Democratic", state="TX")
    signatories.seat(letter, last="Cole", party="Democrat", state="TX", chamber="upper")
    signatories.seat(letter, last="Gone", party="Democrat", state="TX", end="2002-01-03")

    page = whip.get(at(letter, "targets", party="democratic", chamber="lower"))
    assert page.context["new"] == 1
    assert "Baker" in page.content.decode()
    assert not letter.asks.exists()

    whip.post(at(letter, "targets"), {"party": "democratic", "chamber": "lower"})
    assert [ask.term for ask in letter.asks.all()] == [baker]
    assert whip.get(at(letter, "targets", party="democratic")).context["new"] == 1


def test_who_loses_the_tick_is_left_out(whip):
    letter, rule = published_letter(), {"party": "democratic", "listed": "1"}
    one, two, three = (signatories.seat(letter, party="Democrat") for _ in range(3))
    stranger = signatories.seat(letter, party="Republican")
    page = whip.get(at(letter, "targets", party="democratic")).content.decode()
    assert page.count('name="target"') == page.count(" checked>") == 3

    nobody = whip.post(at(letter, "targets"), rule)
    assert "Tick whom to put on the board." in nobody.content.decode()
    whip.post(at(letter, "targets"), rule | {"target": [f"term-{term.pk}" for term in (one, three, stranger)]})
    assert set(letter.asks.values_list("term", flat=True)) == {one.pk, three.pk}
    assert f'value="term-{two.pk}"' in whip.get(at(letter, "targets", party="democratic")).content.decode()


def test_more_than_can_be_listed_come_all(whip, monkeypatch):
    monkeypatch.setattr("signatories.admin.targets.LISTED", 1)
    letter = published_letter()
    [signatories.seat(letter) for _ in range(2)]
    page = whip.get(at(letter, "targets", everybody="on")).content.decode()
    assert ("So many come all together" in page, 'name="target"' in page) == (True, False)
    whip.post(at(letter, "targets"), {"everybody": "on"})
    assert letter.asks.count() == 2


def test_the_signers_of_another_letter_are_targets(whip):
    last, letter = published_letter(), published_letter()
    signed = signatories.seat(last)
    signatories.confirmed(last, term=signed)
    signatories.seat(last)
    whip.post(at(letter, "targets"), {"signed": last.pk})
    assert [ask.legislator for ask in letter.asks.all()] == [signed.legislator]


def test_organizations_are_found_for_a_coalition(whip):
    letter = published_letter(type=LetterType.COALITION)
    known = directory.organization()
    whip.post(at(letter, "targets"), {"everybody": "on"})
    assert [ask.organization for ask in letter.asks.all()] == [known]


def test_no_rule_finds_nobody(whip):
    letter = published_letter()
    signatories.seat(letter)
    response = whip.post(at(letter, "targets"), {})
    assert response.status_code == 422
    assert "Choose at least one rule" in response.content.decode()
    assert not letter.asks.exists()


def test_a_row_in_full_is_stored_unless_somebody_was_quicker(whip):
    ask = asked(published_letter())
    page, owner = at(ask.letter, "ask", ask.pk), get_user_model().objects.get()
    typed = {
        "stance": "asking_boss",
        "until": "2026-12-01",
        "note": "Monday.",
        "owner": owner.pk,
        "edition": 1,
    }
    assert whip.post(page, typed).status_code == 302
    ask.refresh_from_db()
    assert (ask.stance, str(ask.until), ask.note, ask.owner) == ("asking_boss", "2026-12-01", "Monday.", owner)

    late = whip.post(page, typed | {"note": "Mine.", "owner": ""})
    assert late.status_code == 422
    stored = {field.name: now for field, now in late.context["rows"] if now}
    assert (late.context["form"]["note"].value(), stored) == ("Mine.", {"owner": "whip", "note": "Monday."})
    assert "Stored now: <strong>Monday.</strong>" in late.content.decode()
    ask.refresh_from_db()
    assert ask.note == "Monday."


def test_who_is_missing_can_be_pasted_and_taken_as_csv(whip):
    letter = published_letter()
    asked(letter, Stance.DECLINED, last="Aaron")
    asked(letter, Stance.ASKED, first="=cmd", last="Baker", party="Democrat", district="7")
    signed = asked(letter, Stance.ASKED)
    signatories.confirmed(letter, term=signed.term)

    assert whip.get(at(letter, "missing")).context["lines"] == "=cmd Baker (D-NY-7)"
    answer = whip.get(at(letter, "missing_csv"), headers={"Accept-Language": "es"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert [(row["name"], row["stance"], row["district"]) for row in rows] == [("'=cmd Baker", "asked", "7")]
    words = ("party_and_seat", "chamber_in_words", "stance_in_words")
    assert [rows[0][word] for word in words] == ["D-NY-7", "House of Representatives", "Asked"]


def test_a_target_nobody_asked_is_taken_off(whip):
    ask = asked(published_letter())
    whip.post(at(ask.letter, "ask", ask.pk), {"take_off": "1"})
    assert not ask.letter.asks.on_board().exists()


@pytest.mark.parametrize("page", ["board", "targets", "missing", "missing_csv"])
def test_the_board_is_for_those_who_may_change_it(page):
    client, letter = Client(), published_letter()
    viewer = get_user_model().objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(viewer)
    assert client.get(at(letter, page)).status_code == 403
