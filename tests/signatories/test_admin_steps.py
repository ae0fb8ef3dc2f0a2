"""Approve, refuse, resend, withdraw, mark as entered in error: said before the button, told apart after it."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.html import escape

from letters.states import Stage
from outbox.models import OutgoingEmail
from signatories.models import Signatory, TrailEntry
from signatories.states import State, Verb
from tests.factories import directory, signatories
from tests.factories.letters import new_version, published_letter

from .desk import Page, choose, names_of, page_of, press, staffer, take, told

pytestmark = pytest.mark.django_db


def state_of(signatory: Signatory) -> str:
    return Signatory.objects.get(pk=signatory.pk).state


def test_three_chosen_two_approved_and_one_refused_are_told_apart(admin_client: Client) -> None:
    letter = published_letter()
    taken = signatories.seat(letter, last="Serrano")
    signatories.confirmed(letter, term=taken)
    impostor = signatories.held(letter, term=taken)
    chu, lee = (signatories.held(letter, term=signatories.seat(letter, last=last)) for last in ("Chu", "Lee"))

    page = take(admin_client, "approve", chu, impostor, lee)

    assert [state_of(signatory) for signatory in (chu, impostor, lee)] == [
        State.CONFIRMED,
        State.HELD,
        State.CONFIRMED,
    ]
    assert sorted(told(page)) == [
        "1 was left alone. Ana Serrano: Another signature for Ana Serrano is confirmed.",
        "Approve: done for 2: Ana Lee, Ana Chu.",
    ]


def test_nothing_is_done_before_the_button(admin_client: Client) -> None:
    signatory = signatories.held(email="dana@example.org")
    mails = OutgoingEmail.objects.count()

    page = choose(admin_client, "approve", signatory)

    assert page.status_code == 200
    assert [(shown, ready) for shown, ready, _told in page.context["shown"]] == [(signatory, True)]
    assert (state_of(signatory), OutgoingEmail.objects.count()) == (State.HELD, mails)


def test_the_page_says_who_is_mailed_and_whom_to_call(admin_client: Client) -> None:
    letter = published_letter()
    silent = signatories.seat(letter, phone="202-225-4361")
    mailed = signatories.seat(letter, email="office@mail.house.gov")
    broken = signatories.seat(letter, email="office@localhost", phone="202-225-0000")
    unreachable = signatories.seat(letter, phone="")
    names = [
        signatories.held(letter, term=term, email=f"aide{number}@example.org")
        for number, term in enumerate((silent, mailed, broken, unreachable))
    ]

    page = choose(admin_client, "approve", *names)

    assert sorted(said for _signatory, _ready, said in page.context["shown"]) == [
        "Told by mail: aide0@example.org. Tell the office: phone 202-225-4361.",
        "Told by mail: aide1@example.org, office@mail.house.gov.",
        "Told by mail: aide2@example.org. Tell the office: phone 202-225-0000.",
        "Told by mail: aide3@example.org. Tell the office: neither a working e-mail address nor a phone is on file.",
    ]


def test_names_that_are_taken_are_said_before_the_button(admin_client: Client) -> None:
    letter = published_letter(
        type="coalition", jurisdiction="US", takes_legislators=True, takes_individuals=True, takes_officeholders=True
    )
    term, known = signatories.seat(letter), directory.organization(name="River Keepers", state="NY")
    claims = [
        {"term": term, "email": "office@mail.house.gov"},
        {"organization": known, "email": "one@example.org"},
        {"kind": "individual", "email": "rosa@example.org"},
        {"kind": "officeholder", "email": "hall@example.org", "printed_name": "Mayor Diaz"},
    ]
    for claim in claims:
        signatories.confirmed(letter, **claim)
    typed = {"organization": None, "printed_name": "River keepers", "us_state": "NY"}
    taken = [signatories.held(letter, **claim) for claim in (*claims, typed)]
    free = [
        signatories.held(letter),
        signatories.held(letter, kind="individual"),
        signatories.held(letter, kind="officeholder", email="hall@example.org", printed_name="Chief Diaz"),
        signatories.held(published_letter(), term=term),
    ]

    page = choose(admin_client, "approve", *taken, *free)

    said = {signatory: told for signatory, _ready, told in page.context["shown"]}
    assert [name for name, told in said.items() if told == "already on the letter: will be left alone"] == [
        signatory for signatory in said if signatory in taken
    ]
    assert [page.context[count] for count in ("ready", "taken", "alone")] == [4, 5, 0]


def test_names_in_another_state_are_shown_as_left_alone(admin_client: Client) -> None:
    held, confirmed = signatories.held(), signatories.confirmed()

    page = choose(admin_client, "refuse", held, confirmed)

    assert (page.context["ready"], page.context["alone"]) == (1, 1)
    assert {signatory: ready for signatory, ready, _told in page.context["shown"]} == {held: True, confirmed: False}


@pytest.mark.parametrize("step", ["refuse", "withdraw", "enter_in_error"])
@pytest.mark.parametrize("reason", ["", "   \n"])
def test_a_step_that_must_be_explained_asks_again(admin_client: Client, step: str, reason: str) -> None:
    signatory = signatories.confirmed() if step == "withdraw" else signatories.held()
    before = signatory.state

    page = take(admin_client, step, signatory, reason=reason)

    assert page.status_code == 422
    assert page.context["form"].errors == {"reason": ["This field is required."]}
    assert state_of(signatory) == before


@pytest.mark.parametrize(
    ("step", "start", "end", "mails"),
    [
        ("approve", "held", State.CONFIRMED, ["receipt"]),
        ("refuse", "held", State.REFUSED, ["refusal"]),
        ("resend", "signatory", State.PENDING, ["confirmation"]),
        ("withdraw", "confirmed", State.WITHDRAWN, ["withdrawal"]),
        ("enter_in_error", "confirmed", State.ENTERED_IN_ERROR, ["struck"]),
    ],
)
def test_each_step_does_what_its_page_says(
    admin_client: Client, admin_user: User, step: str, start: str, end: State, mails: list[str]
) -> None:
    signatory = getattr(signatories, start)(email="dana@example.org")
    OutgoingEmail.objects.all().delete()

    take(admin_client, step, signatory, reason="Asked by phone.")

    entry = TrailEntry.objects.filter(signatory=signatory).first()
    assert entry is not None
    assert (state_of(signatory), entry.by, entry.reason) == (end, admin_user, "Asked by phone.")
    assert list(OutgoingEmail.objects.values_list("purpose", flat=True)) == mails


def test_the_reason_of_a_refusal_reaches_the_person(admin_client: Client) -> None:
    signatory = signatories.held(email="dana@example.org")

    take(admin_client, "refuse", signatory, reason="The office says no.")

    mail = OutgoingEmail.objects.get(purpose="refusal")
    assert (mail.to, b"The office says no." in bytes(mail.mime or b"")) == ("dana@example.org", True)


def test_the_steps_on_a_names_own_page_are_those_that_can_be_taken(admin_client: Client) -> None:
    def names(page: Page) -> list[str]:
        return [step.name for step in (*page.context["decisions"], *page.context["steps"])]

    offered = {
        state: names(admin_client.get(page_of(signatory)))
        for state, signatory in {
            "held": signatories.held(),
            "pending": signatories.signatory(),
            "confirmed": signatories.confirmed(),
            "withdrawn": signatories.withdrawn(),
        }.items()
    }

    assert offered == {
        "held": ["approve", "refuse", "enter_in_error"],
        "pending": ["resend", "enter_in_error"],
        "confirmed": ["withdraw", "enter_in_error"],
        "withdrawn": ["enter_in_error"],
    }


def test_a_step_is_taken_from_a_names_own_page(admin_client: Client) -> None:
    signatory = signatories.confirmed()
    address = page_of(signatory)

    before = admin_client.post(address, {"CHANGE_FORM-action": "withdraw", "_selected_action": signatory.pk})
    after = press(admin_client, before, address=address, reason="Asked by phone.")

    assert state_of(signatory) == State.WITHDRAWN
    assert told(after) == [f"Withdraw: done for {signatory}."]
    assert after.redirect_chain == [(address, 302)]


def test_another_names_key_on_a_names_own_page_is_refused(admin_client: Client) -> None:
    mine, other = signatories.held(), signatories.held()

    page = admin_client.post(
        page_of(mine), {"CHANGE_FORM-action": "approve", "_selected_action": other.pk, "seen": ""}
    )

    assert (page.status_code, state_of(other)) == (400, State.HELD)


def test_all_across_pages_are_taken_and_no_others(admin_client: Client) -> None:
    letter = published_letter()
    held = [signatories.held(letter) for _number in range(4)]
    elsewhere = signatories.held()
    address = names_of(letter, state__exact="held")

    page = choose(admin_client, "approve", held[0], address=address, everything=True)
    after = press(admin_client, page, address=address)

    assert page.context["ready"] == 4
    assert {state_of(signatory) for signatory in held} == {State.CONFIRMED}
    assert state_of(elsewhere) == State.HELD
    assert after.redirect_chain == [(address, 302)]


def test_whoever_came_after_the_page_was_shown_is_not_taken_with_the_rest(admin_client: Client) -> None:
    letter = published_letter()
    seen = signatories.held(letter)
    address = names_of(letter, state__exact="held")
    page = choose(admin_client, "approve", seen, address=address, everything=True)
    unseen = signatories.held(letter)

    again = press(admin_client, page, address=address)
    after = press(admin_client, again, address=address)

    assert told(again) == ["The list has changed meanwhile. Look again."]
    assert [shown for shown, _ready, _told in again.context["shown"]] == [seen, unseen]
    assert told(after) == [f"Approve: done for 2: {seen}, {unseen}."]


def test_more_than_fit_into_one_press_are_left_for_the_next(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signatories.admin.steps.AT_ONCE", 2)
    letter = published_letter()
    for _number in range(3):
        signatories.held(letter)
    address = names_of(letter, state__exact="held")

    page = choose(admin_client, "approve", letter.signatories.all()[0], address=address, everything=True)
    press(admin_client, page, address=address)

    assert (page.context["ready"], page.context["left"]) == (2, 1)
    assert (letter.signatories.confirmed().count(), letter.signatories.held().count()) == (2, 1)


def test_long_lists_of_names_are_cut_short(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signatories.admin.steps.NAMED", 2)
    names = [signatories.held(printed_name=name, letter=published_letter(type="officeholders")) for name in "ABCD"]

    page = take(admin_client, "approve", *names)

    assert told(page) == ["Approve: done for 4: D, C, and 2 more."]


@pytest.mark.parametrize("step", ["approve", "refuse", "resend", "withdraw", "enter_in_error"])
def test_who_may_only_look_takes_no_step(step: str) -> None:
    signatory = signatories.signatory() if step == "resend" else signatories.held()
    before, mails = signatory.state, OutgoingEmail.objects.count()
    viewer = staffer("view_signatory")
    forged = {"_selected_action": signatory.pk, "reason": "I say so", "seen": "x"}

    viewer.post("/admin/signatories/signatory/", forged | {"action": step, "index": "0"})
    viewer.post(page_of(signatory), forged | {"CHANGE_FORM-action": step})

    assert (state_of(signatory), OutgoingEmail.objects.count()) == (before, mails)
    assert TrailEntry.objects.filter(signatory=signatory, by__isnull=False).count() == 0


def test_a_recalled_letter_takes_nobody(admin_client: Client) -> None:
    letter = published_letter()
    signatory = signatories.held(letter)
    type(letter).objects.filter(pk=letter.pk).update(stage=Stage.RECALLED, recall_reason="Never mind.")

    page = take(admin_client, "approve", signatory)

    assert told(page) == [f"1 was left alone. {signatory}: The letter does not take signatures any more."]


def test_names_on_the_page_and_in_the_messages_are_text(admin_client: Client) -> None:
    name = "<script>alert(1)</script>"
    signatory = signatories.held(published_letter(type="officeholders"), printed_name=name)

    before = choose(admin_client, "approve", signatory)
    after = press(admin_client, before)

    for page in (before, after):
        assert name not in page.content.decode()
        assert escape(name) in page.content.decode()


def test_an_organization_the_directory_lacks_is_added_by_approving_it(admin_client: Client) -> None:
    signatory = signatories.held(published_letter(type="coalition"), organization=None, printed_name="Vecinos Unidos")

    take(admin_client, "approve", signatory)

    signatory.refresh_from_db()
    assert (signatory.state, signatory.organization and signatory.organization.name) == ("confirmed", "Vecinos Unidos")


def test_names_that_lapsed_are_renewed_in_bulk_with_a_reason() -> None:
    letter = published_letter()
    lapsed = [signatories.confirmed(letter) for _ in range(3)]
    new_version(letter)
    client = staffer("view_signatory", "change_signatory")

    take(client, "renew", *lapsed, reason="Their offices called.")

    assert set(letter.signatories.values_list("state", flat=True)) == {State.CONFIRMED}
    assert letter.trail.filter(verb=Verb.RENEWED, reason="Their offices called.").count() == 3
