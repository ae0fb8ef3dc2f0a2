"""The letter's form once it exists: a draft is edited, what is signed is not; only unused drafts are deleted."""

from datetime import UTC, datetime

import pytest
from django.contrib.admin import site
from django.contrib.admin.models import LogEntry

from letters.admin.parts import AFTER_PUBLICATION
from letters.forms import as_shown
from letters.models import Addressee, Letter, Version
from letters.states import Stage
from letters.workflow import Refused, publish
from signatories import principals, workflow
from tests.factories import letters, signatories
from tests.letters.admin_site import messages, shown, staff, take, url

pytestmark = pytest.mark.django_db


def fields(page):
    return set(page.context["adminform"].form.fields)


def edit(client, letter, **changes):
    page = url("change", letter)
    return client.post(page, shown(client.get(page)) | changes, follow=True)


def lead(letter, name="Rosa Vega"):
    return workflow.plan_lead(principals.officeholder(letter, name, title="Mayor", lead_position=1), by=None)


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Guam"])
def test_a_draft_sent_back_untouched_is_unchanged(client, zone):
    staff(client)
    moment = datetime(2099, 12, 4, 22, tzinfo=UTC)
    letter = letters.letter(opens_at=datetime(2011, 11, 17, 5, tzinfo=UTC), closes_at=moment, time_zone=zone)
    before = Letter.objects.values().get()

    edit(client, letter)

    assert Letter.objects.values().get() == before
    assert LogEntry.objects.get().get_change_message() == "No fields changed."


def test_a_draft_is_edited_with_its_addressees(client):
    staff(client)
    letter = letters.letter()

    edit(client, letter, body="Another text.", **{"addressees-0-name": "The Secretary"})

    letter.refresh_from_db()
    assert letter.body == "Another text."
    assert [addressee.name for addressee in letter.addressees.all()] == ["The Secretary"]


def test_an_address_that_is_emptied_stays_as_it_was(client):
    staff(client)
    letter = letters.letter(slug="end-it")

    edit(client, letter, slug="", title="Another title")

    assert Letter.objects.values_list("slug", "title").get() == ("end-it", "Another title")


def test_after_publication_only_what_was_not_signed_can_be_edited(client):
    staff(client)
    letter = letters.published_letter()

    page = client.get(url("change", letter))
    edit(client, letter, contact_name="Luis Soto")

    assert fields(page) == AFTER_PUBLICATION
    letter.refresh_from_db()
    assert letter.contact_name == "Luis Soto"


def test_text_posted_to_a_published_letter_is_refused_and_nothing_is_saved(client):
    staff(client)
    letter = letters.letter()
    page = url("change", letter)
    written = shown(client.get(page)) | {"body": "Rewritten under its signers.", "contact_name": "Luis Soto"}
    publish(Letter.objects.get(), by=None)

    answer = client.post(page, written, follow=True)

    assert messages(answer) == ["Nothing was saved: while you were writing, this letter became: Published."]
    letter.refresh_from_db()
    assert (letter.body, letter.contact_name) == ("We ask you to **end** the program.\n\nIt does harm.", "Ana Ruiz")


def test_an_edit_gives_way_to_a_step_taken_in_the_same_second(rf):
    letters.letter()
    read_before = Letter.objects.get()
    publish(Letter.objects.get(), by=None)

    with pytest.raises(Refused):
        site.get_model_admin(Letter).get_form(rf.post("/", {"body": "Rewritten."}), read_before, fields=["body"])

    assert Letter.objects.get().body == "We ask you to **end** the program.\n\nIt does harm."


def test_of_two_who_edit_one_draft_the_second_is_told_loses_nothing_and_may_overwrite(client):
    ana = staff(client)
    letter = letters.letter()
    page = url("change", letter)
    opened = shown(client.get(page))
    edit(client, letter, body="Luis's text.", contact_name="Luis Soto")
    client.force_login(ana)

    told = client.post(page, opened | {"body": "Ana's text."})

    [sentence] = told.context["adminform"].form.non_field_errors()
    assert sentence.startswith("Nothing was saved: somebody else changed this letter while you were writing.")
    assert shown(told)["body"] == "Ana's text."
    assert 'name="seen"' in told.text
    assert Letter.objects.values_list("body", "contact_name").get() == ("Luis's text.", "Luis Soto")

    saved = client.post(page, shown(told))

    assert saved.status_code == 302
    assert Letter.objects.values_list("body", "contact_name").get() == ("Ana's text.", "Ana Ruiz")


def test_an_edit_judged_on_an_old_reading_of_the_letter_reads_it_again(rf, django_user_model):
    letters.letter()
    read_before = Letter.objects.get()
    opened = as_shown(read_before, read_before.addressees.all())
    Letter.objects.update(body="Luis's text.")
    request = rf.post("/", {"seen": opened, "body": "Ana's text."})
    request.user = django_user_model.objects.create_superuser("ana")

    form_class = site.get_model_admin(Letter).get_form(request, read_before, fields=["body"])
    form = form_class(request.POST, instance=read_before)

    assert len(form.non_field_errors()) == 1


def test_the_preview_leads_back_to_the_form_and_on_to_publication(client):
    staff(client)
    letter = letters.letter()

    preview = client.get(url("preview", letter)).text

    assert f'<a href="{url("change", letter)}">Edit</a>' in preview
    assert f'<a href="{url("step", letter, "publish")}">Publish…</a>' in preview
    take(client, letter, "publish")
    public = client.get(letter.get_absolute_url())
    assert public.status_code == 200
    assert "/admin/" not in public.text


def test_who_may_only_view_is_led_back_from_the_preview_and_offered_no_step(client):
    staff(client, "view_letter")
    letter = letters.letter()

    preview = client.get(url("preview", letter)).text

    assert f'<a href="{url("change", letter)}">Back to the letter</a>' in preview
    assert url("step", letter, "publish") not in preview


@pytest.mark.parametrize(
    "name", ["stage", "type", "closes_at_0", "title", "slug", "recall_reason", "takes_individuals"]
)
def test_what_is_fixed_cannot_be_posted(client, name):
    staff(client)
    letter = letters.published_letter()
    before = Letter.objects.values().get()

    edit(client, letter, **{name: "2099-01-01" if name == "closes_at_0" else "petition"})

    assert Letter.objects.values().get() == before


def test_who_may_only_view_reads_times_on_the_letters_clock_and_edits_nothing(client):
    staff(client, "view_letter")
    moment = datetime(2099, 12, 4, 22, tzinfo=UTC)
    letter = letters.letter(opens_at=datetime(2098, 7, 1, 22, tzinfo=UTC), closes_at=moment, released_at=moment)
    lead(letter)
    before = Letter.objects.values().get()

    page = client.get(url("change", letter))

    assert fields(page) == set()
    assert [inline.formset.total_form_count() for inline in page.context["inline_admin_formsets"]] == [
        1,
        1,
        0,
        0,
        0,
        0,
    ]
    for shown_time in ("Tue, July 1, 2098, 6 p.m. Eastern", "Fri, Dec. 4, 2099, 5 p.m. Eastern"):
        assert shown_time in page.text
    assert client.post(url("change", letter), {"title": "Mine"}).status_code == 403
    assert Letter.objects.values().get() == before


def test_the_preview_is_the_letter_as_the_public_will_see_it_with_its_planned_leads(client):
    staff(client, "view_letter")
    letter = letters.letter(closes_at=datetime(2099, 12, 4, 22, tzinfo=UTC))
    lead(letter)
    workflow.enter_in_error(lead(letter, "Struck Name"), by=None, reason="Twice.")

    page = client.get(url("preview", letter))

    text = " ".join(page.text.split())
    assert page.templates[0].name == "letters/letter.html"
    assert "We ask you to <strong>end</strong> the program." in text
    assert "The President" in text
    assert [name.printed_name for name in page.context["names"].leads] == ["Rosa Vega"]
    assert "Friday, December 4" in text
    assert '<meta name="robots" content="noindex, nofollow">' in text


def test_the_preview_is_neither_stored_nor_public(client):
    staff(client)
    letter = letters.letter()
    before = Letter.objects.values().get()

    page = client.get(url("preview", letter))

    assert "no-store" in page.headers["Cache-Control"]
    assert not Version.objects.exists()
    assert Letter.objects.values().get() == before
    assert client.get(letter.get_absolute_url()).status_code == 404
    client.logout()
    assert client.get(url("preview", letter)).status_code == 302


def test_the_preview_of_a_published_letter_is_its_page(client):
    staff(client)
    letter = letters.published_letter(type="petition")

    assert client.get(url("preview", letter)).headers["Location"] == letter.get_absolute_url()


def test_names_that_wait_for_the_release_are_previewed_by_those_who_may_see_them(client):
    letter = letters.published_letter()
    name = signatories.confirmed(letter).printed_name
    staff(client)

    page = client.get(url("preview", letter))
    public = client.get(letter.get_absolute_url())
    linked = url("preview", letter) in client.get(url("change", letter)).text
    staff(client, "change_letter", name="bo")
    without = client.get(url("preview", letter))

    assert (name in page.text, name in public.text, linked) == (True, False, True)
    assert "Preview: not released yet" in page.text
    assert "noindex" in page.text
    assert Letter.objects.get().released_at is None
    assert without.status_code == 302


def test_a_staff_member_of_another_task_cannot_preview(client):
    staff(client, "view_campaign")

    assert client.get(url("preview", letters.letter())).status_code == 403


def test_a_draft_that_nothing_happened_to_is_deleted_with_its_addressees(client):
    staff(client)
    letter = letters.letter()

    page = client.get(url("delete", letter))
    client.post(url("delete", letter), {"post": "yes"})

    assert page.context["protected"] == []
    assert not Letter.objects.exists()
    assert not Addressee.objects.exists()


@pytest.mark.parametrize(
    ("published", "kept_by"),
    [(False, ["Signatories", "Trail"]), (True, ["Signatories", "Trail", "Versions"])],
    ids=["draft with a lead", "published"],
)
def test_a_letter_with_names_a_version_or_a_trail_stays_and_says_why(client, published, kept_by):
    staff(client)
    letter = letters.letter()
    lead(letter)
    if published:
        publish(letter, by=None)

    for answer in (client.get(url("delete", letter)), client.post(url("delete", letter), {"post": "yes"})):
        assert answer.status_code == 200
        assert sorted(answer.context["protected"]) == kept_by
        assert "This letter stays." in answer.text
    assert Letter.objects.get() == letter
    assert letter.addressees.count() == 1


def test_a_published_letter_offers_no_deletion(client):
    staff(client)
    draft, published = letters.letter(), letters.published_letter()

    assert url("delete", draft) in client.get(url("change", draft)).text
    assert url("delete", published) not in client.get(url("change", published)).text


def test_who_may_not_delete_cannot(client):
    staff(client, "view_letter", "change_letter")
    letter = letters.letter()

    assert client.post(url("delete", letter), {"post": "yes"}).status_code == 403
    assert Letter.objects.get() == letter


def test_a_campaign_is_kept_with_what_happened_to_it(client):
    staff(client)
    campaign = letters.campaign()
    page = f"/admin/letters/campaign/{campaign.pk}/change/"
    happened = {
        "updates-TOTAL_FORMS": "1",
        "updates-0-campaign": campaign.pk,
        "updates-0-type": "event",
        "updates-0-date": "2011-08-16",
        "updates-0-title": "Day of action",
    }

    refusal = client.post(page, shown(client.get(page)) | happened)
    client.post(page, shown(client.get(page)) | happened | {"updates-0-place": "Six cities"})

    assert refusal.context["inline_admin_formsets"][0].formset.forms[0].errors == {
        "place": ["An update of this type needs it."]
    }
    assert list(campaign.updates.values_list("type", "title")) == [("event", "Day of action")]


def test_a_signed_letter_of_another_stage_keeps_its_stage_when_it_is_edited(client):
    staff(client)
    letter = letters.published_letter(type="petition")
    signatories.confirmed(letter)

    edit(client, letter, contact_phone="202-555-0143", stage=Stage.DRAFT)

    letter.refresh_from_db()
    assert (letter.stage, letter.contact_phone) == (Stage.PUBLISHED, "202-555-0143")
