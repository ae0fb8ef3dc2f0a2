"""What goes out is frozen once, as it was printed; what comes later goes into supplements."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from letters import workflow as letter_steps
from letters.models import Letter
from letters.states import LetterType, LineUnderName, Stage
from signatories import workflow
from signatories.models import (
    Dissociation,
    Erratum,
    PrintedErratum,
    Seal,
    SealedName,
    SignaturePicture,
    TrailEntry,
)
from signatories.sealing import manifest, paper, showing
from signatories.states import State, Verb
from signatories.typesetting import Names, pdf
from tests.factories import letters, signatories
from tests.factories.pictures import png
from tests.factories.seals import closed_petition, later, name_on, seal_of, sealed_petition
from tests.signatories.typesetting.paper import words

pytestmark = pytest.mark.django_db


def said(seal: Seal) -> dict[str, Any]:
    return json.loads(bytes(seal.manifest))


def test_a_seal_holds_the_names_in_the_letters_order_and_the_others_as_a_number() -> None:
    letter = closed_petition("Ana Vega", "Bo Lind", unlisted=2)
    signatories.held(letters.published_letter(type=LetterType.PETITION), printed_name="Elsewhere")

    letter_steps.seal(letter, by=None)

    seal = seal_of(letter)
    assert (seal.number, seal.names, seal.listed, seal.sealed_at) == (0, 4, 2, letter.sealed_at)
    assert [name["name"] for name in said(seal)["names"]] == ["Bo Lind", "Ana Vega"], "a petition's newest come first"
    assert (said(seal)["unlisted"], said(seal)["previous"]) == (2, "")
    assert said(seal)["version"] == letter.versions.get().sha256
    assert "Canary" not in bytes(seal.manifest).decode() + words(bytes(seal.pdf))
    assert list(SealedName.objects.filter(listed=False).values_list("printed_name", "line", "city")) == [("",) * 3] * 2
    assert letter.trail.latest("pk").verb == Verb.SEALED


def test_the_manifest_is_written_as_it_is_documented() -> None:
    letter = sealed_petition("Ana “Bo” Vega")
    seal = seal_of(letter)
    at = f"{seal.sealed_at:%Y-%m-%dT%H:%M:%S.%fZ}"

    assert bytes(seal.manifest).decode() == (
        f'{{"errata":[],"letter":"{letter.slug}","names":[{{"kind":"individual","name":"Ana “Bo” Vega"}}],"number":0,'
        f'"previous":"","sealed_at":"{at}","unlisted":0,"version":"{seal.version.sha256}"}}'
    )
    assert manifest.digest(bytes(seal.manifest)) == seal.manifest_sha256


def test_the_file_is_made_of_the_rows_and_is_the_same_when_it_is_made_again() -> None:
    letter = letters.published_letter(line_under_name=LineUnderName.OFFICE)
    lead = signatories.confirmed(letter, lead_position=1, term=signatories.seat(letter, first="Lee", last="Lead"))
    SignaturePicture.objects.create(signatory=lead, content=png(40, 20))
    signatories.confirmed(letter, term=signatories.seat(letter, first="Ana", last="Vega"))
    letter_steps.close_now(letter, by=None)
    letter_steps.seal(letter, by=None)
    seal = seal_of(letter)

    names = Names(showing.printed_rows(seal), seal.names)
    again = pdf.build(paper.sealed_letter(letter, seal.version, names, digest=seal.manifest_sha256, at=seal.sealed_at))

    assert manifest.digest(again) == seal.pdf_sha256 == manifest.digest(bytes(seal.pdf))
    assert f"/verify/{seal.manifest_sha256}/" in words(again).replace(" ", "")
    assert "with 2 names." in words(again)


def _recalled() -> Letter:
    letter = closed_petition()
    letter_steps.recall(letter, by=None, reason="The wrong text.")
    return letter


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (sealed_petition, "is sealed, since"),
        (letters.published_letter, "Only a letter that has closed"),
        (letters.letter, "Only a letter that has closed"),
        (_recalled, "Only a letter that has closed"),
    ],
    ids=["sealed", "open", "draft", "recalled"],
)
def test_only_a_closed_letter_is_sealed_and_once(make: Callable[[], Letter], why: str) -> None:
    letter = make()
    before = Seal.objects.count(), TrailEntry.objects.count()

    with pytest.raises(letter_steps.Refused, match=why):
        letter_steps.seal(letter, by=None)

    assert (Seal.objects.count(), TrailEntry.objects.count()) == before


def test_a_letter_without_names_is_not_sealed() -> None:
    letter = closed_petition()
    for signatory in letter.signatories.all():
        workflow.withdraw(signatory, by=None)

    with pytest.raises(letter_steps.Refused, match="No name is on this letter"):
        letter_steps.seal(letter, by=None)

    assert Letter.objects.get(pk=letter.pk).sealed_at is None


def test_after_sealing_the_deadline_stays() -> None:
    letter = sealed_petition()

    with pytest.raises(letter_steps.Refused, match="is sealed, so its deadline"):
        letter_steps.extend(letter, to=letter.now + timedelta(days=9), by=None, reason="More time.")


def test_a_later_name_goes_into_a_supplement_chained_to_the_letter() -> None:
    letter = sealed_petition()
    sent = bytes(seal_of(letter).pdf)
    later(letter, "Zoe Late")

    supplement = workflow.seal_supplement(letter, by=None)
    later(letter, "Yan Latest")
    last = workflow.seal_supplement(letter, by=None)

    assert [(seal.number, seal.names) for seal in letter.seals.light()] == [(0, 2), (1, 1), (2, 1)]
    assert (said(supplement)["previous"], said(last)["previous"]) == (
        seal_of(letter).manifest_sha256,
        supplement.manifest_sha256,
    )
    assert bytes(seal_of(letter).pdf) == sent
    printed = words(bytes(supplement.pdf))
    assert "Supplement 1 to the letter of" in printed
    assert ", 1 name" in printed
    assert ("Zoe Late" in printed, "Ana Vega" in printed) == (True, False)
    assert letter.trail.filter(verb=Verb.SUPPLEMENTED).count() == 2


def test_there_is_no_supplement_of_nothing_nor_before_the_seal() -> None:
    closed, sealed = closed_petition(), sealed_petition()

    for letter, why in ((closed, "Only a sealed letter"), (sealed, "No name was confirmed")):
        with pytest.raises(workflow.Refused, match=why):
            workflow.seal_supplement(letter, by=None)

    assert Seal.objects.count() == 1


@pytest.mark.parametrize("step", [workflow.withdraw, workflow.enter_in_error])
def test_a_sealed_name_cannot_leave_and_a_later_one_can(step: Callable[..., None]) -> None:
    letter = sealed_petition("Ana Vega")
    sealed, late = name_on(letter, "Ana Vega"), later(letter)

    with pytest.raises(workflow.Refused, match="sealed with this name on it"):
        step(sealed, by=None, reason="Asked.")
    step(late, by=None, reason="Asked.")

    sealed.refresh_from_db()
    assert (sealed.state, late.state == State.CONFIRMED) == (State.CONFIRMED, False)
    with pytest.raises(workflow.Refused, match="No name was confirmed"):
        workflow.seal_supplement(letter, by=None)


def test_who_no_longer_agrees_dissociates_in_public_and_stays_in_the_file() -> None:
    letter = sealed_petition("Ana Vega", "Bo Lind")
    ana = name_on(letter, "Ana Vega")

    workflow.dissociate(ana, by=None, reason=" Asks to be\nread without. ")

    assert Dissociation.objects.get().note == "Asks to be read without."
    assert ana.trail.first().verb == Verb.DISSOCIATED
    assert "Ana Vega" in words(bytes(seal_of(letter).pdf))
    with pytest.raises(workflow.Refused, match="dissociated already"):
        workflow.dissociate(ana, by=None, reason="Again.")


@pytest.mark.parametrize("step", [workflow.dissociate, workflow.correct])
def test_what_is_said_in_public_needs_words_and_a_sealed_name(step: Callable[..., Any]) -> None:
    letter = sealed_petition("Ana Vega")
    late = later(letter)

    with pytest.raises(workflow.Refused, match="Say what everyone is to read"):
        step(name_on(letter, "Ana Vega"), by=None, reason=" ")
    with pytest.raises(workflow.Refused, match="in no sealed file"):
        step(late, by=None, reason="Never agreed.")

    assert not Dissociation.objects.exists()
    assert not Erratum.objects.exists()


def test_an_error_is_corrected_in_the_next_supplement_and_in_no_other() -> None:
    letter = sealed_petition("Ana Vega")
    sent = bytes(seal_of(letter).manifest)
    workflow.correct(name_on(letter, "Ana Vega"), by=None, reason="Is spelled Anna Vega.")

    supplement = workflow.seal_supplement(letter, by=None)
    later(letter)
    last = workflow.seal_supplement(letter, by=None)

    assert said(supplement)["errata"] == ["Ana Vega: Is spelled Anna Vega."]
    assert said(last)["errata"] == []
    assert "Ana Vega: Is spelled Anna Vega." in words(bytes(supplement.pdf))
    assert bytes(seal_of(letter).manifest) == sent


def test_a_correction_of_a_name_that_is_only_counted_does_not_print_it() -> None:
    letter = sealed_petition(unlisted=1)
    hidden = letter.signatories.get(listed=False)
    workflow.correct(hidden, by=None, reason="Should not have been counted.")
    workflow.dissociate(hidden, by=None, reason="Left.")

    supplement = workflow.seal_supplement(letter, by=None)

    assert said(supplement)["errata"] == ["Should not have been counted."]
    assert [note.name for note in showing.notes_of(showing.seals_of(letter))] == ["", ""]


def everything_sealed() -> Letter:
    letter = sealed_petition("Ana Vega")
    workflow.dissociate(name_on(letter, "Ana Vega"), by=None, reason="Left.")
    workflow.correct(name_on(letter, "Ana Vega"), by=None, reason="Anna.")
    workflow.seal_supplement(letter, by=None)
    return letter


@pytest.mark.parametrize("model", [Seal, SealedName, Erratum, PrintedErratum, Dissociation])
def test_what_is_sealed_is_never_written_again(model: Any) -> None:
    everything_sealed()
    row = model.objects.first()

    for write in (
        row.save,
        row.delete,
        model.objects.all().delete,
        lambda: model.objects.update(pk=7),
        lambda: model.objects.bulk_update([row], [model._meta.fields[1].name]),
    ):
        with pytest.raises(TypeError, match="immutable"), transaction.atomic():
            write()

    assert model.objects.filter(pk=row.pk).exists()


def test_the_database_lets_no_name_into_two_seals() -> None:
    letter = sealed_petition("Ana Vega")
    supplement = _supplement_of_later_names(letter)
    ana, new = name_on(letter, "Ana Vega"), later(letter, "Yan Latest")

    with pytest.raises(IntegrityError), transaction.atomic():
        SealedName.objects.create(seal=supplement, position=9, signatory=ana, listed=False)
    SealedName.objects.create(seal=supplement, position=9, signatory=new, listed=False)


def _supplement_of_later_names(letter: Letter) -> Seal:
    later(letter)
    return workflow.seal_supplement(letter, by=None)


def test_the_database_keeps_names_that_are_only_counted_blank() -> None:
    seal = seal_of(sealed_petition("Ana Vega"))
    new = later(seal.letter)

    with pytest.raises(IntegrityError), transaction.atomic():
        SealedName.objects.create(seal=seal, position=9, signatory=new, listed=False, printed_name="Zoe Late")
    SealedName.objects.create(seal=seal, position=9, signatory=new, listed=True, printed_name="Zoe Late")


def test_a_name_that_left_while_it_was_sealed_stops_the_seal(monkeypatch: pytest.MonkeyPatch) -> None:
    letter = closed_petition("Ana Vega", "Bo Lind")
    build = pdf.build

    def somebody_leaves(content: Any) -> bytes:
        workflow.withdraw(name_on(letter, "Ana Vega"), by=None, reason="Asked by phone.")
        return build(content)

    monkeypatch.setattr(pdf, "build", somebody_leaves)
    with pytest.raises(letter_steps.Refused, match="Press again"):
        letter_steps.seal(letter, by=None)

    assert (Seal.objects.count(), SealedName.objects.count()) == (0, 0)
    assert Letter.objects.get(pk=letter.pk).sealed_at is None


def test_a_letter_taken_back_while_its_supplement_is_set_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    letter = sealed_petition()
    later(letter)
    build = pdf.build

    def slowly(content: Any) -> bytes:
        Letter.objects.filter(pk=letter.pk).update(stage=Stage.RECALLED, recall_reason="A fact was wrong.")
        return build(content)

    monkeypatch.setattr(pdf, "build", slowly)

    with pytest.raises(letter_steps.Refused, match="taken back"):
        workflow.seal_supplement(letter, by=None)

    assert letter.seals.count() == 1
