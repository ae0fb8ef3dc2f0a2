"""`manage.py verify_seal`: a file is what was sealed, or the first thing that is wrong is named."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.db.models import QuerySet

from letters import text
from letters.models import Letter, Version
from letters.states import Change
from signatories import workflow
from signatories.models import Consent, Erratum, PrintedErratum, Seal, SealedName
from signatories.sealing import auditing, export
from signatories.sealing.manifest import digest
from tests.factories.seals import later, name_on, seal_of, sealed_petition

pytestmark = pytest.mark.django_db


def verify(*files: Path, **options: Any) -> tuple[int, list[str]]:
    """Return the exit status and the lines."""
    out = StringIO()
    try:
        call_command("verify_seal", *map(str, files), stdout=out, **options)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


def sealed(tmp_path: Path) -> tuple[Letter, Path, Path]:
    """A letter with a supplement that prints an erratum, and both files."""
    letter = sealed_petition("Ana Vega", "Bo Lind", unlisted=1)
    workflow.correct(name_on(letter, "Ana Vega"), by=None, reason="Anna.")
    later(letter, "Zoe Late")
    workflow.seal_supplement(letter, by=None)
    files = [tmp_path / name for name in ("letter.pdf", "supplement.pdf")]
    for file, seal in zip(files, letter.seals.all(), strict=True):
        file.write_bytes(bytes(seal.pdf))
    return letter, *files


def test_sealed_files_are_said_to_be_what_they_are(tmp_path: Path) -> None:
    letter, first, second = sealed(tmp_path)
    names = tmp_path / "names.json"
    names.write_bytes(bytes(seal_of(letter).manifest))

    status, lines = verify(first, second, names)

    assert status == 0
    assert [line.split(",")[0] for line in lines] == [
        f"OK  {first}: the PDF of the letter “{letter.title}”",
        f"OK  {second}: the PDF of supplement 1 to “{letter.title}”",
        f"OK  {names}: the list of names of the letter “{letter.title}”",
    ]


def test_one_changed_byte_fails_and_the_others_are_still_looked_at(tmp_path: Path) -> None:
    _letter, first, second = sealed(tmp_path)
    content = bytearray(first.read_bytes())
    content[len(content) // 2] ^= 1
    first.write_bytes(content)

    status, lines = verify(first, second)

    assert (status, [line[:3] for line in lines]) == (1, ["NOT", "OK "])
    assert digest(bytes(content)) in lines[0]


def rows(model: Any, **of: Any) -> Any:
    """Return rows as SQL writes them: nothing of ours refuses."""
    return QuerySet(model).filter(**of)


def _turned(letter: Letter) -> None:
    for name, place in (("Ana Vega", 99), ("Bo Lind", 3), ("Ana Vega", 2)):
        rows(SealedName, printed_name=name).update(position=place)


ANA, BO, FIRST, SECOND = {"printed_name": "Ana Vega"}, {"printed_name": "Bo Lind"}, {"number": 0}, {"number": 1}
BRACES = {"manifest": b"{}", "manifest_sha256": digest(b"{}")}
TAMPERED: dict[str, tuple[Callable[[Letter], Any], str]] = {
    "a name": (
        lambda _letter: rows(SealedName, printed_name="Zoe Late").update(printed_name="Eve"),
        "Seal 1: name 1 was sealed as",
    ),
    "a place": (lambda _letter: rows(SealedName, **ANA).update(city="Troy"), "Seal 0: name 2 was sealed as"),
    "the order": (_turned, "Seal 0: name 1 was sealed as"),
    "a name taken out": (
        lambda _letter: rows(SealedName, **BO)._raw_delete("default"),
        "Seal 0: 2 names are stored, 1 of them listed; 3 were sealed",
    ),
    "a name hidden": (
        lambda _letter: rows(SealedName, **BO).update(listed=False, printed_name=""),
        "Seal 0: 3 names are stored, 1 of them listed; 3 were sealed, 2 of them listed.",
    ),
    "the count": (
        lambda _letter: rows(Seal, **FIRST).update(names=9),
        "Seal 0: 3 names are stored, 2 of them listed; 9 were sealed",
    ),
    "the moment": (
        lambda letter: rows(Seal, **FIRST).update(sealed_at=letter.opens_at),
        "Seal 0: what is stored differs from what was sealed in: sealed_at.",
    ),
    "the list": (
        lambda _letter: rows(Seal, **FIRST).update(manifest=b"{}"),
        "Seal 0: the list of names does not have its digest.",
    ),
    "the list with its digest": (
        lambda _letter: rows(Seal, **FIRST).update(**BRACES),
        "Seal 0: the PDF does not carry the digest of this list of names.",
    ),
    "the list, and a file that carries its digest": (
        lambda _letter: rows(Seal, **FIRST).update(**BRACES, **_forged(digest(b"{}"))),
        "Seal 0: the list of names cannot be read.",
    ),
    "the file": (
        lambda _letter: rows(Seal, **FIRST).update(pdf=b"%PDF"),
        "Seal 0: the PDF does not have its digest.",
    ),
    "an erratum": (
        lambda _letter: rows(PrintedErratum).update(text="Fine."),
        "Seal 1: what is stored differs from what was sealed in: errata.",
    ),
    "the words": (
        lambda _letter: rows(Version).update(content=b"{}"),
        "Seal 0: the words of version 1 do not have their digest.",
    ),
    "the words with their digest": (
        lambda _letter: rows(Version).update(content=b"{}", sha256=text.digest(b"{}")),
        "Seal 0: what is stored differs from what was sealed in: version.",
    ),
    "a consent": (
        lambda letter: rows(Consent, signatory=name_on(letter, "Bo Lind")).delete(),
        "Seal 0: the name at place 2 has no consent to version 1.",
    ),
    "the letter's address": (
        lambda _letter: rows(Letter).update(slug="another"),
        "Seal 0: what is stored differs from what was sealed in: letter.",
    ),
    "an erratum on the pages": (
        lambda _letter: rows(Erratum).update(text="Is fine."),
        "Seal 1: correction 1 is stored in other words than were printed.",
    ),
    "that it is sealed": (
        lambda _letter: rows(Letter).update(sealed_at=None),
        "The letter is not stored as sealed at the moment of its seal.",
    ),
    "the chain": (lambda _letter: rows(Seal, **SECOND).update(number=3), "Seal 1 is missing."),
}


def _forged(sha256: str) -> dict[str, Any]:
    file = f"%PDF /verify/{sha256}/".encode()
    return {"pdf": file, "pdf_sha256": digest(file)}


@pytest.mark.parametrize(("tamper", "says"), TAMPERED.values(), ids=TAMPERED)
def test_who_changes_a_record_by_sql_is_found(tmp_path: Path, tamper: Callable[[Letter], Any], says: str) -> None:
    letter, first, second = sealed(tmp_path)
    assert auditing.fault(letter) == ""

    tamper(letter)
    status, lines = verify(first, second)

    assert status == 1
    assert auditing.fault(Letter.objects.get(pk=letter.pk)).startswith(says)
    assert "NOT" in {line[:3] for line in lines}


def test_a_consent_to_the_words_before_holds_until_they_changed_materially() -> None:
    letter = sealed_petition("Ana Vega")
    first = letter.versions.get()
    numbers = {Change.EDITORIAL: 2, Change.NOTICED: 3, Change.MATERIAL: 4, Change.EDITORIAL.value + "!": 5}
    made = {
        number: Version.objects.create(
            letter=letter,
            number=number,
            change=change.rstrip("!"),
            content=b"{}",
            sha256=text.digest(b"{}"),
            published_at=first.published_at,
            objections_until=letter.sealed_at if change == Change.NOTICED else None,
        )
        for change, number in numbers.items()
    }

    held = {number: auditing.agreed_by(version) for number, version in made.items()}

    assert held[3] == [made[3].pk, made[2].pk, first.pk]
    assert held[4] == [made[4].pk]
    assert held[5] == [made[5].pk, made[4].pk]


def test_an_addressee_checks_without_us(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    letter, first, second = sealed(tmp_path)
    proof = tmp_path / "seal.json"
    proof.write_bytes(export.write(letter.seals.all()))
    other = tmp_path / "other.pdf"
    other.write_bytes(first.read_bytes() + b"\n")
    monkeypatch.setattr(Seal, "objects", None)

    status, lines = verify(first, second, other, manifest=proof)

    assert (status, [line[:3] for line in lines]) == (1, ["OK ", "OK ", "NOT"])
    assert f"the PDF of seal 0 of {letter.slug}, 3 names, sealed" in lines[0]


def _edited(seals: list[dict[str, Any]], change: Callable[[list[dict[str, Any]]], Any]) -> bytes:
    change(seals)
    return json.dumps({"seals": seals}).encode()


def _again(seal: dict[str, Any]) -> None:
    seal["manifest_sha256"] = digest(export.canonical(seal["manifest"]))


def _renamed_with_its_digest(seals: list[dict[str, Any]]) -> None:
    seals[0]["manifest"]["names"][0]["name"] = "Eve"
    _again(seals[0])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda seals: seals[0]["manifest"]["names"][0].update(name="Eve"), "seal 0 does not have the digest"),
        (_renamed_with_its_digest, "Seal 1 does not follow the one before it."),
        (lambda seals: seals.pop(0), "Seal 0 does not follow the one before it."),
        (lambda seals: seals[0].pop("pdf_sha256"), "This is no seal.json of a letter."),
        (lambda seals: seals[0]["manifest"].update(names=7), "This is no seal.json of a letter."),
        (lambda seals: seals[0]["manifest"].update(number=float("inf")), "This is no seal.json of a letter."),
        (lambda seals: seals.append("x"), "This is no seal.json of a letter."),
    ],
)
def test_a_seal_json_that_was_changed_is_refused(
    tmp_path: Path, change: Callable[[list[dict[str, Any]]], Any], says: str
) -> None:
    letter, first, _second = sealed(tmp_path)
    proof = tmp_path / "seal.json"
    proof.write_bytes(_edited(json.loads(export.write(letter.seals.all()))["seals"], change))

    with pytest.raises(CommandError, match=says):
        verify(first, manifest=proof)


def test_a_forged_list_with_fresh_digests_does_not_fit_the_file(tmp_path: Path) -> None:
    letter, first, _second = sealed(tmp_path)
    seals = json.loads(export.write(letter.seals.all()))["seals"][:1]
    proof = tmp_path / "seal.json"
    proof.write_bytes(_edited(seals, _renamed_with_its_digest))

    status, lines = verify(first, manifest=proof)

    assert status == 1
    assert "does not carry the digest of its list of names" in lines[0]


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"seals": 7}'])
def test_what_is_no_seal_json_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "seal.json"
    file.write_bytes(content)

    with pytest.raises(CommandError, match="is no seal"):
        verify(file, manifest=file)


def test_a_file_that_is_not_there_or_a_database_that_is_not_are_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        verify(tmp_path / "nothing.pdf")

    def away(*_args: Any) -> None:
        raise OperationalError("could not connect")

    monkeypatch.setattr("signatories.querysets.SealQuerySet.with_digest", away)
    file = tmp_path / "letter.pdf"
    file.write_bytes(b"%PDF")
    with pytest.raises(CommandError, match="Download seal"):
        verify(file)
