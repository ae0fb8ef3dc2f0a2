"""The closing page: each line is done or one click away; nothing on it blocks."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from letters import workflow as letter_steps
from letters.admin.steps import STEPS
from letters.clock import database_now
from letters.models import Letter
from signatories import workflow
from signatories.models import Signatory, TrailEntry
from signatories.states import LeftToDo, State
from tests.factories import letters, signatories
from tests.factories.letters import published_letter
from tests.letters.admin_site import staff, url

from .closing_desk import agree, led_letter, lines, tell
from .desk import names_of, names_on, page_of, press, staffer

pytestmark = pytest.mark.django_db


def standings(client: Client, letter: Letter) -> dict[str, str]:
    return {key: line.standing.value for key, line in lines(client, letter).items()}


def test_a_letter_nobody_is_missing_on_shows_what_remains_to_be_done(admin_client):
    letter = published_letter()

    assert standings(admin_client, letter) == {
        **dict.fromkeys(
            ("promises", "held", "late", "unconfirmed", "lapsed", "stale", "left-office", "twice"), "done"
        ),
        "proof": "done",
        "notice": "to-do",
        **({"seal": "later"} if "seal" in lines(admin_client, letter) else {}),
        "deliver": "later",
        "release": "to-do",
    }


def test_each_line_counts_its_names_and_leads_to_exactly_them(admin_client):
    letter = published_letter()
    held, pending, lapsed = signatories.held(letter), signatories.signatory(letter), signatories.confirmed(letter)
    old, late = signatories.confirmed(letter), signatories.held(letter)
    letter_steps.close_now(letter, by=None)
    now = database_now()
    for one, fields in {
        lapsed: {"state": State.LAPSED, "lapsed_from": State.CONFIRMED},
        old: {"confirmed_at": now - timedelta(days=40)},
        late: {"submitted_at": now},
    }.items():
        Signatory.objects.filter(pk=one.pk).update(**fields)
    old.consents.update(given_at=now - timedelta(days=40))
    wanted = {"held": held, "late": late, "unconfirmed": pending, "lapsed": lapsed, "stale": old}

    shown = lines(admin_client, letter)

    for key, signatory in wanted.items():
        assert shown[key].count == 1
        assert [name.text for name in shown[key].names] == [str(signatory)]
        assert names_on(admin_client.get(shown[key].url)) == [str(signatory)]
    assert [key for key in wanted if shown[key].standing.value == "done"] == []
    assert "More than 30 days before it goes out." in shown["stale"].says


def test_a_promise_is_shown_with_the_offices_phone(admin_client):
    letter = published_letter()
    term = signatories.seat(letter, last="Lee", phone="202-225-2661 (Dana)")
    workflow.invite(letter, term.legislator, by=None)

    line = lines(admin_client, letter)["promises"]

    assert line.names == [("Lee, Ana", "202-225-2661 (Dana)", "tel:2022252661")]
    assert line.url == url("personal_links", letter)


@pytest.mark.parametrize("count", [1, 23])
def test_the_page_costs_the_same_whatever_the_number_of_names(
    admin_client, count, django_assert_num_queries: DjangoAssertNumQueries
):
    letter = published_letter(type="petition")
    made = [signatories.signatory(letter) for _ in range(count)]
    Signatory.objects.filter(pk__in=[one.pk for one in made]).update(state=State.LAPSED, lapsed_from=State.CONFIRMED)

    with django_assert_num_queries(24):
        page = admin_client.get(url("closing", letter))

    assert re.findall(r"and \d+ more", page.content.decode()) == (["and 3 more"] if count == 23 else [])


def test_the_mail_is_sent_again_to_all_who_have_not_confirmed(admin_client):
    letter = published_letter(type="petition")
    waiting = [signatories.signatory(letter) for _ in range(2)]
    signatories.signatory(published_letter(type="petition"))
    page = admin_client.get(url("closing", letter)).content.decode()
    [(address, form)] = re.findall(
        r'<form method="post" action="([^"]+left_to_do[^"]+)">(.*?)</form>', page, re.DOTALL
    )
    sent = dict(re.findall(r'name="(\w+)" value="(\w+)"', form))

    before = admin_client.post(unescape(address), sent)
    press(admin_client, before, address=unescape(address), reason="")

    resent = TrailEntry.objects.filter(verb="resent").values_list("signatory", flat=True)
    assert set(resent) == {one.pk for one in waiting}


def test_nothing_is_sent_again_when_the_time_to_confirm_is_over(admin_client):
    letter = published_letter(type="petition", grace_hours=0)
    signatories.signatory(letter)
    letter_steps.close_now(letter, by=None)

    page = admin_client.get(url("closing", letter))

    assert "The time to confirm is over. They are not on the letter." in page.content.decode()
    assert "Send the mail again" not in page.content.decode()


# The steps


def test_steps_are_done_with_who_did_them_or_one_click_away(client):
    ana = staff(client)
    letter = published_letter()
    letter_steps.release(letter, by=ana)
    letter_steps.close_now(letter, by=ana)

    shown = lines(client, letter)

    assert (shown["release"].standing, shown["release"].last.by) == ("done", ana)
    assert (shown["deliver"].standing, shown["deliver"].says) == ("later", "Once the letter is sealed.")
    letters.sealed(letter)
    letter.refresh_from_db()
    shown = lines(client, letter)
    assert (shown["deliver"].standing, shown["deliver"].url) == ("to-do", url("step", letter, "deliver"))
    letter_steps.deliver(letter, by=ana)
    page = client.get(url("closing", letter))
    assert {line.key: line for line in page.context["lines"]}["deliver"].last.verb == "delivered"
    assert ("The letter went out." in page.text, "left to do before" in page.text) == (True, False)
    assert url("closing", letter) in client.get(url("change", letter)).text


def test_a_line_of_lapsed_names_does_not_speak_of_another_who_renewed(admin_client):
    letter = published_letter()
    renewed, lapsed = signatories.confirmed(letter), signatories.confirmed(letter)
    letters.new_version(letter)
    renewed.refresh_from_db()
    workflow.renew(renewed, by=None, reason="By phone.")

    line = lines(admin_client, letter)["lapsed"]

    assert [name.text for name in line.names] == [str(lapsed)]
    assert line.last.verb == "lapsed"


def test_whoever_sends_the_letter_reads_what_is_open_and_is_not_stopped(admin_client):
    letter = published_letter(type="petition")
    signatories.held(letter)
    letter_steps.close_now(letter, by=None)

    pages = [admin_client.get(url("step", letter, name)) for name in ("seal", "deliver") if name in STEPS]

    doubts = ["Held, came in time: 1", "Notice to the signatories: Nobody was told yet when it goes out."]
    for page in pages:
        assert page.context["doubts"] == doubts
        assert 'type="submit"' in page.content.decode()


# Who sees what


def test_a_changed_text_that_was_not_published_is_not_left_behind_unnoticed(admin_client):
    letter, _lead = led_letter()
    before = lines(admin_client, letter).keys()
    Letter.objects.filter(pk=letter.pk).update(body="Another text.")
    line = lines(admin_client, letter)["text"]

    assert "text" not in before
    assert (line.standing, line.url) == ("look", url("step", letter, "version"))
    letter_steps.close_now(letter, by=None)
    assert "changed and not published" in admin_client.get(url("step", letter, "seal")).content.decode()


def test_the_letter_leads_to_its_closing_page_prominently_once_it_is_closed(admin_client):
    letter = published_letter()
    link = re.compile(rf'<a class="(button[^"]*)" href="{url("closing", letter)}">')

    assert link.findall(admin_client.get(url("change", letter)).content.decode()) == ["button"]
    letter_steps.close_now(letter, by=None)
    assert link.findall(admin_client.get(url("change", letter)).content.decode()) == ["button default"]


def recalled() -> Letter:
    letter = published_letter()
    letter_steps.recall(letter, by=None, reason="An error.")
    return letter


@pytest.mark.parametrize("made", [letters.letter, recalled])
def test_a_letter_that_does_not_go_out_has_no_closing_page(admin_client, made):
    letter = made()

    assert admin_client.get(url("closing", letter)).headers["Location"] == url("change", letter)
    assert tell(admin_client, letter).status_code == 422
    assert link_to(letter) not in admin_client.get(url("change", letter)).content.decode()


def link_to(letter: Letter) -> str:
    return f'href="{url("closing", letter)}"'


def test_who_may_only_look_changes_nothing(client):
    staff(client, "view_letter", "view_signatory")
    letter, lead = led_letter()

    page = client.get(url("closing", letter)).content.decode()

    assert "Has agreed" not in page
    assert "Tell them when it goes out" not in page
    assert agree(client, letter, lead).status_code == 403
    assert tell(client, letter).status_code == 403


def test_names_are_shown_to_those_who_may_see_them_only(client):
    staff(client, "view_letter")
    letter = published_letter()

    assert client.get(url("closing", letter)).status_code == 403


def test_the_agreement_is_noted_by_a_press_and_never_by_a_link(admin_client):
    letter, _lead = led_letter()

    assert admin_client.get(url("closing_agreement", letter)).status_code == 405


# The list and the dossier


def test_the_filter_needs_one_letter(admin_client):
    letter = published_letter()
    signatories.held(letter, term=signatories.seat(letter, last="Lee"))

    for value in LeftToDo.values:
        assert names_on(admin_client.get(names_of(letter, left_to_do=value))) == (
            ["Ana Lee"] if value == "held" else []
        )
    listed = reverse("admin:signatories_signatory_changelist")
    for asked in ("?left_to_do=stale", f"?letter__id__exact={letter.pk}&left_to_do=nonsense"):
        assert admin_client.get(f"{listed}{asked}").status_code == 302


def test_a_stale_signature_says_so_on_its_own_page(admin_client):
    letter = published_letter(type="petition")
    one = signatories.confirmed(letter)
    says = "Confirmed more than 30 days before the letter goes out"
    assert says not in admin_client.get(page_of(one)).content.decode()

    Signatory.objects.filter(pk=one.pk).update(confirmed_at=database_now() - timedelta(days=31))
    one.consents.update(given_at=database_now() - timedelta(days=31))
    assert says in admin_client.get(page_of(one)).content.decode()
    assert says in staffer("view_signatory").get(page_of(one)).content.decode()


def test_what_strangers_write_is_text_on_the_page(admin_client):
    evil = "<script>alert(1)</script>%(x)s"
    signatories.held(published_letter(type="officeholders"), printed_name=evil, title=evil)
    letter = Letter.objects.get()

    page = admin_client.get(url("closing", letter)).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
