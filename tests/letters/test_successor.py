"""A new letter begins where an earlier one ended: its words, its rules, its leads; none of its names and record."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from letters import workflow
from letters.models import Letter, LetterheadPicture
from letters.states import LetterType, RelationKind, Stage
from signatories import workflow as names
from tests.factories import letters, signatories
from tests.factories.pictures import png

pytestmark = pytest.mark.django_db


def gone(**fields: Any) -> Letter:
    """A letter of Congress that was sealed and delivered, with a lead, a signer and somebody who was only asked."""
    letter = letters.published_letter(dear_colleague="Join me.", cc="The Secretary", **fields)
    lead = signatories.confirmed(letter, term=signatories.seat(letter, last="Lead"))
    letter.signatories.filter(pk=lead.pk).update(lead_position=1)
    signatories.confirmed(letter, term=signatories.seat(letter, last="Signer"))
    names.add_targets(letter, [signatories.seat(letter, last="Asked")], by=None)
    letter.party_notes.create(party="republican", text="For limits.")
    LetterheadPicture.objects.create(letter=letter, content=png(), says="Congress")
    workflow.close_now(letter, by=None)
    workflow.seal(letter, by=None)
    return letter


def test_the_words_the_rules_and_the_addressees_come_along_and_the_record_does_not():
    earlier = gone()
    new = Letter.objects.get(pk=workflow.succeed(earlier, by=None, title="End it now").pk)

    for name in (
        "body",
        "salutation",
        "closing",
        "cc",
        "dear_colleague",
        "type",
        "jurisdiction",
        "columns",
        "campaign_id",
    ):
        assert getattr(new, name) == getattr(earlier, name), name
    assert (new.stage, new.title, new.slug.startswith("end-it-now-")) == (Stage.DRAFT, "End it now", True)
    for name in ("closes_at", "opens_at", "published_at", "sealed_at", "delivered_at", "released_at", "goes_out_at"):
        assert getattr(new, name) is None, name
    assert [str(each) for each in new.addressees.all()] == [str(each) for each in earlier.addressees.all()]
    assert [each.text for each in new.party_notes.all()] == ["For limits."]
    assert bytes(new.letterhead_picture.content) == png()
    assert (earlier.addressees.count(), earlier.party_notes.count()) == (1, 1)
    assert not new.versions.exists()


def test_every_field_of_a_letter_is_taken_over_or_begins_anew():
    from letters.workflow.successor import BEGINS_ANEW

    taken_over = {
        *("campaign", "slug", "type", "title", "letterhead", "salutation", "body", "closing", "cc", "dear_colleague"),
        *("endorsements", "contact_name", "contact_email", "contact_phone", "time_zone", "grace_hours"),
        *("takes_legislators", "takes_organizations", "takes_officeholders", "takes_individuals", "jurisdiction"),
        *("chamber", "signers_group", "paired", "verification", "trusted_domains", "signing", "withdrawals"),
        *("listing", "names_shown", "asked_see_names", "order_rule", "groups", "line_under_name", "layout", "columns"),
        *("stale_after_days", "reminders"),
        *("created_at", "created_by"),
    }
    fields = {field.name for field in Letter._meta.concrete_fields} - {"id"}
    assert fields == taken_over | (BEGINS_ANEW.keys() - {"pk"})


def test_the_leads_lead_again_and_who_signed_or_was_asked_is_asked_again():
    new = workflow.succeed(gone(), by=None)
    (lead,) = new.signatories.planned_leads()
    assert (lead.printed_name, lead.lead_position) == ("Ana Lead", 1)
    assert sorted(str(ask) for ask in new.asks.on_board()) == ["Ana Asked", "Ana Lead", "Ana Signer"]
    assert not new.signatories.confirmed().exists()


def test_who_left_office_neither_leads_nor_is_asked():
    earlier = gone()
    for signed in earlier.signatories.confirmed():
        signed.legislator.terms.update(end=date(2020, 1, 3))
    new = workflow.succeed(earlier, by=None)
    assert not new.signatories.exists()
    assert [str(ask) for ask in new.asks.on_board()] == ["Ana Asked"]


def test_the_text_is_the_one_that_was_signed_not_a_draft_of_another():
    earlier = gone()
    Letter.objects.filter(pk=earlier.pk).update(body="Never published.")
    assert workflow.succeed(earlier, by=None).body == earlier.versions.get().text["body"]


def test_both_refer_to_each_other_and_the_trail_says_so():
    earlier = gone()
    new = workflow.succeed(earlier, by=None, title="Again")
    relation = new.relations.get()
    assert (relation.kind, relation.to) == (RelationKind.FOLLOWS, earlier)
    assert earlier.trail.latest("pk").reason == "Again"


def test_a_letter_that_is_still_open_has_none():
    letter = letters.published_letter(type=LetterType.PETITION)
    with pytest.raises(workflow.Refused):
        workflow.succeed(letter, by=None)


def test_staff_draft_it_by_a_step_and_land_on_the_new_letter():
    earlier, client = gone(), Client()
    client.force_login(get_user_model().objects.create_superuser("staff"))
    page = reverse("admin:letters_letter_step", args=[earlier.pk, "successor"])
    assert "comes on the new letter" in client.get(page).content.decode()
    answer, again = (client.post(page, {"title": "Once more"}) for _press in range(2))
    new = Letter.objects.get(title="Once more")
    assert answer.url == again.url == reverse("admin:letters_letter_change", args=[new.pk])
    assert "Leads that came along: 1 of 1. On the whip board: 3 of 3." in client.get(answer.url).content.decode()


def test_staff_read_who_did_not_come_along_and_why():
    earlier, client = gone(), Client()
    earlier.signatories.filter(printed_name="Ana Signer").update(kind="officeholder", legislator=None)
    lead = earlier.signatories.get(lead_position=1)
    lead.legislator.terms.update(end=date(2020, 1, 3))
    client.force_login(get_user_model().objects.create_superuser("staff"))
    page = reverse("admin:letters_letter_step", args=[earlier.pk, "successor"])

    assert "So far the earlier letter&#x27;s." in client.get(page).content.decode()
    said = client.post(page, {"title": "Once more"}, follow=True).content.decode()

    wanted = "Leads that came along: 0 of 1. On the whip board: 1 of 2. The others no longer sit"
    assert wanted in said
    assert "1 who signed was typed in" in said
