from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.models import Legislator, MailDomain, Organization, Term
from directory.states import Chamber
from tests.factories.directory import legislator, organization, term

pytestmark = pytest.mark.django_db

LEGISLATORS = "admin:directory_legislator_changelist"
ORGANIZATIONS = "admin:directory_organization_changelist"
TODAY = {"start": date(2011, 1, 5), "end": None}
NO_INLINES = {
    f"{prefix}-{count}": "0"
    for prefix in ("terms", "identifiers", "contacts")
    for count in ("TOTAL_FORMS", "INITIAL_FORMS")
}


def shown(client, url_name: str, **query: str) -> list[str]:
    response = client.get(reverse(url_name), query)
    return [str(row) for row in response.context["cl"].result_list]


@pytest.mark.parametrize(
    "typed", ["serrano", "JOSÉ", "jose e. serrano", "“Joe”", "serrano, joe", "Pepe", "NUNEZ", "joe núñez"]
)
def test_search_finds_a_legislator_however_the_name_is_typed(admin_client, typed):
    term(legislator=legislator(nickname="Joe", other_names="Pepe Serrano\nJosé Núñez"))
    term(legislator=legislator(full_name="Loretta Sanchez"))

    assert shown(admin_client, LEGISLATORS, q=typed) == ["Serrano, José E. (D-NY-16)"]


def test_search_for_what_nobody_is_called_finds_nobody(admin_client):
    legislator()

    assert shown(admin_client, LEGISLATORS, q="sanchez") == []


def test_filters_together_ask_for_one_term_that_fits_them_all(admin_client):
    heller = {"full_name": "Dean Heller", "last": "Heller", "first": "Dean"}
    moved = legislator(**heller)
    term(legislator=moved, state="NV", district="2", party="Republican")
    term(
        legislator=moved,
        state="CA",
        chamber=Chamber.UPPER,
        start=date(2013, 1, 3),
        party="Republican",
        end=None,
    )

    assert shown(admin_client, LEGISLATORS, chamber="lower", state="NV") == ["Heller, Dean (R-CA)"]
    assert shown(admin_client, LEGISLATORS, chamber="lower", state="CA") == []
    assert shown(admin_client, LEGISLATORS, jurisdiction="US", party="republican", in_office="today") == [
        "Heller, Dean (R-CA)"
    ]
    assert shown(admin_client, LEGISLATORS, party="democratic") == []


def test_a_party_is_one_however_the_sources_spell_it(admin_client):
    for last, party in (("One", "Democrat"), ("Two", "Democratic"), ("Three", "Green"), ("Four", "Republican")):
        term(legislator=legislator(full_name=f"Ana {last}", last=last, first="Ana"), party=party)

    page = admin_client.get(reverse(LEGISLATORS))
    offered = page.context["cl"].filter_specs[-1].lookup_choices
    assert offered == [("democratic", "Democrats"), ("Green", "Green"), ("republican", "Republicans")]
    assert shown(admin_client, LEGISLATORS, party="democratic") == ["One, Ana (D-NY-16)", "Two, Ana (D-NY-16)"]
    assert shown(admin_client, LEGISLATORS, party="Green") == ["Three, Ana (G-NY-16)"]


def test_filter_for_today_leaves_out_those_who_left(admin_client):
    today = timezone.localdate()
    term(legislator=legislator(full_name="Ana Left", last="Left", first="Ana"), start=date(2011, 1, 5), end=today)
    term(legislator=legislator(full_name="Ana Sits", last="Sits", first="Ana"), start=today, end=None)
    term(legislator=legislator(full_name="Ana Next", last="Next", first="Ana"), start=today + timedelta(1), end=None)

    assert shown(admin_client, LEGISLATORS, in_office="today") == ["Sits, Ana (D-NY-16)"]
    assert len(shown(admin_client, LEGISLATORS)) == 3


@pytest.mark.parametrize(("url_name", "make"), [(LEGISLATORS, term), (ORGANIZATIONS, organization)])
def test_lists_take_as_many_queries_for_three_rows_as_for_one(
    admin_client, url_name, make, django_assert_num_queries, django_assert_max_num_queries
):
    make(**({"parent": organization()} if make is organization else {}))
    with django_assert_max_num_queries(9) as for_one:
        admin_client.get(reverse(url_name))

    for _ in range(2):
        make(**({"parent": organization()} if make is organization else {}))

    with django_assert_num_queries(len(for_one)):
        admin_client.get(reverse(url_name))


def test_legislator_page_takes_as_many_queries_for_three_terms_as_for_one(admin_client, django_assert_num_queries):
    member = term().legislator
    page = reverse("admin:directory_legislator_change", args=[member.pk])
    admin_client.get(page)  # content types are cached for the life of the process
    with django_assert_num_queries(7):
        admin_client.get(page)

    for year in (2013, 2015):
        term(legislator=member, start=date(year, 1, 3), end=date(year + 2, 1, 3))

    with django_assert_num_queries(7):
        admin_client.get(page)


def test_staff_enter_a_legislator_with_a_term_and_the_rest_is_filled_in(admin_client):
    form = NO_INLINES | {
        "full_name": "José M. Serrano",
        "first": "José",
        "middle": "M.",
        "last": "Serrano",
        "terms-TOTAL_FORMS": "1",
        "terms-0-jurisdiction": "NY",
        "terms-0-chamber": "upper",
        "terms-0-state": "NY",
        "terms-0-district": "28",
        "terms-0-party": "Democrat",
        "terms-0-start": "2011-01-01",
        "terms-0-address": "Room 418, Albany",
        "terms-0-domain": " Serrano.NYsenate.gov ",
        "other_names": "Pepe Serrano",
    }

    response = admin_client.post(reverse("admin:directory_legislator_add"), form)

    assert response.status_code == 302
    assert (Term.objects.get().address, Term.objects.get().domain) == ("Room 418, Albany", "serrano.nysenate.gov")
    assert Legislator.objects.get().sort_name == "serrano jose m"
    assert str(Term.objects.get()) == "Serrano, José M. (D-NY-28)"
    assert Term.objects.get().title == "Senator"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"full_name": "—"}, "A name needs a letter or a digit."),
        ({"terms-0-end": "2010-12-31"}, "A term ends after the day it starts."),
        ({"terms-0-state": "NJ"}, "A member of a state legislature represents that state."),
    ],
)
def test_staff_are_told_what_the_database_would_refuse(admin_client, wrong, told):
    form = NO_INLINES | {
        "full_name": "José M. Serrano",
        "terms-TOTAL_FORMS": "1",
        "terms-0-jurisdiction": "NY",
        "terms-0-chamber": "upper",
        "terms-0-state": "NY",
        "terms-0-start": "2011-01-01",
    }

    response = admin_client.post(reverse("admin:directory_legislator_add"), form | wrong)

    assert response.status_code == 200
    assert told in response.text
    assert not Legislator.objects.exists()


def test_second_term_from_the_same_day_is_refused_in_words(admin_client):
    member = term().legislator
    form = NO_INLINES | {
        "full_name": "José E. Serrano",
        "terms-TOTAL_FORMS": "2",
        "terms-INITIAL_FORMS": "1",
        "terms-0-id": str(member.terms.get().pk),
        "terms-0-legislator": str(member.pk),
        "terms-1-legislator": str(member.pk),
    }
    for number in "01":
        form |= {
            f"terms-{number}-jurisdiction": "US",
            f"terms-{number}-chamber": "lower",
            f"terms-{number}-state": "NY",
            f"terms-{number}-start": "2011-01-05",
        }

    response = admin_client.post(reverse("admin:directory_legislator_change", args=[member.pk]), form)

    assert "This member already has a term in that chamber from that day." in response.text
    assert Term.objects.count() == 1


def test_organization_that_exists_is_refused_in_words(admin_client):
    organization(name="Causa", state="OR")
    form = NO_INLINES | {"name": "¡Causa!", "scope": "state", "state": "OR", "domain": "causa.example"}

    response = admin_client.post(reverse("admin:directory_organization_add"), form)

    assert "This organization is already in the directory." in response.text
    assert Organization.objects.count() == 1


@pytest.mark.parametrize("domain", ["not a domain", "ana@causa.example", "https://causa.example/"])
def test_what_is_no_domain_is_refused(admin_client, domain):
    form = NO_INLINES | {"name": "Causa", "scope": "state", "domain": domain}

    response = admin_client.post(reverse("admin:directory_organization_add"), form)

    assert response.context["adminform"].form.errors.keys() == {"domain"}


def test_free_mail_domain_of_an_organization_is_refused_in_words(admin_client):
    form = NO_INLINES | {"name": "Causa", "scope": "state", "domain": "Gmail.com"}

    response = admin_client.post(reverse("admin:directory_organization_add"), form)

    assert "Anybody can get an address at gmail.com, so it cannot speak for an organization." in response.text
    assert not Organization.objects.exists()


def test_mail_domains_are_listed_searched_and_entered(admin_client):
    MailDomain.objects.create(domain="nysenate.gov", jurisdiction="NY", chamber="upper")
    form = {"domain": "*.senate.gov", "jurisdiction": "US", "chamber": "upper", "kind": "legislature"}

    response = admin_client.post(reverse("admin:directory_maildomain_add"), form)

    assert response.status_code == 302
    assert shown(admin_client, "admin:directory_maildomain_changelist") == ["nysenate.gov", "*.senate.gov"]
    assert shown(admin_client, "admin:directory_maildomain_changelist", q="nys", kind="legislature") == [
        "nysenate.gov"
    ]


def test_search_finds_an_organization_without_accents(admin_client):
    organization(name="Círculo de la Hispanidad", city="", state="")
    organization(name="Public Citizen")

    assert shown(admin_client, ORGANIZATIONS, q="CIRCULO") == ["Círculo de la Hispanidad"]


def test_other_admins_pick_a_parent_by_typing(admin_client):
    organization(name="Círculo de la Hispanidad", city="", state="")
    organization(name="Public Citizen")
    field = {"app_label": "directory", "model_name": "organization", "field_name": "parent"}

    response = admin_client.get(reverse("admin:autocomplete"), field | {"term": "circulo"})

    assert [found["text"] for found in response.json()["results"]] == ["Círculo de la Hispanidad"]
