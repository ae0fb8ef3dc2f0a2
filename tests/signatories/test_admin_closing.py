"""The closing page: each line is done or one click away; nothing on it blocks."""

import re
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import make_naive
from pytest_django import DjangoAssertNumQueries

from letters import workflow as letter_steps
from letters.admin.steps import STEPS
from letters.clock import database_now
from letters.models import Letter
from outbox.models import OutgoingEmail
from signatories import mailings, workflow
from signatories.admin.closing.line import Line
from signatories.models import Agreement, Signatory, TrailEntry
from signatories.states import LeftToDo, State
from signatories.workflow import plan_lead
from tests.factories import letters, signatories
from tests.factories.letters import published_letter
from tests.letters.admin_site import messages, staff, url

from .desk import names_of, names_on, page_of, press, staffer

pytestmark = pytest.mark.django_db


def lines(client: Client, letter: Letter) -> dict[str, Line]:
    return {str(line.key): line for line in client.get(url("closing", letter)).context["lines"]}


def standings(client: Client, letter: Letter) -> dict[str, str]:
    return {key: line.standing.value for key, line in lines(client, letter).items()}


def led_letter(**fields) -> tuple[Letter, Signatory]:
    """An open letter with one lead."""
    letter = letters.letter(**fields)
    lead = signatories.unsaved(letter, lead_position=1, email="")
    plan_lead(lead, by=None)
    letter_steps.publish(letter, by=None)
    lead.refresh_from_db()
    return letter, lead


def typed(letter: Letter, **moments: datetime) -> dict[str, str]:
    """Return what a person types for these moments on the letter's clock."""
    walls = {name: make_naive(moment, letter.zone) for name, moment in moments.items()}
    days = {f"{name}_0": f"{wall:%Y-%m-%d}" for name, wall in walls.items()}
    return days | {f"{name}_1": f"{wall:%H:%M}" for name, wall in walls.items()}


def tell(client: Client, letter: Letter, *, goes_out: float = 9, withdraw_by: float = 8):
    """Say that the letter goes out in so many days, by its page."""
    now = database_now()
    moments = {"goes_out_at": now + timedelta(days=goes_out), "withdraw_by": now + timedelta(days=withdraw_by)}
    return client.post(url("closing_notice", letter), typed(letter, **moments))


def told() -> list[str]:
    return sorted(OutgoingEmail.objects.filter(purpose="goes_out").values_list("to", flat=True))


def text_of(purpose: str, to: str) -> str:
    mail = OutgoingEmail.objects.filter(purpose=purpose, to=to).order_by("-pk").first()
    return message_from_bytes(bytes(mail.mime), policy=default).get_body(("plain",)).get_content()


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
        lapsed: {"state": State.LAPSED},
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
    Signatory.objects.filter(pk__in=[one.pk for one in made]).update(state=State.LAPSED)

    with django_assert_num_queries(22):
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


# The notice


def test_everyone_who_signed_is_told_when_the_letter_goes_out_and_how_to_withdraw(client):
    ana = staff(client)
    letter = published_letter(type="petition", time_zone="America/Chicago", contact_phone="202-225-4361")
    signed = signatories.confirmed(letter, printed_name="Rosa Díaz", city="Utica", email="rosa@example.org")
    signatories.signatory(letter)
    Signatory.objects.filter(pk=signed.pk).update(confirmed_at=database_now() - timedelta(days=15))

    done = tell(client, letter)
    mailings.work_off()

    letter.refresh_from_db()
    assert done.headers["Location"] == url("closing", letter)
    assert told() == ["rosa@example.org"]
    text = text_of("goes_out", "rosa@example.org")
    for part in (
        "Goes out:",
        "Withdraw by:",
        "Rosa Díaz, Utica",
        "2\N{NO-BREAK SPACE}weeks, 1\N{NO-BREAK SPACE}day ago",
        "Central",
        "Ana Ruiz",
        "202-225-4361",
    ):
        assert part in text
    assert "again" not in text
    entry = TrailEntry.objects.get(verb="signatories_told")
    assert (entry.by, entry.signatory, "withdraw by" in entry.reason) == (ana, None, True)
    line = lines(client, letter)["notice"]
    assert (line.standing, line.last) == ("done", entry)
    assert letter.withdraw_by < letter.goes_out_at


def test_the_same_times_are_told_once_and_a_change_is_told_again(admin_client):
    letter = published_letter(type="petition")
    signatories.confirmed(letter, email="rosa@example.org")
    tell(admin_client, letter)
    mailings.work_off()
    letter.refresh_from_db()
    same = {"goes_out_at": letter.goes_out_at, "withdraw_by": letter.withdraw_by}

    refused = admin_client.post(url("closing_notice", letter), typed(letter, **same))
    assert refused.status_code == 422
    assert "Everyone was told these times already." in refused.content.decode()

    signatories.confirmed(letter, email="new@example.org")
    assert "1 was confirmed since and not told." in lines(admin_client, letter)["notice"].says
    tell(admin_client, letter, goes_out=12)
    mailings.work_off()
    assert told() == ["new@example.org", "rosa@example.org", "rosa@example.org"]
    assert "We write again" in text_of("goes_out", "rosa@example.org")
    assert "We write again" not in text_of("goes_out", "new@example.org")


def test_whom_the_first_notice_had_not_reached_gets_only_the_second(admin_client, monkeypatch):
    monkeypatch.setattr(mailings, "BATCH", 1)
    letter = published_letter(type="petition")
    for name in ("a", "b"):
        signatories.confirmed(letter, email=f"{name}@example.org")
    tell(admin_client, letter)
    mailings._next_batch()
    tell(admin_client, letter, goes_out=12)
    mailings.work_off()

    assert told() == ["a@example.org", "a@example.org", "b@example.org"]
    assert "We write again" not in text_of("goes_out", "b@example.org")


def test_the_same_times_are_told_to_those_only_who_were_confirmed_since(admin_client):
    letter = published_letter(type="petition")
    waiting = signatories.signatory(letter, email="slow@example.org")
    signatories.confirmed(letter, email="rosa@example.org")
    tell(admin_client, letter)
    mailings.work_off()
    workflow.confirm(waiting, how="code")
    signatories.confirmed(letter, email="new@example.org")
    letter.refresh_from_db()
    same = typed(letter, goes_out_at=letter.goes_out_at, withdraw_by=letter.withdraw_by)

    page = admin_client.get(url("closing_notice", letter)).content.decode()
    sent = [admin_client.post(url("closing_notice", letter), same).status_code]
    mailings.work_off()
    sent.append(admin_client.post(url("closing_notice", letter), same).status_code)

    assert "only the 2 who were confirmed since are told" in page
    assert sent == [302, 422]
    assert told() == ["new@example.org", "rosa@example.org", "slow@example.org"]
    assert "We write again" not in text_of("goes_out", "slow@example.org")


def test_nobody_is_told_of_a_letter_that_has_gone_out(admin_client):
    letter = published_letter(type="petition")
    letter_steps.close_now(letter, by=None)
    letter_steps.deliver(letter, by=None)

    line = lines(admin_client, letter)["notice"]

    assert (line.standing, line.url) == ("done", "")
    assert "Nobody was told: that is done once" in tell(admin_client, letter).content.decode()


@pytest.mark.parametrize(
    ("days", "says"),
    [
        ({"goes_out": 9, "withdraw_by": 10}, "Nobody can withdraw once the letter has gone out"),
        ({"goes_out": 9, "withdraw_by": -1}, "Leave them time to withdraw"),
        ({"goes_out": 3, "withdraw_by": 2}, "The letter takes signatures until"),
    ],
)
def test_times_that_cannot_be_are_refused_and_kept_on_the_form(admin_client, days, says):
    letter = published_letter(type="petition")

    page = tell(admin_client, letter, **days)

    letter.refresh_from_db()
    assert (page.status_code, letter.goes_out_at) == (422, None)
    assert says in page.content.decode()
    assert page.context["form"]["goes_out_at"].value()[0]
    assert not TrailEntry.objects.filter(verb="signatories_told").exists()


def test_a_time_the_clock_skips_is_refused_at_its_field(admin_client):
    letter = published_letter(type="petition")
    skipped = {"goes_out_at_0": "2099-03-08", "goes_out_at_1": "02:30"}

    page = admin_client.post(url("closing_notice", letter), skipped | {"withdraw_by_0": "nonsense"})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["withdraw_by", "goes_out_at"]


def test_a_letter_extended_past_its_day_must_be_told_anew(admin_client):
    letter = published_letter(type="petition")
    tell(admin_client, letter)
    letter_steps.extend(letter, to=database_now() + timedelta(days=20), by=None)

    line = lines(admin_client, letter)["notice"]

    assert (line.standing, "closes later than that" in line.says) == ("to-do", True)


# The leads


def agree(client: Client, letter: Letter, lead: Signatory, **more: str):
    data = {"lead": lead.pk, "version": letter.versions.order_by("-number").first().pk}
    return client.post(url("closing_agreement", letter), data | more, follow=True)


def test_each_lead_agrees_to_the_pages_with_who_noted_it_and_when(client):
    ana = staff(client)
    letter, lead = led_letter()
    assert lines(client, letter)["proof"].standing == "to-do"

    for _twice in range(2):
        page = agree(client, letter, lead)

    noted = Agreement.objects.get()
    assert (noted.signatory, noted.version.number, noted.noted_by) == (lead, 1, ana)
    assert "agreed; noted" in page.content.decode()
    assert lines(client, letter)["proof"].standing == "done"
    assert [entry.by for entry in lead.trail.filter(verb="agreed")] == [ana]

    agree(client, letter, lead, strike="1")
    assert lines(client, letter)["proof"].standing == "to-do"
    assert lead.trail.filter(verb="agreement_struck").count() == 1


def test_an_agreement_is_to_the_newest_text_and_by_a_lead(admin_client):
    letter, lead = led_letter()
    other = signatories.confirmed(letter)
    shown = letter.versions.get()
    agree(admin_client, letter, lead)

    assert "does not lead this letter" in messages(agree(admin_client, letter, other))[0]
    shown.pk, shown.number = None, 2
    shown.save()
    first = letter.versions.get(number=1)
    refused = admin_client.post(url("closing_agreement", letter), {"lead": lead.pk, "version": first.pk}, follow=True)

    assert "Show the leads the new pages first" in messages(refused)[0]
    assert lines(admin_client, letter)["proof"].standing == "to-do"


@pytest.mark.parametrize("key", ["", "x", "9" * 30, "0"])
def test_a_lead_that_does_not_exist_is_not_found(admin_client, key):
    letter, _lead = led_letter()

    assert admin_client.post(url("closing_agreement", letter), {"lead": key}).status_code == 404


# The steps


def test_steps_are_done_with_who_did_them_or_one_click_away(client):
    ana = staff(client)
    letter = published_letter()
    letter_steps.release(letter, by=ana)
    letter_steps.close_now(letter, by=ana)

    shown = lines(client, letter)

    assert (shown["release"].standing, shown["release"].last.by) == ("done", ana)
    assert (shown["deliver"].standing, shown["deliver"].url) == ("to-do", url("step", letter, "deliver"))
    letter_steps.deliver(letter, by=ana)
    assert lines(client, letter)["deliver"].last.verb == "delivered"


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
