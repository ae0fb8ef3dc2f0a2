"""Letters are related in the admin: to another one, and once."""

import pytest

from letters.models import Letter, LetterRelation
from tests.factories import letters
from tests.letters.admin_site import messages, shown, staff, url

pytestmark = pytest.mark.django_db

TOTAL = "relations-TOTAL_FORMS"


def relate(client, letter, *others, **changes):
    """Fill in a new line for each of the others."""
    page = url("change", letter)
    sent = shown(client.get(page))
    start = int(sent[TOTAL])
    lines = {TOTAL: start + len(others)}
    for number, other in enumerate(others, start):
        lines |= {f"relations-{number}-to": other.pk, f"relations-{number}-kind": "companion"}
        lines |= {f"relations-{number}-letter": letter.pk}
    return client.post(page, sent | lines | changes, follow=True)


def said(page):
    formset = next(one.formset for one in page.context["inline_admin_formsets"] if one.formset.prefix == "relations")
    return [str(error) for form in formset.forms for errors in form.errors.values() for error in errors]


def test_a_published_letter_gets_a_companion_and_the_other_letter_shows_it(client):
    staff(client)
    letter, other = letters.published_letter(title="To the House"), letters.letter(title="To the Senate")

    relate(client, letter, other, **{"relations-0-note": "Both houses are asked."})

    assert list(LetterRelation.objects.values_list("letter", "kind", "to", "note")) == [
        (letter.pk, "companion", other.pk, "Both houses are asked.")
    ]
    assert "“To the House” is a companion of this letter" in client.get(url("change", other)).text
    assert "letters that name this one" not in client.get(url("change", letter)).text.lower()


def test_a_letter_offers_every_letter_but_itself_and_refuses_itself(client):
    staff(client)
    letter, other, draft = letters.letter(), letters.published_letter(), letters.letter()

    page = client.get(url("change", letter)).text
    refusal = relate(client, letter, letter)

    assert f'<option value="{other.pk}">{other.title} ({other.slug})</option>' in page
    assert f"({draft.slug}): no page shows it before it is published</option>" in page
    assert f"({letter.slug})" not in page.partition('name="relations-__prefix__-to"')[2]
    assert said(refusal) == ["Choose a letter of the list; a letter cannot name itself."]
    assert not LetterRelation.objects.exists()


@pytest.mark.parametrize("here", [True, False])
def test_two_letters_are_related_once_at_whichever_it_was_written(client, *, here):
    staff(client)
    letter, other = letters.letter(), letters.letter()
    LetterRelation.objects.create(
        letter=letter if here else other, to=other if here else letter, kind="companion", note="First"
    )

    refusal = relate(client, letter, other)

    assert said(refusal) == ["These two letters are related already, here or at the other letter."]
    assert LetterRelation.objects.get().note == "First"


def test_one_letter_twice_in_the_list_is_refused(client):
    staff(client)
    letter, other = letters.letter(), letters.letter()

    refusal = relate(client, letter, other, other)

    assert said(refusal) == ["This letter stands in the list already."]
    assert not LetterRelation.objects.exists()


def test_a_relation_written_at_the_other_letter_this_moment_is_refused_in_words(client, monkeypatch):
    staff(client)
    letter, other = letters.letter(), letters.letter()
    monkeypatch.setattr(LetterRelation, "validate_constraints", lambda *args, **kwargs: None)
    LetterRelation.objects.create(letter=other, to=letter, kind="companion")

    page = relate(client, letter, other, title="Another title")

    assert messages(page) == ["Nothing was saved: these two letters are related already."]
    assert LetterRelation.objects.get().letter == other
    assert Letter.objects.get(pk=letter.pk).title == letter.title


def test_a_draft_goes_with_its_relations_on_either_side(client):
    staff(client)
    draft, published, other = letters.letter(), letters.published_letter(), letters.letter()
    LetterRelation.objects.create(letter=draft, to=published, kind="follows")
    LetterRelation.objects.create(letter=other, to=draft, kind="companion")

    client.post(url("delete", draft), {"post": "yes"})

    assert set(Letter.objects.all()) == {published, other}
    assert not LetterRelation.objects.exists()


def test_who_may_only_look_changes_no_relation(client):
    staff(client, "view_letter")
    letter, other = letters.letter(), letters.letter()
    LetterRelation.objects.create(letter=letter, to=other, kind="follows")

    page = client.get(url("change", letter))
    client.post(url("change", letter), {TOTAL: 0})

    assert other.title in page.text
    assert LetterRelation.objects.count() == 1
