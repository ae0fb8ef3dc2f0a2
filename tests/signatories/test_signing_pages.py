"""The form on the page: what it takes, what it refuses, and what it gives back."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from letters.clock import database_now
from letters.models import Letter
from letters.states import LetterType
from outbox.models import OutgoingEmail
from signatories.models import Signatory
from signatories.states import Kind
from tests.factories import directory, signatories
from tests.factories.letters import published_letter
from tests.signatories.visitor import Visitor, aide, mails_to

pytestmark = pytest.mark.django_db

ROSA = {"name": "Rosa Lind", "email": "rosa@example.org", "city": "Troy", "us_state": "NY"}


def petition(**fields: Any) -> Letter:
    return published_letter(type=LetterType.PETITION, **fields)


def for_everyone(**fields: Any) -> Letter:
    takes = {"takes_organizations": True, "takes_officeholders": True, "takes_individuals": True}
    return published_letter(**takes | fields)


def stored() -> int:
    return Signatory.objects.count() + OutgoingEmail.objects.count()


def close(letter: Letter) -> None:
    now = database_now()
    Letter.objects.filter(pk=letter.pk).update(opens_at=now - timedelta(days=2), closes_at=now - timedelta(days=1))


def test_signing_leads_to_check_your_inbox_by_see_other() -> None:
    letter = petition()
    visitor = Visitor()

    page = visitor.sign(letter, **ROSA)

    made = Signatory.objects.get()
    inbox = reverse("signatories:inbox", args=[letter.slug, made.uuid])
    assert (page.redirect_chain, page.status_code) == ([(inbox, 303)], 200)
    assert "rosa@example.org" in page.content.decode()
    assert len(mails_to("rosa@example.org", "confirmation")) == 1


def test_a_mistyped_domain_is_asked_about_and_hinders_nobody() -> None:
    asked = Visitor().sign(petition(), **ROSA | {"email": "rosa@gmial.com"})
    not_asked = Visitor().sign(petition(), **ROSA)

    assert "Did you mean gmail.com?" in asked.content.decode()
    assert len(mails_to("rosa@gmial.com", "confirmation")) == 1
    assert "Did you mean" not in not_asked.content.decode()


def test_aide_signs_for_a_member() -> None:
    letter = published_letter()
    term = signatories.seat(letter)

    Visitor().sign(letter, term=term.pk, **aide())

    made = Signatory.objects.get()
    assert (made.kind, made.legislator, made.printed_name) == (
        Kind.LEGISLATOR,
        term.legislator,
        term.legislator.full_name,
    )
    assert (made.agent_name, made.agent_role, made.email) == (
        "Dana Okafor",
        "Legislative assistant",
        "dana@example.org",
    )
    assert "authorized" in made.authority
    assert (made.chamber, made.us_state, made.district) == (term.chamber, term.state, term.district)


def test_organization_of_the_directory_signs() -> None:
    known = directory.organization(scope="state")

    Visitor().sign(published_letter(type=LetterType.COALITION), organization=known.pk, **aide())

    made = Signatory.objects.get()
    assert (made.organization, made.printed_name, made.scope) == (known, known.name, "state")


def test_organization_that_is_not_in_the_list_is_proposed() -> None:
    typed = {"name": "Casa de los Vecinos", "city": "Troy", "us_state": "NY"}

    Visitor().sign(published_letter(type=LetterType.COALITION), **aide(), **typed)

    made = Signatory.objects.get()
    assert (made.organization, made.printed_name, made.city, made.us_state) == (
        None,
        "Casa de los Vecinos",
        "Troy",
        "NY",
    )


def test_officeholder_signs() -> None:
    typed = {"name": "Ida Wells", "title": "Mayor", "affiliation": "City of Troy", "us_state": "NY"}

    Visitor().sign(published_letter(type=LetterType.OFFICEHOLDERS), **aide(), **typed)

    made = Signatory.objects.get()
    assert (made.printed_name, made.title, made.affiliation, made.sort_name) == (
        "Ida Wells",
        "Mayor",
        "City of Troy",
        "wells ida",
    )


@pytest.mark.parametrize(("ticked", "listed"), [({"listed": "on"}, True), ({}, False)])
def test_individual_is_listed_only_if_ticked(ticked: dict[str, str], listed: bool) -> None:
    Visitor().sign(petition(), **ROSA, **ticked)

    made = Signatory.objects.get()
    assert (made.listed, made.agent_name, made.printed_name) == (listed, "Rosa Lind", "Rosa Lind")


def test_individual_with_the_longest_name_the_form_takes() -> None:
    name = "Maximiliana " * 9 + "Wells-Barnett"[:12]

    page = Visitor().sign(petition(), **ROSA | {"name": name})

    assert page.status_code == 200
    assert Signatory.objects.get().printed_name == name


def test_where_several_kinds_sign_the_visitor_chooses_first() -> None:
    letter = for_everyone()

    page = Visitor().visit(reverse("signatories:sign", args=[letter.slug]))

    for kind in Kind:
        assert f'href="?as={kind}"' in page.content.decode()


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_its_form_in_both_languages(kind: str) -> None:
    letter = for_everyone()

    for language in ("", "/es"):
        page = Visitor().visit(f"{language}{reverse('signatories:sign', args=[letter.slug])}?as={kind}")
        assert (page.status_code, f'lang="{language[1:] or "en"}"' in page.content.decode()) == (200, True)


@pytest.mark.parametrize("kind", ["", "senator", "individual", "LEGISLATOR"])
def test_kind_that_does_not_sign_this_letter_is_not_taken(kind: str) -> None:
    letter = published_letter(takes_organizations=True)

    page = Visitor().client.get(reverse("signatories:sign", args=[letter.slug]), {"as": kind})

    assert page.status_code == 200
    assert 'href="?as=legislator"' in page.content.decode()


def test_only_those_in_office_on_the_letters_date_can_be_chosen() -> None:
    letter = published_letter(dated="2012-06-01", chamber="lower")
    sits = signatories.seat(letter)
    signatories.seat(letter, start="2013-01-03")
    signatories.seat(letter, start="2009-01-06", end="2012-06-01")
    signatories.seat(letter, chamber="upper")
    signatories.seat(letter, jurisdiction="NY")

    visitor = Visitor()
    visitor.visit(f"{reverse('signatories:sign', args=[letter.slug])}?find=ana")

    assert visitor.form().choices["term"] == [str(sits.pk)]


def test_double_click_is_one_row_one_mail_and_one_page() -> None:
    letter = petition()
    visitor = Visitor()
    visitor.visit(reverse("signatories:sign", args=[letter.slug]))
    filled, form_page = visitor.form().fields | ROSA, visitor.address

    pages = []
    for _ in range(5):
        visitor.address = form_page
        pages.append(visitor.post(filled).redirect_chain)

    assert pages == [pages[0]] * 5
    assert stored() == 2


def test_back_button_and_a_corrected_address_is_a_new_row() -> None:
    letter = petition()
    visitor = Visitor()
    visitor.visit(reverse("signatories:sign", args=[letter.slug]))
    filled, form_page = visitor.form().fields | ROSA, visitor.address
    visitor.post(filled | {"email": "rosa@exmaple.org"})

    visitor.address = form_page
    page = visitor.post(filled)

    assert "rosa@example.org" in page.content.decode()
    assert [len(mails_to(address)) for address in ("rosa@exmaple.org", "rosa@example.org")] == [1, 1]


def test_form_without_its_csrf_token_is_refused_with_advice() -> None:
    letter = petition()
    visitor = Visitor()
    visitor.visit(reverse("signatories:sign", args=[letter.slug]))
    fields = visitor.form().fields
    del fields["csrfmiddlewaretoken"]

    page = visitor.post(fields | ROSA)

    assert (page.status_code, stored()) == (403, 0)


def test_spanish_visitor_stays_in_spanish() -> None:
    letter = petition()
    visitor = Visitor()

    page = visitor.sign(letter, language="/es", **ROSA)

    made = Signatory.objects.get()
    assert visitor.address == f"/es/letters/{letter.slug}/sign/{made.uuid}/"
    assert 'lang="es"' in page.content.decode()
    assert (made.language, "/es/confirm/" in mails_to("rosa@example.org")[0].link) == ("es", True)


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
def test_other_methods_are_not_allowed(method: str) -> None:
    letter = petition()
    client = Visitor().client

    for name, args in (("sign", [letter.slug]), ("inbox", [letter.slug, uuid.uuid4()]), ("claim", [uuid.uuid4()])):
        assert getattr(client, method)(reverse(f"signatories:{name}", args=args)).status_code in (403, 405)


def test_pages_with_a_form_are_never_cached() -> None:
    letter = petition()
    visitor = Visitor()

    pages = [visitor.visit(reverse("signatories:sign", args=[letter.slug])), visitor.send(**ROSA)]

    for page in pages:
        assert {"no-store", "private"} <= set(page["Cache-Control"].split(", "))


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"trusted_domains": "senate.gov mail.house.gov"}, "An address at mail.house.gov, senate.gov counts at once"),
        ({"trusted_domains": "*.senate.gov"}, "An address at your own office&#x27;s domain in senate.gov counts"),
        ({"trusted_domains": "gmail.com"}, "The address we have on file for the office counts at once"),
        ({}, "The address we have on file for the office counts at once"),
        ({"verification": "staff", "trusted_domains": "senate.gov"}, "office looks at every signature."),
    ],
)
def test_form_says_which_addresses_count_at_once_and_whom_to_ask(rules: dict[str, str], said: str) -> None:
    letter = published_letter(contact_name="Ana <b>Ruiz</b>", **rules)
    address, term = reverse("signatories:sign", args=[letter.slug]), signatories.seat(letter)

    assert said in Visitor().visit(f"{address}?term={term.pk}").content.decode()
    html = Visitor().visit(f"{address}?find=nobody").content.decode()
    assert 'Write to <a href="mailto:ana.ruiz@mail.house.gov">Ana &lt;b&gt;Ruiz&lt;/b&gt;</a>.' in html
