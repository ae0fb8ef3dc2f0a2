"""Groups in the admin: pasted, by a rule, of a letter's signers, put in order, exported."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from directory.models import GroupMember, LegislatorGroup
from signatories import workflow
from tests.factories import directory, signatories
from tests.factories.letters import published_letter
from tests.signatories.desk import choose, names_of, staffer, told

pytestmark = pytest.mark.django_db
ADD = "/admin/directory/legislatorgroup/add/"
ASKED = {"name": "Judiciary", "kind": "committee", "jurisdiction": "US", "chamber": "lower", "on": "2011-06-01"}


def member(first: str, last: str, **fields):
    person = directory.legislator(first=first, middle="", last=last, full_name=f"{first} {last}")
    return directory.term(legislator=person, **fields).legislator


def places(group: LegislatorGroup) -> list[tuple[int, str, str]]:
    return [(one.position, one.legislator.full_name, one.title) for one in group.members.order_by("position", "pk")]


def press(client: Client, page, **typed: str):
    """Press a button of the second page, sending what it would send."""
    form, roster = page.context["form"], page.context["roster"]
    columns = {asked["name"]: asked["chosen"] for asked in form.columns_asked}
    return client.post(
        page.request["PATH_INFO"], dict(form.carried) | columns | {"seen": roster.seen} | typed, follow=True
    )


def test_a_pasted_list_becomes_a_group_in_its_order_with_titles(admin_client: Client) -> None:
    for name in (("Jerrold", "Nadler"), ("Zoe", "Lofgren"), ("Steve", "Cohen")):
        member(*name)
    text = "Committee on the Judiciary\nRep. Zoe Lofgren (D-NY), Chair\nRanking Member Jerrold Nadler\nSteve Cohen\n"

    page = admin_client.post(ADD, ASKED | {"text": text})
    assert [row.verdict.value for row in page.context["roster"].rows] == ["no_name", "new", "new", "new"]
    assert not LegislatorGroup.objects.exists()
    done = press(admin_client, page, write="1")

    group = LegislatorGroup.objects.get()
    assert places(group) == [
        (1, "Zoe Lofgren", "Chair"),
        (2, "Jerrold Nadler", "Ranking Member"),
        (3, "Steve Cohen", ""),
    ]
    assert told(done) == ["The group “Judiciary” has 3 members."]
    assert done.redirect_chain[-1][0] == reverse("admin:directory_legislatorgroup_change", args=[group.pk])


def test_who_is_not_clear_is_asked_and_nothing_is_stored_before(admin_client: Client) -> None:
    right, _other = member("Ana", "King", district="1"), member("Ana", "King", district="2")
    page = admin_client.post(ADD, ASKED | {"text": "Ana King\nZed Nobody\n"})

    forced = press(admin_client, page, write="1")
    assert told(forced) == ["Nothing was written: some rows still wait for your decision."]
    decided = press(admin_client, page, office_1=f"l{right.pk}", office_2="out")
    early = press(admin_client, page, office_1=f"l{right.pk}", office_2="out", write="1")
    assert told(early) == [
        "Nothing was written yet: this is what changed since you looked. Press once more if it is right."
    ]
    assert not LegislatorGroup.objects.exists()
    press(admin_client, decided, office_1=f"l{right.pk}", office_2="out", write="1")

    assert places(LegislatorGroup.objects.get()) == [(1, "Ana King", "")]
    assert LegislatorGroup.objects.get().members.get().legislator == right


def test_a_rule_takes_a_delegation_by_name(admin_client: Client) -> None:
    member("Ana", "Zeta")
    member("Ana", "Alpha", district="2")
    member("Ana", "Elsewhere", state="NJ")
    member("Ana", "Senator", chamber="upper")
    member("Ana", "Later", start="2013-01-03", end=None)

    page = admin_client.post(ADD, ASKED | {"kind": "delegation", "state": "NY"})
    press(admin_client, page, write="1")

    assert places(LegislatorGroup.objects.get()) == [(1, "Ana Alpha", ""), (2, "Ana Zeta", "")]


def test_what_cannot_be_a_group_is_said_politely(admin_client: Client) -> None:
    directory.group(name="Judiciary")

    taken = admin_client.post(ADD, ASKED | {"text": "Ana King"})
    empty = admin_client.post(ADD, ASKED | {"name": "Other", "text": "x", "packed": "forged"})
    both = admin_client.post(ADD, ASKED | {"name": "Third", "text": "Ana King", "state": "NY"})

    assert (taken.status_code, empty.status_code, both.status_code) == (422, 422, 422)
    assert "The list says who is in the group: leave this empty, or the list." in both.text
    assert "There is a group of this name already. Choose another name." in taken.text
    assert "This page is out of date. Bring the list again." in empty.text


def test_more_members_come_behind_and_a_repeated_list_changes_nothing(admin_client: Client) -> None:
    group = directory.group(member("Ana", "One"), name="Judiciary")
    member("Ana", "Two")
    page_of = reverse("admin:directory_legislatorgroup_members", args=[group.pk])
    asked = {"jurisdiction": "US", "on": "2011-06-01", "text": "Ana Two\nAna One, Chair\n"}

    first = admin_client.post(page_of, asked)
    assert [row.verdict.value for row in first.context["roster"].rows] == ["new", "changed"]
    press(admin_client, first, write="1")
    again = admin_client.post(page_of, asked)

    assert places(group) == [(1, "Ana One", "Chair"), (2, "Ana Two", "")]
    assert [row.verdict.value for row in again.context["roster"].rows] == ["same", "same"]


def test_signers_of_a_letter_become_a_group_in_their_order() -> None:
    client = staffer("view_signatory", "change_signatory", "add_legislatorgroup", "view_legislatorgroup")
    letter = published_letter(trusted_domains="mail.house.gov", takes_organizations=True)
    second = signatories.confirmed(letter, term=signatories.seat(letter, last="Beta"), email="b@mail.house.gov")
    first = signatories.confirmed(letter, term=signatories.seat(letter, last="Alpha"), email="a@mail.house.gov")
    other = signatories.confirmed(letter, organization=directory.organization(), email="jo@project.example")
    type(first).objects.filter(pk=first.pk).update(own_line="Chair")

    for _twice in range(2):
        page = client.post(
            names_of(letter), {"action": "make_group", "_selected_action": [second.pk, first.pk, other.pk]}
        )

    assert page.status_code == 302
    made, again = LegislatorGroup.objects.order_by("pk")
    assert (made.name, again.name) == (f"Signatories of “{letter}”", f"Signatories of “{letter}” (2)")
    assert places(made) == [(1, "Ana Alpha", "Chair"), (2, "Ana Beta", "")]


def test_only_those_whose_signature_counts_come_into_a_group_of_signers() -> None:
    client = staffer("view_signatory", "change_signatory", "add_legislatorgroup", "view_legislatorgroup")
    letter = published_letter(trusted_domains="mail.house.gov", takes_organizations=True)
    alpha, beta, gamma = (signatories.seat(letter, last=last) for last in ("Alpha", "Beta", "Gamma"))
    signed = signatories.confirmed(letter, term=alpha, email="a@mail.house.gov")
    rival = signatories.held(letter, term=alpha, email="a@gmail.com")
    held = signatories.held(letter, term=beta, email="b@mail.house.gov")
    withdrawn = signatories.withdrawn(letter, term=gamma, email="c@mail.house.gov")
    other = signatories.confirmed(letter, organization=directory.organization())

    nobody = choose(client, "make_group", held, other, address=names_of(letter))
    made = choose(client, "make_group", signed, rival, held, withdrawn, other, address=names_of(letter))

    group = LegislatorGroup.objects.get()
    assert places(group) == [(1, "Ana Alpha", "")]
    assert [str(said) for said in get_messages(nobody.wsgi_request)] == [
        "Nobody among these names is a legislator whose signature counts."
    ]
    assert told(client.get(made.url))[1:] == [
        f"The group “{group}” has 1 member.",
        "2 signatures do not count and were left out (Held for staff: 1, Withdrawn: 1).",
        "1 name is no legislator's and was left out.",
    ]


def test_names_of_two_letters_make_no_group_and_not_everybody_may() -> None:
    one, two = (signatories.confirmed(takes_legislators=True) for _each in range(2))
    client = staffer("view_signatory", "change_signatory", "add_legislatorgroup")

    refused = client.post(
        "/admin/signatories/signatory/", {"action": "make_group", "_selected_action": [one.pk, two.pk]}, follow=True
    )
    choose(staffer("view_signatory", "change_signatory"), "make_group", one)

    assert told(refused) == ["Choose the names of one letter."]
    assert not LegislatorGroup.objects.exists()


def test_members_without_a_place_come_last(admin_client: Client) -> None:
    group = directory.group(member("Ana", "One"))
    two, three = member("Ana", "Two"), member("Ana", "Three")
    place = group.members.get()
    form = {
        "name": group.name,
        "kind": "committee",
        "jurisdiction": "US",
        "members-TOTAL_FORMS": "3",
        "members-INITIAL_FORMS": "1",
        "members-0-id": place.pk,
        "members-0-position": "5",
        "members-0-legislator": place.legislator_id,
        "members-1-legislator": two.pk,
        "members-2-legislator": three.pk,
        "members-2-title": "Whip",
    }

    answer = admin_client.post(reverse("admin:directory_legislatorgroup_change", args=[group.pk]), form)

    assert answer.status_code == 302
    assert places(group) == [(5, "Ana One", ""), (6, "Ana Two", ""), (7, "Ana Three", "Whip")]


def test_a_group_is_exported_in_its_order(admin_client: Client) -> None:
    group = directory.group(member("Ana", "One"), member("Ana", "Two"))
    GroupMember.objects.filter(legislator__last="Two").update(title="=Chair")

    answer = admin_client.get(reverse("admin:directory_legislatorgroup_export", args=[group.pk]))

    assert answer.getvalue().decode("utf-8-sig").splitlines() == [
        "place,name,seat,line",
        "1,Ana One,D-NY-16,",
        "2,Ana Two,D-NY-16,'=Chair",
    ]


@pytest.mark.parametrize("page", ["add/", "import"])
def test_who_may_not_add_gets_no_page(page) -> None:
    group = directory.group()
    address = ADD if page == "add/" else reverse("admin:directory_legislatorgroup_members", args=[group.pk])

    assert staffer("view_legislatorgroup").get(address).status_code == 403


def test_a_group_made_at_the_same_time_is_refused_in_words() -> None:
    directory.group(name="Judiciary")

    with pytest.raises(workflow.Refused, match="There is a group of this name already"):
        workflow.make_group(LegislatorGroup(name="Judiciary", jurisdiction="US"), [])
