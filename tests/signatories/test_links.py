"""The link in the mail: what it leaves behind, and every way it can be bent."""

import uuid
from urllib.parse import quote

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from letters.states import LetterType
from outbox.models import OutgoingEmail
from signatories import tokens
from signatories.models import Signatory, TrailEntry
from signatories.states import State
from tests.factories.letters import published_letter
from tests.signatories.visitor import Mail, Visitor, mails_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail() -> Mail:
    """Rosa has signed a petition; this is what she got."""
    Visitor().sign(published_letter(type=LetterType.PETITION), name="Rosa Lind", email="rosa@example.org")
    return mails_to("rosa@example.org")[0]


def everything() -> list[object]:
    return [list(model.objects.order_by("pk").values()) for model in (Signatory, TrailEntry, OutgoingEmail)]


def test_token_leaves_the_address_at_once(mail: Mail) -> None:
    response = Client().get(f"/confirm/{mail.token}/")

    claim = reverse("signatories:claim", args=[Signatory.objects.get().uuid])
    assert (response.status_code, response["Location"]) == (303, claim)
    assert mail.token not in claim
    assert response["Referrer-Policy"] == "no-referrer"
    assert response.content == b""


def test_page_behind_the_link_does_not_know_the_token(mail: Mail) -> None:
    page = Visitor().visit(mail.link)

    assert (page.status_code, mail.token in page.content.decode()) == (200, False)
    assert "http" not in page.content.decode().replace("http-equiv", "").replace("http://www.w3.org", "")


def test_every_answer_on_the_way_is_kept_by_nobody(mail: Mail) -> None:
    client = Client()
    claim = reverse("signatories:claim", args=[Signatory.objects.get().uuid])

    answers = [client.get(f"/confirm/{mail.token}/"), client.get(claim), client.post(claim), client.get("/confirm/x/")]

    for answer in answers:
        assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))


def test_claim_cookie_is_short_and_out_of_reach(mail: Mail, settings: pytest.FixtureRequest) -> None:
    settings.SESSION_COOKIE_SECURE = True

    response = Client().get(f"/confirm/{mail.token}/")

    (cookie,) = response.cookies.values()
    assert cookie.key == f"claim-{Signatory.objects.get().uuid.hex}"
    flags = (cookie["httponly"], cookie["secure"], cookie["samesite"], cookie["max-age"])
    assert flags == (True, True, "Lax", 30 * 60)
    assert mail.token not in cookie.value


def test_opening_changes_nothing_however_often(mail: Mail) -> None:
    before = everything()

    for client in (Client(), Client(), Client()):
        client.head(f"/confirm/{mail.token}/", follow=True)
        for _ in range(5):
            assert client.get(f"/confirm/{mail.token}/", follow=True).status_code == 200
            client.head(reverse("signatories:claim", args=[Signatory.objects.get().uuid]))

    assert everything() == before


def test_link_takes_no_post(mail: Mail) -> None:
    before = everything()

    assert Client().post(f"/confirm/{mail.token}/", {"surname": "Lind"}).status_code == 405
    assert everything() == before


def test_link_that_cannot_be_used_is_told_to_no_other_page_either() -> None:
    answer = Client().get("/confirm/unknown/")

    assert (answer.status_code, answer["Referrer-Policy"]) == (404, "no-referrer")


def test_browser_that_refuses_cookies_is_told_what_to_do(mail: Mail) -> None:
    rosa = Visitor()

    def forgetful(path: str) -> HttpResponse:
        rosa.client.cookies.clear()
        return rosa.client.get(path)

    landed = forgetful(forgetful(f"/confirm/{mail.token}/")["Location"])
    made = Signatory.objects.get()
    inbox = forgetful(reverse("signatories:inbox", args=[made.letter.slug, made.uuid]))
    rosa.visit(reverse("signatories:sign", args=[made.letter.slug]))
    filled = rosa.form().fields
    rosa.client.cookies.clear()
    form = rosa.post(filled | {"name": "Rosa Lind", "email": "rosa@example.org"})

    assert [page.status_code for page in (landed, inbox, form)] == [404, 200, 403]
    assert "your browser may refuse our cookie" in landed.content.decode()
    assert "it does not keep our cookie" in inbox.content.decode()
    assert "A browser that takes no cookies at all cannot sign." in form.content.decode()


def test_opened_twice_in_two_tabs_both_work_and_the_second_says_it_is_done(mail: Mail) -> None:
    phone = Visitor()
    tabs = [phone.visit(mail.link) and phone.form().fields | {"surname": "Lind"} for _ in range(2)]

    pages = [phone.post(filled) for filled in tabs]

    assert ["The name is on the letter" in page.content.decode() for page in pages] == [True] * 2
    assert Signatory.objects.get().consents.count() == 1
    assert OutgoingEmail.objects.filter(purpose="receipt").count() == 1


def test_claim_without_the_link_is_nothing(mail: Mail) -> None:
    claim = reverse("signatories:claim", args=[Signatory.objects.get().uuid])

    assert [Client().get(claim).status_code, Client().post(claim, {"surname": "Lind"}).status_code] == [404, 404]
    assert Signatory.objects.get().state == State.PENDING


def test_link_of_one_signature_opens_no_other(mail: Mail) -> None:
    Visitor().sign(published_letter(type=LetterType.PETITION), name="Ida Wells", email="ida@example.org")
    other = Signatory.objects.get(email="ida@example.org")
    visitor = Visitor()
    visitor.visit(mail.link)

    page = visitor.visit(reverse("signatories:claim", args=[other.uuid]))

    assert page.status_code == 404
    assert visitor.post({"surname": "Wells"}).status_code == 403
    assert set(Signatory.objects.values_list("state", flat=True)) == {State.PENDING}


def test_form_of_one_signature_sent_to_another_confirms_none(mail: Mail) -> None:
    Visitor().sign(published_letter(type=LetterType.PETITION), name="Ida Wells", email="ida@example.org")
    other = Signatory.objects.get(email="ida@example.org")
    visitor = Visitor()
    visitor.visit(mail.link)
    filled = visitor.form().fields | {"surname": "Wells"}
    visitor.address = reverse("signatories:claim", args=[other.uuid])

    page = visitor.post(filled)

    assert page.status_code == 404
    assert set(Signatory.objects.values_list("state", flat=True)) == {State.PENDING}


def test_inbox_of_one_letter_does_not_open_under_another(mail: Mail) -> None:
    rosa = Visitor()
    rosa.sign(published_letter(type=LetterType.PETITION), name="Rosa Lind", email="rosa2@example.org")
    made = Signatory.objects.get(email="rosa2@example.org")
    other = published_letter(type=LetterType.PETITION)

    page = rosa.visit(reverse("signatories:inbox", args=[other.slug, made.uuid]))

    assert "csrfmiddlewaretoken" not in page.content.decode()
    assert "rosa2@example.org" not in page.content.decode()


def cookies_of_others(made: Signatory) -> dict[str, str]:
    """What a forger might write into the claim cookie."""
    salt = f"claim:{made.uuid.hex}"
    return {
        "unsigned": made.token_digest,
        "null": "null",
        "empty": "",
        "signed for the browser": signing.dumps(made.token_digest, salt=f"signed:{made.uuid.hex}"),
        "signed for another": signing.dumps(made.token_digest, salt=f"claim:{uuid.uuid4().hex}"),
        "signed with no salt": signing.dumps(made.token_digest),
        "signed with another key": signing.dumps(made.token_digest, key="guess", salt=salt),
        "the digest of an older mail": signing.dumps("0" * 64, salt=salt),
        "no digest at all": signing.dumps("", salt=salt),
        "cut": signing.dumps(made.token_digest, salt=salt)[:-3],
    }


def test_forged_claim_cookies_open_nothing(mail: Mail) -> None:
    made = Signatory.objects.get()
    claim = reverse("signatories:claim", args=[made.uuid])

    answers = {}
    for forgery, value in cookies_of_others(made).items():
        client = Client()
        client.cookies[f"claim-{made.uuid.hex}"] = value
        answers[forgery] = (client.get(claim).status_code, client.post(claim, {"surname": "Lind"}).status_code)

    assert set(answers.values()) == {(404, 404)}
    assert Signatory.objects.get().state == State.PENDING


def bent(token: str, made: Signatory) -> dict[str, str]:
    """The path behind /confirm/, bent in every way: all of them are somebody's links, none is this one."""
    middle = len(token) // 2
    return {
        "one character less": token[:-1],
        "one character more": f"{token}A",
        "first one lost": token[1:],
        "one changed": token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :],
        "upper case": token.upper(),
        "lower case": token.lower(),
        "turned round": token[::-1],
        "half": token[:middle],
        "twice": token * 2,
        "one character": "x",
        "dot": ".",
        "dots": "...",
        "space before": f"%20{token}",
        "space behind": f"{token}%20",
        "plus behind": f"{token}+",
        "line end behind": f"{token}%0A",
        "carriage return": f"{token}%0D%0AX-Evil:%201",
        "NUL": "%00",
        "NUL behind": f"{token}%00",
        "padded": f"{token}=",
        "period of the sentence": f"{token}.",
        "bracket": f"{token})",
        "quoted-printable": f"3D{token}",
        "quoted": f"%22{token}%22",
        "angle": f"%3C{token}%3E",
        "not UTF-8": "%91",
        "half a surrogate": "%ED%A0%80",
        "emoji": quote("💥"),
        "full width": quote("".join(chr(ord(c) + 0xFEE0) for c in token)),
        "soft hyphen inside": f"{token[:9]}{quote(chr(0xAD))}{token[9:]}",
        "zero width behind": f"{token}{quote(chr(0x200B))}",
        "10 kB": "A" * 10_000,
        "its digest": made.token_digest,
        "its code digest": made.code_digest,
        "its number": str(made.pk),
        "its uuid": str(made.uuid),
        "its uuid in hex": made.uuid.hex,
        "its submission": str(made.submission_uuid),
        "no uuid": "00000000-0000-0000-0000-000000000000",
        "SQL": quote("' OR 1=1 --"),
        "wildcard": "%25",
        "underscore": "_" * 43,
        "template": quote("{{ token }}"),
        "format": quote("%(token)s"),
        "script": quote("<script>alert(1)<") + "script>",
        "query": f"{token}%3Fnext=evil.example",
        "signed": signing.dumps(token),
    }


def said(page: HttpResponse) -> str:
    """What stands on the page; above it is a link to the same address in Spanish."""
    return page.content.decode().partition("<main")[2]


def test_every_bent_link_gets_one_neutral_page(mail: Mail) -> None:
    made = Signatory.objects.get()
    neutral = Client().get("/confirm/unknown/")
    before = everything()

    answers = {how: Client().get(f"/confirm/{path}/") for how, path in bent(mail.token, made).items()}

    assert len(answers) >= 30
    assert {how: page.status_code for how, page in answers.items() if page.status_code != 404} == {}
    assert {said(page) for page in answers.values()} == {said(neutral)}
    assert [how for how, page in answers.items() if page.cookies] == []
    assert everything() == before


def test_bent_links_with_more_parts_are_not_found(mail: Mail) -> None:
    for path in (f"{mail.token}/x", f"x/{mail.token}", f"{mail.token}%2Fx", f"../confirm/{mail.token}x", ""):
        assert Client().get(f"/confirm/{path}/").status_code == 404


def test_posts_to_bent_links_change_nothing(mail: Mail) -> None:
    before = everything()

    statuses = {
        Client().post(f"/confirm/{path}/", {"surname": "Lind", "report": "1"}).status_code
        for path in bent(mail.token, Signatory.objects.get()).values()
    }

    assert statuses <= {404, 405}
    assert everything() == before


def test_link_without_its_last_slash_still_opens(mail: Mail) -> None:
    assert Visitor().visit(mail.link.rstrip("/")).status_code == 200


def test_claim_of_a_browser_is_bound_to_the_last_mail(mail: Mail) -> None:
    made = Signatory.objects.get()
    visitor = Visitor()
    visitor.visit(mail.link)
    tokens.issue(made, at=made.submitted_at)
    made.save()

    assert visitor.visit(reverse("signatories:claim", args=[made.uuid])).status_code == 404
