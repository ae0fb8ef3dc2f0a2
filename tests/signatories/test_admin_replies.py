"""“Add from replies”: what staff paste or drop, what the page offers for it, and what it refuses."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from directory.models import MailDomain
from letters.clock import database_now
from letters.models import Letter
from letters.states import LetterType
from signatories import workflow
from signatories.models import Reply, Signatory, TrailEntry
from tests.factories import directory, signatories
from tests.factories.letters import letter as draft
from tests.factories.letters import published_letter

from .desk import HIDDEN, LIST, Page, page_of, staffer, told

pytestmark = pytest.mark.django_db

FORGED = """See below.

---------- Forwarded message ---------
From: Chief of Staff <chief@mail.house.gov>
Date: Mon, Nov 14, 2011 at 9:00 AM
Subject: yes

Please add Rep. Mike Honda."""
MAIL = "From: {sender} <{address}>\nSent: {sent:%B %d, %Y %H:%M}\nTo: Ana Ruiz\nSubject: {subject}\n\n{text}\n"


@pytest.fixture
def letter() -> Letter:
    """An open letter to the House, in a zone where no clock is ever changed."""
    opened = database_now() - timedelta(days=2)
    MailDomain.objects.create(domain="mail.house.gov", jurisdiction="US", chamber="lower")
    return published_letter(chamber="lower", time_zone="America/Phoenix", at=opened, title="End it")


def honda(letter: Letter, **fields: Any) -> Any:
    return signatories.seat(letter, first="Mike", last="Honda", state="CA", district="15", party="Democrat", **fields)


def mail(letter: Letter, text: str = "Please add Rep. Mike Honda.", **given: Any) -> str:
    sent = (letter.now - timedelta(hours=given.pop("hours", 3))).astimezone(letter.zone)
    plain = {"sender": "Jane Doe", "address": "jane.doe@mail.house.gov", "subject": "RE: letter"}
    return MAIL.format(text=text, sent=sent, **plain | given)


def page_for(letter: Letter) -> str:
    return reverse("admin:signatories_signatory_replies", args=[letter.pk])


def do(client: Client, letter: Letter, what: str, **typed: Any) -> Page:
    return client.post(page_for(letter), {"do": what} | typed, follow=True)


def give(client: Client, letter: Letter, text: str) -> Reply:
    do(client, letter, "give", text=text)
    return letter.replies.latest("pk")


@pytest.mark.parametrize(
    ("given", "doubt"),
    [
        ({"address": "troll@gmail.com"}, "Anybody can have an address at gmail.com"),
        ({"address": "x@somewhere.example"}, "It proves that a person reads this mailbox"),
        ({"text": FORGED, "address": "troll@gmail.com"}, "Anybody can have an address at gmail.com"),
    ],
    ids=["free mail", "unknown", "a forward of what the office never wrote"],
)
def test_a_strangers_mail_is_never_added_with_the_clear_ones(
    admin_client: Client, letter: Letter, given: dict[str, str], doubt: str
) -> None:
    honda(letter)
    reply = give(admin_client, letter, mail(letter, **given))

    [card] = admin_client.get(page_for(letter)).context["cards"]
    do(admin_client, letter, "add_clear", shown=str(reply.pk))

    assert any(said.startswith(doubt) for said in card["proposal"].doubts)
    assert not Signatory.objects.exists()


def test_a_time_that_no_clock_shows_is_none(admin_client: Client, letter: Letter) -> None:
    honda(letter)

    give(admin_client, letter, mail(letter).replace("Sent: ", "Sent: 0001-01-01 00:30 UTC\nX: "))

    page = admin_client.get(page_for(letter))
    assert (page.status_code, page.context["cards"][0]["proposal"].received_at) == (200, None)


# Giving


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "Paste a mail, or choose a file."),
        ({"text": " \n\0 "}, "Paste a mail, or choose a file."),
        ({"text": "From: a@b.org\nSubject: x\n\nhi\n" * 51}, "Only 50 mails can be read at one time."),
        ({"text": "x" * 400_001}, "This is more text than can be read at one time. Paste fewer mails."),
        ({"text": "x" * 100_001}, "One of the mails has more text than a reply has. Paste the part that matters."),
    ],
    ids=["nothing", "NUL", "51 mails", "400 kB", "one of 100 kB"],
)
def test_what_cannot_be_read_is_refused_and_stays(admin_client: Client, letter: Letter, typed: Any, says: str) -> None:
    page = do(admin_client, letter, "give", **typed)

    assert page.status_code == 422
    assert escape(says) in page.content.decode()
    assert page.context["form"]["text"].value() == typed.get("text")
    assert Reply.objects.count() == 0


def test_what_is_too_big_for_a_form_gets_a_sentence(admin_client: Client, letter: Letter) -> None:
    page = do(admin_client, letter, "give", text="x" * 1_200_000)

    assert told(page) == [
        "Nothing was read: this is more than 1 MB of text, or 100 files. Give fewer mails at one time."
    ]


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_read(admin_client: Client, letter: Letter) -> None:
    good = SimpleUploadedFile("good.eml", b"From: Jane <jane@x.org>\r\nSubject: hi\r\n\r\nPlease add Rep. Mike Honda.")
    bad = SimpleUploadedFile("bad.msg", b"\xd0\xcf\x11\xe0")

    page = do(admin_client, letter, "give", files=[bad, good])

    assert told(page) == [
        "1 mail was read.",
        "bad.msg: Outlook's own format (.msg) cannot be read. Save the mail as .eml, or paste its text.",
    ]
    assert [reply.sender for reply in letter.replies.all()] == ["Jane"]


def test_a_forged_form_is_refused(admin_user: Any, letter: Letter) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)

    assert client.post(page_for(letter), {"do": "give", "text": mail(letter)}).status_code == 403
    assert Reply.objects.count() == 0


def test_the_page_is_for_those_who_may_add_names(letter: Letter) -> None:
    viewer, clerk = staffer("view_signatory", "change_signatory"), staffer("view_signatory", "add_signatory")

    assert [each.get(page_for(letter)).status_code for each in (Client(), viewer, clerk)] == [302, 403, 200]
    assert viewer.post(page_for(letter), {"do": "give", "text": mail(letter)}).status_code == 403
    assert Reply.objects.count() == 0


def test_letters_that_take_no_names_have_no_page(admin_client: Client) -> None:
    unpublished = draft()

    for address in (page_for(unpublished), f"{LIST}replies/0/", f"{LIST}replies/{'9' * 30}/"):
        assert admin_client.get(address).status_code == 404


def test_letters_and_lists_lead_to_the_page(admin_client: Client, letter: Letter) -> None:
    pages = (reverse("admin:letters_letter_change", args=[letter.pk]), f"{LIST}?letter__id__exact={letter.pk}")

    assert [page_for(letter) in admin_client.get(page).content.decode() for page in pages] == [True, True]


def test_a_letter_without_members_takes_the_mail_and_leaves_the_name_to_staff(admin_client: Client) -> None:
    petition = published_letter(type=LetterType.PETITION)

    give(admin_client, petition, mail(petition))

    [card] = admin_client.get(page_for(petition)).context["cards"]
    assert (card["proposal"].rows, card["proposal"].can_add) == ([], False)


# What is proposed


@pytest.mark.parametrize(
    ("office", "address"),
    [
        ({"email": "jane.doe@mail.house.gov"}, "jane.doe@mail.house.gov"),
        ({"domain": "honda.house.gov"}, "j@honda.house.gov"),
    ],
    ids=["the office's address", "the office's own domain"],
)
def test_the_address_says_whose_office_writes(admin_client: Client, letter: Letter, office: Any, address: str) -> None:
    term = honda(letter, **office)

    give(admin_client, letter, mail(letter, "Please add my boss.", address=address))

    [card] = admin_client.get(page_for(letter)).context["cards"]
    assert ([row.one for row in card["proposal"].rows], card["proposal"].clear) == ([term], True)


def test_who_works_for_somebody_else_is_not_clear(admin_client: Client, letter: Letter) -> None:
    honda(letter)
    signatories.seat(letter, first="Judy", last="Chu", state="CA", district="32", party="Democrat")

    give(admin_client, letter, mail(letter, "Please add Rep. Honda.\n\nJane Doe\nAide\nOffice of Rep. Judy Chu"))

    [card] = admin_client.get(page_for(letter)).context["cards"]
    assert card["proposal"].doubts == ["The sender seems to work for somebody else: Chu, Judy (D-CA-32)."]
    assert (card["proposal"].clear, card["proposal"].can_add) == (False, True)


def test_a_mail_from_the_future_cannot_be_added_so(admin_client: Client, letter: Letter) -> None:
    term = honda(letter)
    reply = give(admin_client, letter, mail(letter, hours=-2))

    do(admin_client, letter, "add", **{"reply": reply.pk, "row-0": term.pk})

    [card] = admin_client.get(page_for(letter)).context["cards"]
    assert card["proposal"].doubts == ["It was sent in the future. “Correct” lets you type the time."]
    assert Signatory.objects.count() == 0


def test_a_mail_sent_before_the_opening_counts_from_it(admin_client: Client, letter: Letter) -> None:
    term = honda(letter)
    reply = give(admin_client, letter, mail(letter, hours=72))
    [card] = admin_client.get(page_for(letter)).context["cards"]

    do(admin_client, letter, "add", **{"reply": reply.pk, "row-0": term.pk})

    signatory = Signatory.objects.get()
    assert card["proposal"].doubts == ["It was sent before the letter opened; it counts from its opening."]
    assert (card["proposal"].can_add, card["proposal"].clear) == (True, False)
    assert (signatory.received_at, signatory.reply.sent_at) == (letter.opens_at, reply.sent_at)


def test_an_early_mail_can_be_corrected_as_the_form_shows_it(admin_client: Client, letter: Letter) -> None:
    """The form shows minutes, and a letter opens in the middle of one."""
    term = honda(letter)
    Letter.objects.update(opens_at=letter.opens_at.replace(second=30))
    reply = give(admin_client, letter, mail(letter, hours=72))
    address = f"{LIST}add/?letter={letter.pk}&reply={reply.pk}"
    form = admin_client.get(address)
    shown = form.context["form"]["received_at"].value()
    typed = {"term": str(term), "agent_name": "Jane Doe", "authority": "mail"}
    times = {"received_at_0": f"{shown:%Y-%m-%d}", "received_at_1": f"{shown:%H:%M}"}

    admin_client.post(address, dict(HIDDEN.findall(form.content.decode())) | typed | times)

    assert Signatory.objects.get().received_at == letter.opens_at.replace(second=30)


def test_before_the_opening_the_card_says_when_to_come_back(admin_client: Client) -> None:
    scheduled = published_letter(chamber="lower", opens_at=database_now() + timedelta(days=1))
    honda(scheduled)

    give(admin_client, scheduled, mail(scheduled))

    [card] = admin_client.get(page_for(scheduled)).context["cards"]
    assert not card["proposal"].can_add
    assert card["proposal"].doubts[-1].startswith("The letter is not open yet. This mail can be added from ")


@pytest.mark.parametrize(
    "text", ["Please do NOT add Rep. Mike Honda.", "Please remove Rep. Mike Honda.", "Add Rep. Honda. No, remove him."]
)
def test_a_mail_that_says_no_is_added_by_no_button(admin_client: Client, letter: Letter, text: str) -> None:
    term = honda(letter)
    reply = give(admin_client, letter, mail(letter, text))

    page = admin_client.get(page_for(letter)).content.decode()
    forced = do(admin_client, letter, "add", **{"reply": reply.pk, "row-0": term.pk})

    assert ('value="add"' in page, 'value="set_aside"' in page, f"reply={reply.pk}" in page) == (False, True, True)
    assert told(forced) == ["This mail says no. If it means yes all the same, press “Correct…”."]
    assert Signatory.objects.count() == 0


def test_a_mail_that_may_hold_another_is_counted_and_not_clear(admin_client: Client, letter: Letter) -> None:
    honda(letter)
    text = "Please add Rep. Mike Honda.\n\nEd Gray <ed@x.org>\nheute, 14:14\n\nPlease add Rep. Chu."

    page = do(admin_client, letter, "give", text=f"{mail(letter)}\n{mail(letter, text, sender='Al', hours=4)}")

    assert told(page) == ["2 mails were read; 1 may hold another one."]
    doubts = [card["proposal"].doubts for card in page.context["cards"]]
    assert doubts == [[], ["There may be another mail in this one: look."]]
    assert page.content.decode().count('value="add" class="button default"') == 1


def test_a_day_that_gmail_left_out_stays_the_one_of_the_pasting(admin_client: Client, letter: Letter) -> None:
    honda(letter)
    hour_ago = letter.now.astimezone(letter.zone) - timedelta(hours=1)
    text = f"Jane Doe <jane@x.org>\n{hour_ago:%H:%M} (1 hour ago)\nto me\n\nPlease add Rep. Mike Honda."
    reply = give(admin_client, letter, text)
    Reply.objects.update(at=reply.at - timedelta(days=1))

    [card] = admin_client.get(page_for(letter)).context["cards"]

    assert reply.sent_at == hour_ago.replace(second=0, microsecond=0)
    assert card["proposal"].received_at == reply.sent_at - timedelta(days=1)


def test_what_was_decided_says_when_for_whom_and_how_to_go_back(admin_client: Client, letter: Letter) -> None:
    term, chu = honda(letter), signatories.seat(letter, first="Judy", last="Chu", state="CA", district="32")
    yes = give(admin_client, letter, mail(letter))
    no = give(admin_client, letter, mail(letter, "Please do not add Rep. Judy Chu."))

    added = do(admin_client, letter, "add", **{"reply": yes.pk, "row-0": term.pk})
    aside = do(admin_client, letter, "set_aside", reply=no.pk)

    link = f'Withdraw or strike: <a href="{page_of(Signatory.objects.get())}">'
    assert (link in added.content.decode(), link in aside.content.decode()) == (True, True)
    [decided] = added.context["cards"][:1]
    assert (decided["reply"], decided["members"]) == (yes, [])
    assert [card["members"] for card in aside.context["cards"]] == [[chu.legislator.full_name]]
    assert f"{no.sent_at.astimezone(letter.zone):%m/%d/%Y}" in aside.content.decode()


def test_the_page_asks_the_database_the_same_for_one_mail_and_for_three(
    admin_client: Client, letter: Letter, django_assert_num_queries: Any
) -> None:
    honda(letter)
    give(admin_client, letter, mail(letter))
    admin_client.get(page_for(letter))
    with django_assert_num_queries(11):
        admin_client.get(page_for(letter))
    for number in (1, 2):
        give(admin_client, letter, mail(letter, f"Please add Rep. Mike Honda, {number}.", hours=number))

    with django_assert_num_queries(11):
        admin_client.get(page_for(letter))


# What the buttons do


def test_two_presses_of_add_add_once(admin_client: Client, letter: Letter) -> None:
    term = honda(letter)
    reply = give(admin_client, letter, mail(letter))

    for _press in range(2):
        do(admin_client, letter, "add", **{"reply": reply.pk, "row-0": term.pk})

    assert [(made.legislator, made.reply) for made in Signatory.objects.all()] == [(term.legislator, reply)]


def test_only_whom_the_card_offers_can_be_added(admin_client: Client, letter: Letter) -> None:
    honda(letter)
    other = signatories.seat(letter)
    reply = give(admin_client, letter, mail(letter))

    for chosen in (other.pk, "0", "-1", "²", "9" * 30, ""):
        page = do(admin_client, letter, "add", **{"reply": reply.pk, "row-0": chosen})

        assert told(page) == ["Choose who signs, then press Add."]
    assert Signatory.objects.count() == 0


def test_of_two_names_either_both_are_added_or_none(admin_client: Client, letter: Letter) -> None:
    first, second = honda(letter), signatories.seat(letter, first="Judy", last="Chu", state="CA", district="32")
    reply = give(admin_client, letter, mail(letter, "Please add Rep. Honda and Rep. Chu."))
    Letter.objects.update(stage="recalled", recall_reason="A mistake.")

    with pytest.raises(workflow.Refused):
        made = [signatories.unsaved(letter, term=term, received_at=letter.now) for term in (first, second)]
        workflow.add_from_reply(reply, made, by=None)

    reply.refresh_from_db()
    assert (reply.state, Signatory.objects.count()) == ("open", 0)


def test_a_mail_is_set_aside_and_taken_up_again_on_record(
    admin_client: Client, admin_user: Any, letter: Letter
) -> None:
    reply = give(admin_client, letter, mail(letter, "Thanks!"))

    do(admin_client, letter, "set_aside", reply=reply.pk, reason="Only thanks.")
    twice = do(admin_client, letter, "set_aside", reply=reply.pk)
    do(admin_client, letter, "take_up", reply=reply.pk)

    reply.refresh_from_db()
    assert (reply.state, told(twice)) == ("open", ["This mail is now: Set aside. Nothing was changed."])
    kept = TrailEntry.objects.filter(reply=reply).order_by("pk").values_list("verb", "by", "reason")
    assert list(kept) == [("set_aside", admin_user.pk, "Only thanks."), ("taken_up", admin_user.pk, "")]


def test_another_letter_s_mail_is_not_found(admin_client: Client, letter: Letter) -> None:
    reply = give(admin_client, letter, mail(letter))

    for key in (reply.pk, "", "x", "9" * 30):
        assert do(admin_client, published_letter(), "set_aside", reply=key).status_code == 404


def test_correcting_starts_from_what_the_mail_says_and_keeps_it(admin_client: Client, letter: Letter) -> None:
    term = honda(letter)
    reply = give(admin_client, letter, mail(letter, "Please add Rep. Mike Honda.\n\nJane Doe\nScheduler"))
    address = f"{LIST}add/?letter={letter.pk}&reply={reply.pk}"

    form = admin_client.get(address)
    hidden = dict(HIDDEN.findall(form.content.decode()))
    shown = {name: form.context["form"][name].value() for name in ("term", "agent_name", "agent_role", "email")}
    typed = {"term": "honda", "agent_name": "Jane Doe", "authority": "mail", "listed": "on"}
    page = admin_client.post(address, hidden | typed)

    signatory = Signatory.objects.get()
    assert shown == {
        "term": str(term), "agent_name": "Jane Doe", "agent_role": "Scheduler", "email": "jane.doe@mail.house.gov",
    }  # fmt: skip
    assert form.context["form"]["received_at"].value() == reply.sent_at.astimezone(letter.zone).replace(tzinfo=None)
    assert (signatory.legislator, signatory.reply, Reply.objects.get().state) == (term.legislator, reply, "added")
    assert page["Location"] == f"{page_for(letter)}?done={reply.pk}#reply-{reply.pk}"


# Who sees it


def test_the_mail_is_on_the_name_s_page_and_nowhere_else(admin_client: Client, letter: Letter) -> None:
    term = honda(letter)
    reply = give(admin_client, letter, mail(letter, "Please add Rep. Mike Honda. <b>CANARY</b>"))
    do(admin_client, letter, "add", **{"reply": reply.pk, "row-0": term.pk})
    signatory = Signatory.objects.get()

    assert escape("<b>CANARY</b>") in admin_client.get(page_of(signatory)).content.decode()
    Letter.objects.update(names_shown="accepted")
    public = [letter.get_absolute_url(), f"{letter.get_absolute_url()}signatories/"]
    exports = [reverse(f"admin:signatories_signatory_export_{reader}") for reader in ("addressee", "staff")]
    files = [b"".join(admin_client.get(each, {"letter__id__exact": letter.pk}).streaming_content) for each in exports]
    pages = [Client().get(each) for each in public]
    assert [page.status_code for page in pages] == [200, 200]
    assert [b"Honda" in content for content in (*files, *(page.content for page in pages))] == [True] * 4
    assert [b"CANARY" in content for content in (*files, *(page.content for page in pages))] == [False] * 4


def test_a_link_in_a_sender_s_name_gets_into_no_receipt(admin_client: Client, letter: Letter) -> None:
    term = honda(letter)
    reply = give(admin_client, letter, mail(letter, sender="Win at https://evil.example"))

    do(admin_client, letter, "add", **{"reply": reply.pk, "row-0": term.pk})

    assert Signatory.objects.get().agent_name == ""


def test_an_organization_is_nobody_s_member(admin_client: Client) -> None:
    coalition = published_letter(type=LetterType.COALITION)
    directory.organization(name="Mike Honda")

    give(admin_client, coalition, mail(coalition))

    [card] = admin_client.get(page_for(coalition)).context["cards"]
    assert card["proposal"].rows == []
