"""A letter that only the members of a group sign: every way onto it asks for the group, and says so."""

import pytest
from django.test import Client
from django.urls import reverse

from directory.models import Term
from letters.models import Letter
from letters.states import OrderRule
from letters.workflow import doubts, publish
from signatories import imports, principals, proof, workflow
from signatories.matching import Certainty, Members
from signatories.states import Evidence, How, Kind, State, Verdict
from tests.factories import directory, signatories
from tests.factories.letters import letter as draft
from tests.factories.letters import published_letter

pytestmark = pytest.mark.django_db
ONLY = "is not in “Judiciary”, whose members alone sign this letter."


@pytest.fixture
def letter() -> Letter:
    """A letter of the Judiciary Committee, in which Ana Inside sits; Ana Outside sits elsewhere in the House."""
    made = published_letter(trusted_domains="mail.house.gov")
    inside = signatories.seat(made, last="Inside")
    signatories.seat(made, last="Outside")
    made.signers_group = directory.group(inside.legislator, name="Judiciary")
    made.save()
    return made


def term(last: str):
    return Term.objects.get(legislator__last=last)


def test_only_members_of_the_group_in_office_have_a_seat(letter) -> None:
    retired = signatories.seat(letter, last="Retired", end=letter.date)
    letter.signers_group.members.create(legislator=retired.legislator, position=2)

    assert list(letter.seats()) == [term("Inside")]
    letter.signers_group = None
    assert set(letter.seats()) == {term("Inside"), term("Outside")}


def test_picker_finds_and_form_takes_only_the_group(letter, client: Client) -> None:
    find = reverse("signatories:find", args=[letter.slug])
    sign = reverse("signatories:sign", args=[letter.slug])

    found = client.get(find, {"as": "legislator", "find": "ana"})
    page = client.get(sign, {"as": "legislator"})
    posted = client.post(f"{sign}?as=legislator", {"term": term("Outside").pk, "email": "jo@mail.house.gov"})

    assert ("Inside" in found.text, "Outside" in found.text) == (True, False)
    assert "Only members of “Judiciary” sign this letter." in page.text
    assert posted.status_code == 422
    assert "This legislator cannot sign this letter." in posted.text


def test_publishing_and_public_page_say_that_only_the_group_signs(
    letter, admin_client, client: Client, django_assert_max_num_queries
) -> None:
    only = "Of all legislators, only members of “Judiciary” may sign."
    planned = draft(signers_group=letter.signers_group)
    publishing = reverse("admin:letters_letter_step", args=[planned.pk, "publish"])

    with django_assert_max_num_queries(5):
        client.get(letter.get_absolute_url())
    says = [only in admin_client.get(publishing).text, only in client.get(letter.get_absolute_url()).text]
    Letter.objects.filter(pk__in=[letter.pk, planned.pk]).update(signers_group=None)
    silent = [only in admin_client.get(publishing).text, only in client.get(letter.get_absolute_url()).text]

    assert (says, silent) == ([True, True], [False, False])


def test_every_step_refuses_who_is_not_in_the_group(letter) -> None:
    outside = term("Outside")
    steps = [
        lambda: workflow.submit(signatories.unsaved(letter, term=outside)),
        lambda: workflow.enter(signatories.unsaved(letter, term=outside), by=None),
        lambda: workflow.invite(letter, outside.legislator, by=None),
    ]

    for step in steps:
        with pytest.raises(workflow.Refused, match=f"Ana Outside {ONLY}"):
            step()

    assert letter.signatories.count() == letter.invitations.count() == 0


def test_every_step_takes_who_is_in_the_group(letter) -> None:
    workflow.invite(letter, term("Inside").legislator, by=None)
    signed = signatories.confirmed(letter, term=term("Inside"), email="jo@mail.house.gov")

    assert signed.state == State.CONFIRMED


def test_the_group_gives_the_number_and_the_line(letter) -> None:
    chair, member = signatories.seat(letter, last="Chair"), term("Inside")
    letter.signers_group.members.create(legislator=chair.legislator, position=0, title="Chair")
    letter.order_rule = OrderRule.NUMBER
    letter.save()
    signatories.confirmed(letter, term=member, email="jo@mail.house.gov")
    signatories.confirmed(letter, term=chair, email="al@mail.house.gov")

    names = letter.signatories.confirmed().in_order_of(letter)
    assert [(name.printed_name, name.number, name.own_line) for name in names] == [
        ("Ana Chair", 0, "Chair"),
        ("Ana Inside", 1, ""),
    ]


def test_what_staff_said_of_a_name_stays(letter) -> None:
    letter.signers_group.members.update(position=4, title="Whip")
    entered = signatories.unsaved(letter, term=term("Inside"), number=7, own_line="Ranking Member")

    workflow.enter(entered, by=None)

    assert (entered.number, entered.own_line) == (7, "Ranking Member")


def test_a_list_is_put_on_with_the_groups_numbers(letter) -> None:
    letter.signers_group.members.update(position=4, title="Whip")
    names = imports.add_text(letter, Kind.LEGISLATOR, "Ana Inside\n")
    imports.read_all(names)

    workflow.import_list(names, by=None, tell=False)

    assert letter.signatories.values_list("number", "own_line").get() == (4, "Whip")


def test_who_signed_before_the_group_was_set_is_held_and_never_approved(letter) -> None:
    group, letter.signers_group = letter.signers_group, None
    letter.save()
    signed = signatories.signatory(letter, term=term("Outside"), email="jo@mail.house.gov")
    letter.signers_group = group
    letter.save()

    assert workflow.confirm(signed, how=How.CODE) == State.HELD
    assert proof.of(signed).evidence == Evidence.NOT_IN_GROUP
    assert str(proof.of(signed)) == "Only members of “Judiciary” sign this letter, and this legislator is not one."
    with pytest.raises(workflow.Refused, match=ONLY):
        workflow.approve(signed, by=None)


def test_a_lead_outside_the_group_stops_publication() -> None:
    outside = directory.term(end=None)
    made = draft(signers_group=directory.group(name="Judiciary"))
    workflow.plan_lead(principals.legislator(made, outside, lead_position=1), by=None)

    with pytest.raises(workflow.Refused, match=ONLY):
        publish(made, by=None)

    made.refresh_from_db()
    assert made.stage == "draft"
    assert any("Nobody could sign" in doubt for doubt in doubts(made))


def test_a_list_says_who_is_not_in_the_group(letter) -> None:
    names = imports.add_text(letter, Kind.LEGISLATOR, "Ana Inside\nAna Outside\n")
    imports.read_all(names)
    inside, outside = names.rows.order_by("number")

    assert (inside.verdict, outside.verdict) == (Verdict.NEW, Verdict.UNKNOWN)
    assert outside.why == f"Ana Outside {ONLY}"


def test_a_list_read_before_the_group_was_set_names_the_row(letter) -> None:
    group, letter.signers_group = letter.signers_group, None
    letter.save()
    names = imports.add_text(letter, Kind.LEGISLATOR, "Ana Inside\nAna Outside\n")
    imports.read_all(names)
    letter.signers_group = group
    letter.save()

    with pytest.raises(workflow.Refused, match=r"Row 2 \(Ana Outside\): Ana Outside is not in “Judiciary”"):
        workflow.import_list(names, by=None, tell=False)

    assert letter.signatories.count() == 0


def test_of_namesakes_those_in_the_group_are_offered_and_nobody_is_taken(letter) -> None:
    other = signatories.seat(letter, last="Inside")

    found = Members(letter).find_text("Ana Inside")

    assert (found.certainty, found.candidates) == (
        Certainty.AMBIGUOUS,
        [Term.objects.exclude(pk=other.pk).get(legislator__last="Inside")],
    )
    assert found.why == "Only these are in “Judiciary”."


def test_targets_are_the_letters_group_or_one_that_is_chosen(letter, admin_client: Client) -> None:
    targets = reverse("admin:letters_letter_targets", args=[letter.pk])
    other = directory.group(term("Outside").legislator)

    assert admin_client.get(targets, {"everybody": "on"}).context["named"] == [term("Inside")]
    assert admin_client.get(targets, {"group": other.pk}).context["named"] == []
    Letter.objects.update(signers_group=None)
    assert admin_client.get(targets, {"group": other.pk}).context["named"] == [term("Outside")]


def test_letter_of_another_legislatures_group_is_refused_in_the_form(admin_client: Client) -> None:
    made = draft()
    group = directory.group(jurisdiction="NY")
    page = reverse("admin:letters_letter_change", args=[made.pk])
    form = admin_client.get(page).context["adminform"].form
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}

    answer = admin_client.post(page, data | {"signers_group": group.pk})

    told = "This group is of another legislature (New York) than the letter."
    assert answer.context["adminform"].form.errors["signers_group"] == [told]
