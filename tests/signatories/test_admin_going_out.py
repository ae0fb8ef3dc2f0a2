"""Before a letter goes out everyone who signed is told when, and its leads agree to the pages."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from directory.models import Term
from letters import workflow as letter_steps
from letters.clock import database_now
from letters.models import Letter
from outbox.models import OutgoingEmail
from signatories import mailings, workflow
from signatories.models import Agreement, TrailEntry
from tests.factories import signatories
from tests.factories.letters import published_letter, sealed
from tests.letters.admin_site import messages, staff, url

from .closing_desk import agree, led_letter, lines, tell, typed

pytestmark = pytest.mark.django_db


def told() -> list[str]:
    return sorted(OutgoingEmail.objects.filter(purpose="goes_out").values_list("to", flat=True))


def text_of(purpose: str, to: str) -> str:
    mail = OutgoingEmail.objects.filter(purpose=purpose, to=to).order_by("-pk").first()
    return message_from_bytes(bytes(mail.mime), policy=default).get_body(("plain",)).get_content()


# The notice


def test_everyone_who_signed_is_told_when_the_letter_goes_out_and_how_to_withdraw(client):
    ana = staff(client)
    letter = published_letter(type="petition", time_zone="America/Chicago", contact_phone="202-225-4361")
    signed = signatories.confirmed(letter, printed_name="Rosa Díaz", city="Utica", email="rosa@example.org")
    signatories.signatory(letter)
    signed.consents.update(given_at=database_now() - timedelta(days=15))  # staff approved it today

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
    letter_steps.deliver(sealed(letter), by=None)

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
    letter_steps.extend(letter, to=database_now() + timedelta(days=20), by=None, reason="More time.")

    line = lines(admin_client, letter)["notice"]

    assert (line.standing, "closes later than that" in line.says) == ("to-do", True)


# The leads


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


# What the signatories were told is kept, or staff read first that it is not


def test_before_the_last_moment_to_withdraw_whoever_seals_reads_that_it_was_promised(admin_client):
    letter = published_letter(type="petition")
    signatories.confirmed(letter)
    letter_steps.close_now(letter, by=None)
    promised = "The signatories were told that "

    def first_doubt(step: str) -> str:
        return next(iter(admin_client.get(url("step", letter, step)).context["doubts"]), "")

    assert not first_doubt("seal").startswith(promised)
    tell(admin_client, letter)
    assert first_doubt("seal").startswith(f"{promised}they can withdraw until ")
    letter.refresh_from_db()
    letter_steps.seal(letter, by=None)
    assert first_doubt("deliver").startswith(f"{promised}the letter goes out on ")
    now = database_now()
    Letter.objects.filter(pk=letter.pk).update(goes_out_at=now, withdraw_by=now)
    assert first_doubt("deliver") == ""


def test_whom_no_mail_reaches_is_named_before_the_notice(admin_client):
    letter, lead = led_letter()
    signatories.confirmed(letter)
    Term.objects.filter(legislator=lead.legislator).update(phone="202-225-2661")

    page = " ".join(admin_client.get(url("closing_notice", letter)).text.split())

    assert "1 confirmed signatory gets a mail" in page
    assert f"{lead}</a>. Tell the office: phone 202-225-2661." in page
