"""“Change the text” and “Publish a new version”: the draft of a letter that people sign."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model

from letters import workflow
from letters.clock import database_now
from letters.models import Letter
from letters.states import Change, LetterType, Stage
from signatories.states import State, Verb
from tests.factories import signatories
from tests.factories.letters import letter as draft
from tests.factories.letters import published_letter
from tests.letters.admin_site import messages, shown, staff, take, url
from tests.signatories.test_new_versions import led

pytestmark = pytest.mark.django_db


def edit(client, letter, **changes):
    page = url("text", letter)
    return client.post(page, shown(client.get(page)) | changes, follow=True)


def changed(client, letter, **changes):
    """Change the text as somebody else, so that the one at the desk may publish a correction."""
    other = get_user_model().objects.create_user("luis")
    Letter.objects.filter(pk=letter.pk).update(
        **{"body": "Other words."} | changes, text_changed_by=other, text_changed_at=database_now()
    )


def test_the_draft_is_changed_and_nothing_public_is(client):
    ana = staff(client)
    letter = published_letter(title="End it")
    public = client.get(letter.get_absolute_url()).content

    answer = edit(client, letter, draft_title="Stop it", body="Other words.", **{"addressees-0-name": "The Clerk"})

    letter.refresh_from_db()
    assert (letter.title, letter.draft_title, letter.body) == ("End it", "Stop it", "Other words.")
    assert (letter.text_changed_by, letter.addressees.get().name) == (ana, "The Clerk")
    assert client.get(letter.get_absolute_url()).content == public
    assert answer.redirect_chain[-1][0] == url("step", letter, "version"), "what comes next"


def test_a_form_sent_back_untouched_changes_nothing_and_nobody(client):
    staff(client)
    letter = published_letter()
    before = Letter.objects.values().get()

    edit(client, letter)

    assert Letter.objects.values().get() == before


def test_a_new_addressee_alone_is_a_change_of_the_text(client):
    ana = staff(client)
    letter = published_letter()

    edit(client, letter, **{"addressees-0-name": "The Clerk"})

    letter.refresh_from_db()
    assert (letter.text_changed_by, workflow.was_changed(letter)) == (ana, True)


def test_of_two_who_change_the_text_the_second_is_told_and_loses_nothing(client):
    staff(client)
    letter = published_letter()
    opened = shown(client.get(url("text", letter)))
    edit(client, letter, body="Luis's words.")

    told = client.post(url("text", letter), opened | {"body": "Ana's words."})

    [sentence] = told.context["adminform"].form.non_field_errors()
    assert sentence.startswith("Nothing was saved: somebody else changed this letter")
    assert "Ana&#x27;s words." in told.text
    assert Letter.objects.get().body == "Luis's words."


def test_the_preview_beside_it_saves_nothing(client):
    staff(client)
    letter = published_letter()

    page = edit(client, letter, body="Very **new**.", _preview="1")

    assert "<strong>new</strong>" in page.text
    assert "new" not in Letter.objects.get().body


@pytest.mark.parametrize("situation", ["draft", "sealed", "recalled"])
def test_there_is_no_such_page_where_the_text_stays(client, situation):
    staff(client)
    letter = draft() if situation == "draft" else published_letter()
    if situation == "sealed":
        Letter.objects.filter(pk=letter.pk).update(sealed_at=database_now())
    if situation == "recalled":
        workflow.recall(letter, by=None, reason="An error.")

    answer = client.get(url("text", letter), follow=True)

    assert "cannot be changed" in messages(answer)[0]
    assert url("text", letter) not in answer.text


def test_who_may_only_look_changes_no_text(client):
    letter = published_letter()
    staff(client, "view_letter")
    client.post(url("text", letter), {"body": "Mine."})
    assert (client.get(url("text", letter)).status_code, "Mine." in Letter.objects.get().body) == (403, False)


def test_the_step_shows_what_changed_and_how_many_names_it_touches(client):
    staff(client)
    letter = published_letter(body="We ask you to end it.")
    signatories.confirmed(letter)
    signatories.held(letter)
    signatories.signatory(letter)
    changed(client, letter, body="We ask you to <b>stop</b> it.")

    page = client.get(url("step", letter, "version")).text

    assert "]</span></del>" in page.replace('<span class="visually-hidden">', "<span>").replace("<span>]", "]")
    assert "&lt;b&gt;stop&lt;/b&gt;" in page
    for sentence in ("1 confirmed name comes off", "1 held name is asked again", "1 who has signed but not confirmed"):
        assert sentence in page
    assert "last changed by luis" in page


def test_an_unchanged_draft_offers_no_new_version(client):
    staff(client)
    letter = published_letter()
    assert url("step", letter, "version") not in client.get(url("change", letter)).text
    assert "cannot be taken" in messages(client.get(url("step", letter, "version"), follow=True))[0]


def test_a_correction_is_published_by_a_second_person_and_refused_to_the_first(client):
    ana = staff(client)
    letter = published_letter()
    made = signatories.confirmed(letter)
    edit(client, letter, body="Other words.")

    [own] = re.findall(r"<input[^>]+editorial[^>]+>", client.get(url("step", letter, "version")).text)
    refused = take(client, letter, "version", change=Change.EDITORIAL, note="A typo.")
    staff(client, name="luis")
    [other] = re.findall(r"<input[^>]+editorial[^>]+>", client.get(url("step", letter, "version")).text)
    done = take(client, letter, "version", change=Change.EDITORIAL, note="A typo.")

    assert (" disabled" in own, " disabled" in other) == (True, False)
    assert (refused.status_code, done.status_code) == (422, 302)
    assert "Not by you: People have signed" in refused.text
    assert "A typo." in refused.text
    version = letter.versions.last()
    assert (version.number, version.by.username, letter.trail.filter(by=ana).count()) == (2, "luis", 0)
    made.refresh_from_db()
    assert made.state == State.CONFIRMED
    assert letter.trail.first().verb == Verb.VERSION_PUBLISHED


def test_words_nobody_read_are_not_published(client):
    staff(client)
    letter = published_letter()
    changed(client, letter)
    page = url("step", letter, "version")
    seen = client.get(page).context["form"]["seen"].value()
    changed_again = {"body": "Something else again."}
    Letter.objects.update(**changed_again)

    answer = client.post(page, {"seen": seen, "change": Change.MATERIAL, "note": "Why not."})

    assert answer.status_code == 422
    assert letter.versions.count() == 1


def test_leads_who_are_ticked_stay(client):
    staff(client)
    letter = led("Rosa Vega", "Ted King")
    changed(client, letter)
    form = client.get(url("step", letter, "version")).context["form"]
    rosa, ted = letter.signatories.order_by("lead_position")

    take(client, letter, "version", change=Change.MATERIAL, note="Two asked.", agreed=[rosa.pk])

    assert form["agreed"].value() is None, "nobody agreed until somebody says so"
    states = [letter.signatories.get(pk=lead.pk).state for lead in (rosa, ted)]
    assert states == [State.CONFIRMED, State.LAPSED]
    assert "1 name lapsed" in client.get(url("change", letter)).text


def test_a_small_change_asks_until_when_to_object(client):
    staff(client)
    letter = published_letter(type=LetterType.COALITION)
    changed(client, letter)
    day = (database_now() + timedelta(days=4)).date().isoformat()

    without = take(client, letter, "version", change=Change.NOTICED, note="A name was wrong.")
    given = {"objections_until_0": day, "objections_until_1": "17:00"}
    done = take(client, letter, "version", change=Change.NOTICED, note="A name was wrong.", **given)

    assert (without.status_code, done.status_code) == (422, 302)
    until = letter.versions.last().objections_until.astimezone(letter.zone)
    assert (until.date().isoformat(), until.hour) == (day, 17)


def test_a_petition_is_not_offered_silence(client):
    staff(client)
    letter = published_letter(type=LetterType.PETITION)
    changed(client, letter)
    form = client.get(url("step", letter, "version")).context["form"]
    assert [choice for choice, _label in form.fields["change"].choices] == [Change.EDITORIAL, Change.MATERIAL]
    assert "objections_until" not in form.fields


def test_an_old_translation_is_warned_of(client):
    staff(client)
    letter = published_letter()
    words = {"title": "Fin", "salutation": "Señor:", "body": "Basta.", "closing": "Atentamente,"}
    letter.translations.create(language="es", **words)
    letter.translations.update(changed_at=letter.published_at)  # Python's clock wrote it
    changed(client, letter)
    assert "is older than this text" in client.get(url("step", letter, "version")).text


def test_changes_before_publication_are_signed_too(client):
    ana = staff(client)
    letter = draft()
    page = url("change", letter)
    client.post(page, shown(client.get(page)) | {"body": "Other words."})
    letter.refresh_from_db()
    assert (letter.stage, letter.text_changed_by) == (Stage.DRAFT, ana)
