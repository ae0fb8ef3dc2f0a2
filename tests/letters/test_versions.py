"""A new version of what is signed: when it may be published, and what is frozen."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from letters import text, workflow
from letters.clock import database_now
from letters.models import Letter, Version
from letters.states import Change, LetterType, Stage
from tests.factories.letters import new_version, published_letter, sealed
from tests.letters.test_workflow import SITUATIONS, letter_that_is

pytestmark = pytest.mark.django_db
ALLOWED = ("scheduled", "open", "closed")


@pytest.mark.parametrize("situation", [*SITUATIONS, "sealed"])
def test_the_text_changes_only_while_the_letter_is_published_and_not_sealed(situation: str) -> None:
    letter = letter_that_is("closed" if situation == "sealed" else situation)
    if situation == "sealed":
        Letter.objects.filter(pk=letter.pk).update(sealed_at=database_now())
    before = letter.versions.count()

    if situation in ALLOWED:
        new_version(letter)
    else:
        with pytest.raises(workflow.Refused):
            new_version(letter)

    assert letter.versions.count() == before + (situation in ALLOWED)


def test_a_version_follows_the_one_before_and_says_what_it_is() -> None:
    letter = published_letter()

    version = new_version(letter, body="Another text.")

    assert [(one.number, one.change) for one in letter.versions.all()] == [(1, Change.FIRST), (2, Change.MATERIAL)]
    assert version.text["body"] == "Another text."
    assert version.sha256 == text.digest(bytes(version.content))
    assert (version.note, version.written_at) == ("Two offices asked.", letter.text_changed_at)


def test_nothing_changed_is_refused() -> None:
    letter = published_letter()
    with pytest.raises(workflow.Refused, match="nothing was changed"):
        new_version(letter, body=letter.body)


def test_words_that_nobody_saw_are_refused() -> None:
    letter = published_letter()
    with pytest.raises(workflow.Refused, match="since you opened"):
        new_version(letter, seen=text.digest(text.freeze(letter)))
    assert letter.versions.count() == 1


def test_a_text_without_addressee_is_refused() -> None:
    letter = published_letter()
    letter.addressees.all().delete()
    with pytest.raises(workflow.Refused, match="an addressee"):
        new_version(letter)


SOON = timedelta(hours=23)


@pytest.mark.parametrize(
    ("change", "given"),
    [
        (Change.FIRST, {}),
        ("", {}),
        (Change.MATERIAL, {"note": " "}),
        (Change.MATERIAL, {"objections_until": timedelta(days=3)}),
        (Change.NOTICED, {"objections_until": None}),
        (Change.NOTICED, {"objections_until": SOON}),
    ],
)
def test_a_change_that_says_too_little_or_too_much_is_refused(change: str, given: dict[str, Any]) -> None:
    letter = published_letter()
    if isinstance(until := given.get("objections_until"), timedelta):
        given = given | {"objections_until": database_now() + until}
    with pytest.raises(workflow.Refused):
        new_version(letter, change, **given)


def test_silence_of_individuals_says_nothing() -> None:
    with pytest.raises(workflow.Refused, match="silence"):
        new_version(published_letter(type=LetterType.PETITION), Change.NOTICED)
    new_version(published_letter(type=LetterType.COALITION), Change.NOTICED)


def test_the_database_refuses_a_time_to_object_where_there_is_nothing_to_object_to() -> None:
    letter = published_letter()
    fields = {"letter": letter, "number": 2, "content": b"{}", "sha256": "0" * 64, "published_at": database_now()}
    for change, until in ((Change.MATERIAL, database_now()), (Change.NOTICED, None)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Version.objects.create(change=change, objections_until=until, **fields)


def test_a_new_title_is_public_with_its_version_and_not_before(client) -> None:
    letter = published_letter(title="End the program")
    Letter.objects.filter(pk=letter.pk).update(draft_title="Stop the program")
    before = client.get(letter.get_absolute_url()).text

    new_version(letter)

    after = client.get(letter.get_absolute_url()).text
    assert ("Stop the program" in before, "Stop the program" in after) == (False, True)
    assert Letter.objects.values_list("title", "draft_title").get() == ("Stop the program", "")


def test_a_changed_draft_changes_nothing_that_is_public(client) -> None:
    letter = published_letter(type=LetterType.PETITION)
    pages = [letter.get_absolute_url(), reverse("letters:versions", args=[letter.slug]), "/"]
    before = [client.get(page).content for page in pages]

    Letter.objects.filter(pk=letter.pk).update(
        draft_title="Hidden", salutation="Hidden", body="Hidden", closing="Hidden", text_changed_at=database_now()
    )
    letter.addressees.update(name="Hidden")

    assert [client.get(page).content for page in pages] == before


def test_a_letter_goes_out_only_when_nobody_can_object_any_more() -> None:
    letter = letter_that_is("closed")
    new_version(letter, Change.NOTICED)
    with pytest.raises(workflow.Refused, match="may still object"):
        workflow.deliver(letter, by=None)

    new_version(letter, Change.MATERIAL, body="All are asked again, so nobody objects.")
    workflow.deliver(sealed(letter), by=None)

    assert letter.stage == Stage.DELIVERED


def test_the_page_leads_to_what_changed(client) -> None:
    letter = published_letter()
    address = reverse("letters:versions", args=[letter.slug])
    first = client.get(letter.get_absolute_url()).text
    new_version(letter)

    second = client.get(letter.get_absolute_url()).text
    page = client.get(address).text

    assert (address in first, address in second) == (False, True)
    assert "Two offices asked." in page
    assert page.index("Version 2") < page.index("Version 1")
    assert [version.sha256 in page for version in letter.versions.all()] == [True, True]
    assert "noindex" in page, "a letter that is link only"


def test_every_version_can_be_read_in_full_with_its_own_notes(client, django_assert_max_num_queries) -> None:
    letter = published_letter(body="We <b>recieve</b> nothing.[^1]\n\n[^1]: An old note.")
    new_version(letter, Change.EDITORIAL, body="We receive nothing.[^1]\n\n[^1]: An old note.")

    with django_assert_max_num_queries(5):
        page = client.get(reverse("letters:versions", args=[letter.slug])).text

    assert "We &lt;b&gt;recieve&lt;/b&gt; nothing." in page
    assert page.count("<p>Dear Mr. President:</p>") == 2
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert [any(f"version-{number}-1" in one for one in ids) for number in (1, 2)] == [True, True]


def test_versions_of_a_draft_are_nowhere(client) -> None:
    draft = letter_that_is("draft")
    assert client.get(reverse("letters:versions", args=[draft.slug])).status_code == 404


def test_the_letter_with_two_versions_costs_five_queries(client, django_assert_max_num_queries) -> None:
    letter = published_letter(type=LetterType.COALITION)
    new_version(letter, Change.NOTICED)
    with django_assert_max_num_queries(5):
        page = client.get(letter.get_absolute_url()).text
    assert "may object until" in page


def test_a_translation_older_than_the_text_says_so_and_one_brought_up_to_date_does_not(client) -> None:
    letter = published_letter()
    words = {"title": "Fin", "salutation": "Señor:", "body": "Basta.", "closing": "Atentamente,"}
    translation = letter.translations.create(language="es", **words)
    page = f"/es{letter.get_absolute_url()}"
    assert "anterior a ese texto" not in client.get(page).text
    Letter.objects.filter(pk=letter.pk).update(text_changed_at=database_now())
    letter.refresh_from_db()
    assert len(workflow.stale_translations(letter)) == 1

    new_version(letter)
    stale = client.get(page).text
    translation.save()
    mended = client.get(page).text

    assert ("anterior a ese texto" in stale, "anterior a ese texto" in mended) == (True, False)
    letter.refresh_from_db()
    assert workflow.stale_translations(letter) == []
