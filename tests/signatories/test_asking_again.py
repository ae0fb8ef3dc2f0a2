"""The text changed: what people get by mail, and the pages on which they agree."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.urls import reverse

from letters.models import Letter
from letters.states import Change, LetterType
from signatories import mailings
from signatories.models import Signatory
from signatories.states import How, State
from tests.factories import signatories
from tests.factories.letters import new_version, published_letter
from tests.signatories.test_scanners import JUNK, scan
from tests.signatories.visitor import Mail, Visitor, aide, mails_to

pytestmark = pytest.mark.django_db
DANA = "dana@mail.house.gov"


def signed(letter: Letter, *, confirmed: bool = True) -> Visitor:
    dana = Visitor()
    dana.sign(letter, term=signatories.seat(letter).pk, **aide(email=DANA))
    if confirmed:
        dana.send(code=mails_to(DANA, "confirmation")[-1].code)
    return dana


def house_letter(**fields: str) -> Letter:
    return published_letter(trusted_domains="mail.house.gov", body="We ask you to end it.", **fields)


def asked(letter: Letter, body: str = "We ask you to stop it.") -> Mail:
    new_version(letter, body=body)
    mailings.work_off()
    return mails_to(DANA, "asked_again")[-1]


def only(letter: Letter) -> Signatory:
    return letter.signatories.get()


def test_the_mail_says_what_changed_and_why_and_not_who_filled_in_the_form() -> None:
    letter = house_letter()
    signed(letter)

    mail = asked(letter)

    assert "We ask you to [removed: end] [added: stop] it." in mail.text
    assert "<del>end</del>" in mail.html
    assert "<ins>stop</ins>" in mail.html
    assert "Two offices asked." in mail.text
    assert "Okafor" not in mail.text + mail.html
    assert letter.title in mail.subject


def test_a_change_that_holds_the_surname_is_read_on_the_page_only() -> None:
    letter = house_letter()
    signed(letter)

    mail = asked(letter, body="We ask you, as Okafor v. Holder holds, to end it.")

    assert "Okafor" not in mail.text + mail.html
    assert reverse("letters:versions", args=[letter.slug]) in mail.text


def test_the_link_shows_the_change_first_and_one_press_agrees_where_it_was_signed() -> None:
    letter = house_letter()
    dana = signed(letter)
    mail = asked(letter)

    page = dana.visit(mail.link)
    shown, still = page.content.decode(), only(letter).state
    dana.send()

    assert ("<del>" in shown, "<ins>" in shown, still) == (True, True, State.LAPSED)
    assert only(letter).state == State.CONFIRMED
    assert list(only(letter).consents.order_by("pk").values_list("version__number", "how")) == [
        (1, How.CODE),
        (2, How.LINK),
    ]
    assert len(mails_to(DANA, "receipt")) == 2


def test_another_browser_needs_the_surname() -> None:
    letter = house_letter()
    signed(letter)
    mail = asked(letter)
    phone = Visitor()

    phone.visit(mail.link)
    wrong = phone.send(surname="Smith").status_code
    phone.send(surname="Okafor")

    assert (wrong, only(letter).state) == (422, State.CONFIRMED)


def test_the_code_works_in_the_page_that_still_waits() -> None:
    letter = house_letter()
    dana = signed(letter)
    mail = asked(letter)

    dana.visit(reverse("signatories:inbox", args=[letter.slug, only(letter).uuid]))
    dana.send(code=mail.code)

    assert only(letter).state == State.CONFIRMED


def test_a_scanner_agrees_for_nobody_and_the_person_still_can() -> None:
    letter = house_letter()
    dana = signed(letter)
    mail = asked(letter)

    scan(mail, JUNK)
    scanned = only(letter).state
    dana.visit(mail.link)
    dana.send()

    assert (scanned, only(letter).state) == (State.LAPSED, State.CONFIRMED)


def test_a_code_typed_into_a_page_older_than_the_change_shows_it_and_is_kept() -> None:
    letter = house_letter()
    dana = signed(letter, confirmed=False)
    code = mails_to(DANA, "confirmation")[-1].code
    new_version(letter, body="We ask you to stop it.")

    told = dana.send(code=code)
    page = told.content.decode()
    dana.send()  # the form as it is now: with the code, and the version that it shows

    assert (told.status_code, "<ins>" in page, f'value="{code}"' in page) == (409, True, True)
    assert only(letter).state == State.CONFIRMED
    assert only(letter).consents.get().version.number == 2


def test_a_surname_typed_into_a_page_older_than_the_change_is_kept() -> None:
    letter = house_letter()
    signed(letter, confirmed=False)
    phone = Visitor()
    phone.visit(mails_to(DANA, "confirmation")[-1].link)
    new_version(letter, body="We ask you to stop it.")

    told = phone.send(surname="Okafor")
    phone.send()

    assert (told.status_code, only(letter).state) == (409, State.CONFIRMED)


def test_a_page_older_than_the_second_change_shows_it_too() -> None:
    letter = house_letter()
    dana = signed(letter)
    mail = asked(letter)
    dana.visit(mail.link)
    new_version(letter, body="We ask you to stop it today.")

    told = dana.send()
    dana.send()

    assert (told.status_code, "stop it today" in told.content.decode()) == (409, True)
    assert only(letter).consents.order_by("-pk").first().version.number == 3


def test_a_correction_meanwhile_disturbs_nobody_who_confirms() -> None:
    letter = house_letter()
    dana = signed(letter, confirmed=False)
    code = mails_to(DANA, "confirmation")[-1].code
    new_version(letter, Change.EDITORIAL)

    dana.send(code=code)

    assert only(letter).state == State.CONFIRMED


def test_an_expired_link_sends_a_new_mail_that_asks_again() -> None:
    letter = house_letter()
    dana = signed(letter)
    mail = asked(letter)
    Signatory.objects.update(expires_at=letter.published_at)
    letter.signatories.get().confirmation_mail.__class__.objects.update(created_at=letter.opens_at.replace(year=2001))

    dana.visit(mail.link)
    dana.send(again="1")

    assert len(mails_to(DANA, "asked_again")) == 2


def test_who_came_by_a_list_is_asked_for_his_own_surname_which_no_mail_says() -> None:
    letter = published_letter(type=LetterType.PETITION)
    made = signatories.confirmed(letter, printed_name="Rosa Lind", email="rosa@example.org")
    Signatory.objects.filter(pk=made.pk).update(agent_name="")
    new_version(letter)
    mailings.work_off()
    mail = mails_to("rosa@example.org", "asked_again")[0]
    rosa = Visitor()

    rosa.visit(mail.link)
    rosa.send(surname="Lind")

    assert "Lind" not in mail.text + mail.html
    assert only(letter).state == State.CONFIRMED


def test_an_organization_for_which_nobody_is_named_is_asked_to_answer_the_mail() -> None:
    letter = published_letter(type=LetterType.COALITION)
    made = signatories.confirmed(letter, email="office@example.org")
    Signatory.objects.filter(pk=made.pk).update(agent_name="")
    new_version(letter)
    mailings.work_off()

    mail = mails_to("office@example.org", "asked_again")[0]

    assert "Answer this mail" in mail.text
    assert "/confirm/" not in mail.text + mail.html


def test_names_that_lapsed_are_on_no_page_and_those_renewed_are() -> None:
    letter = published_letter(type=LetterType.COALITION)
    made = signatories.confirmed(letter)
    new_version(letter)
    visitor = Visitor()
    pages = [letter.get_absolute_url(), reverse("signatories:signatories", args=[letter.slug])]

    lapsed = [made.printed_name in visitor.visit(page).content.decode() for page in pages]
    Signatory.objects.filter(pk=made.pk).update(state=State.CONFIRMED)
    renewed = [made.printed_name in visitor.visit(page).content.decode() for page in pages]

    assert (lapsed, renewed) == ([False, False], [True, True])


def test_the_page_of_versions_counts_who_stands_for_which_words() -> None:
    letter = published_letter(type=LetterType.PETITION)
    signatories.confirmed(letter)
    new_version(letter, Change.EDITORIAL)
    for _ in range(2):
        signatories.confirmed(letter)

    page = Visitor().visit(reverse("letters:versions", args=[letter.slug])).content.decode()

    assert page.index("2 names on the letter were given") < page.index("One name on the letter was given")


def test_who_could_not_confirm_when_the_text_changed_reads_the_change_once_the_deadline_moved() -> None:
    letter = house_letter()
    dana = signed(letter, confirmed=False)
    code = mails_to(DANA, "confirmation")[-1].code
    over = Letter.objects.filter(pk=letter.pk)
    long_ago, closes_at = timedelta(days=12), letter.closes_at
    over.update(opens_at=letter.opens_at - long_ago, closes_at=closes_at - long_ago)
    Signatory.objects.update(submitted_at=F("submitted_at") - long_ago)
    new_version(letter, body="We ask you to stop it.")
    over.update(closes_at=closes_at)

    refused = dana.send(code=code)
    before = only(letter).state
    dana.send(code=code)

    assert (refused.status_code, "<del>" in refused.text, before) == (409, True, State.PENDING)
    assert only(letter).state == State.CONFIRMED
    assert [consent.version.number for consent in only(letter).consents.all()] == [2]
