"""What everyone sees of a sealed letter is what went out; and of one that waits for its release, no name."""

import json
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from letters import workflow as letter_steps
from letters.models import Letter, LetterRelation
from letters.states import LetterType, LineUnderName, RelationKind
from outbox.models import OutgoingEmail
from signatories import exports, mailings, workflow
from signatories.models import Mailing, Signatory
from tests.factories import letters, signatories
from tests.factories.seals import closed_petition, later, name_on, seal_of, sealed_petition
from tests.signatories.typesetting.paper import words

pytestmark = pytest.mark.django_db

HIDDEN = "Zoraida Hidden"


def page(name: str, *args: Any, language: str = "") -> Any:
    return Client().get(language + reverse(f"signatories:{name}", args=args))


def text_of(letter: Letter, language: str = "") -> str:
    return " ".join(Client().get(language + letter.get_absolute_url()).text.split())


def with_everything() -> Letter:
    letter = sealed_petition("Ana Vega", "Bo Lind", unlisted=1)
    workflow.dissociate(name_on(letter, "Ana Vega"), by=None, reason="Asks to be read without.")
    workflow.correct(name_on(letter, "Bo Lind"), by=None, reason="Is spelled Beau Lind.")
    later(letter, "Zoe Late")
    workflow.seal_supplement(letter, by=None)
    later(letter, "Yan Unsealed")
    return letter


def test_the_letters_page_shows_what_went_out_and_what_was_said_since_in_five_queries() -> None:
    letter = with_everything()
    text_of(letter)  # SQLite is asked once in its life whether it knows JSON

    with CaptureQueriesContext(connection) as queries:
        response = Client().get(letter.get_absolute_url())

    text = " ".join(response.text.split())
    assert (len(queries) <= 5, response.cookies) == (True, {})
    assert 'class="count">3<' in text
    assert "and 1 later name in the supplement" in text
    assert "1 of these names no longer stands by the letter." in text
    assert "Ana Vega no longer stands by this letter: Asks to be read without." in text
    assert "Correction (Bo Lind): Is spelled Beau Lind." in text
    assert text.count("Zoe Late") == text.count("Yan Unsealed") == text.count("Canary") == 0
    assert page("supplement", letter.slug, 1).wsgi_request.path in text


def test_the_list_shows_the_letters_names_then_the_supplements() -> None:
    letter = with_everything()

    listed = page("signatories", letter.slug)
    found = Client().get(reverse("signatories:signatories", args=[letter.slug]), {"q": "zoé"})

    assert [str(name) for name in listed.context["page"]] == ["Bo Lind", "Ana Vega", "Zoe Late"]
    for tag in ("supplement 1", "dissociated ", "corrected since"):
        assert listed.text.count(tag) == 1
    assert [str(name) for name in found.context["page"]] == ["Zoe Late"]


def test_the_list_of_a_sealed_letter_is_shown_in_groups_too() -> None:
    letter = letters.published_letter(names_shown="accepted")
    for party in ("Democrat", "Republican", "Democratic"):
        signatories.confirmed(letter, term=signatories.seat(letter, party=party))
    letter_steps.close_now(letter, by=None)
    letter_steps.seal(letter, by=None)
    Signatory.objects.filter(letter=letter).update(party="Changed later")

    listed = Client().get(reverse("signatories:signatories", args=[letter.slug]), {"by": "party"})

    assert [(part.heading, part.count) for part in listed.context["parts"]] == [("Democrats", 2), ("Republicans", 1)]
    assert [len(group.names) for group, _part in listed.context["groups"]] == [2, 1]


def test_what_staff_change_later_changes_nothing_that_went_out() -> None:
    letter = _by_city()
    sent = page("pdf", letter.slug).content
    Signatory.objects.filter(letter=letter).update(printed_name="Changed Later", city="Elsewhere")
    Letter.objects.filter(pk=letter.pk).update(line_under_name=LineUnderName.NONE)

    assert page("pdf", letter.slug).content == sent
    assert ("Ana Vega" in text_of(letter), "Albany" in text_of(letter)) == (True, True)
    assert "Changed Later" not in text_of(letter) + page("signatories", letter.slug).text


def _by_city() -> Letter:
    letter = letters.published_letter(type=LetterType.PETITION, line_under_name=LineUnderName.CITY)
    signatories.confirmed(letter, printed_name="Ana Vega", city="Albany")
    letter_steps.close_now(letter, by=None)
    letter_steps.seal(letter, by=None)
    return letter


def test_the_sealed_files_are_handed_out_byte_for_byte() -> None:
    letter = with_everything()
    seals = letter.seals.all()

    sent = page("pdf", letter.slug), page("supplement", letter.slug, 1)
    proof = page("seal_json", letter.slug)

    assert [response.content for response in sent] == [bytes(seal.pdf) for seal in seals]
    assert sent[0]["ETag"] == f'"{seals[0].pdf_sha256}"'
    assert [seal["pdf_sha256"] for seal in json.loads(proof.content)["seals"]] == [seal.pdf_sha256 for seal in seals]
    assert bytes(seals[1].manifest) in proof.content
    assert b"Canary" not in proof.content
    for response in (*sent, proof):
        assert set(response["Cache-Control"].split(", ")) == {"public", "max-age=5"}
    for missing in ("supplement", letter.slug, 2), ("supplement", letter.slug, 0), ("pdf", "nowhere"):
        assert page(*missing).status_code == 404


def test_the_addressees_csv_holds_what_went_out() -> None:
    letter = with_everything()

    rows = "".join(exports.for_addressee(Signatory.objects.all(), letter)).splitlines()

    assert rows[1:] == ["1,Bo Lind,,,,,,,,", "2,Ana Vega,,,,,,,,", "3,Zoe Late,,,,,,,,1"]


def unreleased() -> Letter:
    """A letter of Congress: the page for those who have the link, the names at the release."""
    letter = letters.published_letter()
    signatories.confirmed(letter, lead_position=1, term=signatories.seat(letter, first="Lee", last="Lead"))
    hidden = signatories.confirmed(letter, term=signatories.seat(letter, first="Zoraida", last="Hidden"))
    late = signatories.signatory(letter, term=signatories.seat(letter, first="Zoraida", last="Hidden-Late"))
    letter_steps.close_now(letter, by=None)
    letter_steps.seal(letter, by=None)
    workflow.dissociate(hidden, by=None, reason="Left.")
    workflow.correct(hidden, by=None, reason="Is spelled Soraya.")
    workflow.confirm(late, how="code")
    workflow.approve(late, by=None)
    workflow.seal_supplement(letter, by=None)
    return Letter.objects.get(pk=letter.pk)


def public(letter: Letter) -> list[Any]:
    """Every public answer about the letter."""
    digests = [digest for seal in letter.seals.all() for digest in (seal.pdf_sha256, seal.manifest_sha256)]
    return [
        Client().get(letter.get_absolute_url()),
        page("signatories", letter.slug),
        page("pdf", letter.slug),
        page("supplement", letter.slug, 1),
        page("seal_json", letter.slug),
        *(page("verify", digest) for digest in digests),
    ]


def readable(response: Any) -> str:
    is_pdf = response["Content-Type"] == "application/pdf"
    return words(response.content) if is_pdf else response.content.decode()


def test_no_address_names_anybody_before_the_release_and_all_do_after_it() -> None:
    letter = unreleased()

    before = public(letter)
    letter_steps.release(letter, by=None)
    after = public(Letter.objects.get(pk=letter.pk))

    assert [response.status_code for response in before] == [200, 200, 200, 404, 404, 200, 200, 200, 200]
    assert [said for said in map(readable, before) if "Zoraida" in said or "Soraya" in said or "Left." in said] == []
    assert "Lee Lead" in readable(before[0])
    assert [response.status_code for response in after] == [200] * 9
    assert all("Zoraida" in readable(response) for response in after[1:])


def test_before_the_release_nobody_takes_the_public_pdf_for_the_sealed_one() -> None:
    letter = unreleased()
    says = "Until the letter is released, the PDF on its page names the leads only, and is not the sealed file."
    mailings.work_off()
    [mail, *_others] = told().values()
    text = message_from_bytes(bytes(mail.mime), policy=default).get_body(("plain",)).get_content()

    assert says in text_of(letter)
    assert says in page("verify", seal_of(letter).pdf_sha256).text
    assert says in text
    assert ("The sealed file comes with this mail." in text, "letter.pdf" in text) == (True, False)
    letter_steps.release(letter, by=None)
    assert says not in text_of(letter)


def test_a_letter_for_those_who_have_the_link_is_found_by_no_search() -> None:
    answers = [answer for answer in public(unreleased()) if answer.status_code == 200]

    assert all("noindex" in answer.get("X-Robots-Tag", "") + answer.content.decode("latin-1") for answer in answers)


def test_a_letter_taken_back_hands_out_no_sealed_file_and_says_so_where_it_is_checked() -> None:
    letter = with_everything()
    seal = seal_of(letter)
    letter_steps.recall(letter, by=None, reason="The wrong bill.")

    assert page("pdf", letter.slug).content != bytes(seal.pdf)
    assert "TAKEN BACK" in words(page("pdf", letter.slug).content)
    assert page("supplement", letter.slug, 1).status_code == 404
    assert "The wrong bill." in page("verify", seal.pdf_sha256).text


# Who is told


def told() -> dict[str, OutgoingEmail]:
    mails = OutgoingEmail.objects.filter(purpose="sealed")
    return {mail.to: mail for mail in mails}


def test_everyone_in_the_seal_is_sent_it_and_later_ones_get_their_supplement() -> None:
    letter = closed_petition("Ana Vega")
    ana = name_on(letter, "Ana Vega")
    letter_steps.seal(letter, by=None)
    late = later(letter, email="zoe@example.org")
    mailings.work_off()
    first = told()
    workflow.seal_supplement(letter, by=None)
    mailings.work_off()

    assert list(first) == [ana.email]
    assert set(told()) == {ana.email, late.email}
    mime = bytes(first[ana.email].mime).decode()
    assert seal_of(letter).pdf_sha256 in mime
    assert f'filename="{letter.slug}.pdf"' in mime
    assert f'filename="{letter.slug}-supplement-1.pdf"' in bytes(told()[late.email].mime).decode()


@pytest.mark.parametrize(("limit", "value"), [("ATTACHED_NAMES", 1), ("ATTACHED_BYTES", 10)])
def test_a_large_file_is_not_attached(monkeypatch: pytest.MonkeyPatch, limit: str, value: int) -> None:
    monkeypatch.setattr(mailings, limit, value)
    letter = sealed_petition("Ana Vega", "Bo Lind")

    mailings.work_off()

    mails = [bytes(mail.mime).decode() for mail in told().values()]
    assert len(mails) == 2
    assert all("application/pdf" not in mime and f"/letters/{letter.slug}/letter.pdf" in mime for mime in mails)


def test_nobody_is_told_of_a_letter_that_went_out_before_this_site_had_it() -> None:
    letter = closed_petition()
    letter_steps.seal(letter, by=None, at=letter.closes_at)

    assert (letter.sealed_at, Mailing.objects.exists()) == (letter.closes_at, False)


@pytest.mark.parametrize(
    ("purpose", "step"), [("dissociation", workflow.dissociate), ("correction", workflow.correct)]
)
def test_whose_name_something_is_said_of_in_public_is_told_what(purpose: str, step: Any) -> None:
    letter = sealed_petition("Ana Vega")
    ana = name_on(letter, "Ana Vega")

    step(ana, by=None, reason="Asks to be read without.")

    mail = OutgoingEmail.objects.get(purpose=purpose)
    assert mail.to == ana.email
    said = message_from_bytes(bytes(mail.mime), policy=default).get_body(("plain",))
    assert "Asks to be read without." in said.get_content()


def test_delivered_seeds_are_sealed_and_stay_what_they_are() -> None:
    call_command("load_seeds", verbosity=0)
    before = list(Letter.objects.exclude(sealed_at=None).values("slug", "stage", "seals__pdf_sha256"))
    call_command("load_seeds", verbosity=0)

    assert {row["stage"] for row in before} == {"delivered"}
    assert len(before) == Letter.objects.filter(stage="delivered").count()
    assert list(Letter.objects.exclude(sealed_at=None).values("slug", "stage", "seals__pdf_sha256")) == before
    assert not Mailing.objects.exists()


def test_of_a_person_the_seal_says_the_city_and_not_the_state_unless_the_line_does() -> None:
    given = {"printed_name": "Ana Vega", "city": "Albany", "us_state": "NY"}
    said = []
    for line in (LineUnderName.CITY, LineUnderName.CITY_STATE):
        letter = letters.published_letter(type=LetterType.PETITION, line_under_name=line)
        signatories.confirmed(letter, **given)
        letter_steps.close_now(letter, by=None)
        letter_steps.seal(letter, by=None)
        [seal] = json.loads(page("seal_json", letter.slug).content)["seals"]
        said += seal["manifest"]["names"]

    person = {"name": "Ana Vega", "city": "Albany", "kind": "individual"}
    assert said == [person | {"line": "Albany"}, person | {"line": "Albany, NY"}]


@pytest.mark.parametrize("kind", RelationKind)
def test_a_sealed_letter_that_belongs_to_another_asks_no_more_than_five(kind: str) -> None:
    letter = with_everything()
    other = letters.published_letter(type=LetterType.PETITION, title="The other letter")
    LetterRelation.objects.create(letter=letter, to=other, kind=kind)
    letter.refresh_from_db()
    letter_steps.deliver(letter, by=None)

    with CaptureQueriesContext(connection) as queries:
        text = text_of(letter)

    assert len(queries) <= 5
    for said in ("Beau Lind", "Asks to be read without.", "The other letter", "Delivered to"):
        assert said in text
