"""Closing day: what Pilar drafted, changed and closed is sealed, checked, delivered and answered."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from letters.clock import database_now
from letters.models import Letter
from letters.states import LetterType, Phase
from signatories import mailings
from signatories.models import Seal, Signatory
from signatories.states import State
from tests.factories.letters import letter as draft
from tests.signatories.typesetting.paper import words
from tests.signatories.visitor import Mail, Page, Visitor

pytestmark = pytest.mark.django_db
Post = Callable[[str], list[Mail]]


def step(pilar: Visitor, letter: Letter, name: str, **typed: Any) -> str:
    """Open the page of a step, fill it in as it stands, and press its button; returns where that leads."""
    pilar.visit(reverse("admin:letters_letter_step", args=[letter.pk, name]))
    return pilar.send(-1, **typed).content.decode()


def signs(letter: Letter, name: str, post: Post) -> str:
    email = f"{name.split(maxsplit=1)[0].lower()}@example.org"
    person = Visitor()
    person.sign(letter, name=name, email=email, listed="on")
    return person.send(code=post(email)[-1].code).content.decode()


def page(letter: Letter) -> str:
    return Visitor().visit(letter.get_absolute_url()).content.decode()


def change_the_text(pilar: Visitor, letter: Letter, post: Post) -> None:
    """One paragraph is changed in substance: who had signed is asked again, and Ana agrees."""
    pilar.visit(reverse("admin:letters_letter_text", args=[letter.pk]))
    pilar.send(-1, body="We ask you to end the program this year.")
    assert "end the program this year" not in page(letter)
    step(pilar, letter, "version", change="material", note="Two offices asked for a date.")
    mailings.work_off()
    (again,) = [mail for mail in post("ana@example.org") if "changed" in mail.subject]
    ana = Visitor()
    assert "this year" in ana.visit(again.link).content.decode()
    ana.send(surname="Vega")


def on(letter: Letter) -> set[str]:
    return set(Signatory.objects.confirmed().filter(letter=letter).values_list("printed_name", flat=True))


def test_from_draft_to_answer(pilar: Visitor, post: Post, tmp_path: Path) -> None:
    letter = draft(type=LetterType.PETITION, title="End it", contact_email="pilar@mail.house.gov")
    step(pilar, letter, "publish")
    for name in ("Ana Vega", "Bo Lind"):
        assert "The name is on the letter" in signs(letter, name, post)

    change_the_text(pilar, letter, post)
    assert on(letter) == {"Ana Vega"}, "Bo has not agreed to the new words"
    assert "Version 2" in page(letter)

    step(pilar, letter, "close", reason="It goes out today.")
    letter = Letter.objects.get(pk=letter.pk)
    assert letter.phase == Phase.CLOSED
    assert "Ask to be added" in page(letter)
    signs(letter, "Cleo Late", post)
    late = Signatory.objects.get(printed_name="Cleo Late")
    assert late.state == State.HELD
    pilar.visit(reverse("admin:signatories_signatory_change", args=[late.pk]))
    assert "after closing" in pilar.page.content.decode()
    forms = Page(pilar.page.content.decode()).forms
    (approve,) = [form for form in forms if form.fields.get("CHANGE_FORM-action") == "approve"]
    pilar.post(approve.fields)
    assert on(letter) == {"Ana Vega", "Cleo Late"}

    check_notice(pilar, letter, post)
    check_seal(pilar, letter, post, tmp_path)
    check_answer(pilar, letter, post)


def check_notice(pilar: Visitor, letter: Letter, post: Post) -> None:
    pilar.visit(reverse("admin:letters_letter_closing_notice", args=[letter.pk]))
    out = timezone.localtime(database_now() + timedelta(days=2), letter.zone)
    typed = {"goes_out_at_0": f"{out:%Y-%m-%d}", "goes_out_at_1": "17:00"}
    typed |= {"withdraw_by_0": f"{out:%Y-%m-%d}", "withdraw_by_1": "12:00"}
    pilar.send(-1, **typed)
    mailings.work_off()
    assert "goes out" in post("ana@example.org")[-1].text


def check_seal(pilar: Visitor, letter: Letter, post: Post, folder: Path) -> None:
    """What went out is one file, which anybody can check, down to one byte."""
    step(pilar, letter, "seal")
    mailings.work_off()
    seal = letter.seals.get()
    sent = post("cleo@example.org")[-1]
    (attached,) = sent.message.iter_attachments()
    pdf = attached.get_content()
    assert pdf == Visitor().client.get(reverse("signatories:pdf", args=[letter.slug])).content == bytes(seal.pdf)
    assert "Ana Vega" in words(pdf)
    assert "Bo Lind" not in words(pdf)

    good, bad = folder / "letter.pdf", folder / "changed.pdf"
    good.write_bytes(pdf)
    bad.write_bytes(pdf[:-1] + bytes([pdf[-1] ^ 1]))
    call_command("verify_seal", good)
    with pytest.raises((CommandError, SystemExit)):
        call_command("verify_seal", bad)
    told = {path.name: dropped(path) for path in (good, bad)}
    assert "This is the sealed file, unchanged.</strong>" in told["letter.pdf"]
    assert "at least one byte differs.</strong>" in told["changed.pdf"]


def dropped(path: Path) -> str:
    visitor = Visitor()
    visitor.visit(reverse("signatories:verify", args=[Seal.objects.get().pdf_sha256]))
    file = SimpleUploadedFile(path.name, path.read_bytes(), "application/pdf")
    return visitor.send(-1, file=file).content.decode()


def check_answer(pilar: Visitor, letter: Letter, post: Post) -> None:
    addressee = letter.addressees.get()
    step(pilar, letter, "deliver", to=[addressee.pk], way="hand")
    assert Letter.objects.get(pk=letter.pk).phase == Phase.DELIVERED
    step(pilar, letter, "answer", addressee=addressee.pk, text="The program ends in May.", public="on", tell="on")
    step(pilar, letter, "outcome", addressee=addressee.pk, result="agreed")
    mailings.work_off()
    subjects = [mail.subject for mail in post("ana@example.org")[-2:]]
    assert len([subject for subject in subjects if "End it" in subject]) == 2
    shown = page(letter)
    for said in ("The program ends in May.", "Delivered", "Agreed"):
        assert said in shown
    assert "Cleo Late" in shown
