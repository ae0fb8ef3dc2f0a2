"""YAML that cannot be used: one sentence with the file and the place, nothing written, whatever it is."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from directory.imports import files, yaml_files
from directory.models import Legislator

from .test_from_congress import HOUSE
from .test_from_congress import person as member
from .test_from_openstates import SEAT, person

pytestmark = pytest.mark.django_db

LAUGHS = "a0: &a0 [lol]\n" + "".join(f"a{n + 1}: &a{n + 1} [{', '.join([f'*a{n}'] * 9)}]\n" for n in range(30))
MERGES = "a0: &a0 {x: y}\n" + "".join(
    f"a{n + 1}: &a{n + 1} {{<<: [{', '.join([f'*a{n}'] * 9)}]}}\n" for n in range(30)
)


def refusal(path: Path) -> str:
    with pytest.raises(CommandError) as refused:
        call_command("import_legislators", str(path))
    assert not Legislator.objects.exists()
    return str(refused.value).removeprefix(f"Nothing written. {path}")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"- id: [", ": not YAML; line "),
        (b"- id: x\n\tname: y\n", ": not YAML; line 2: found"),
        (b"- id: a\n--- \n- id: b\n", ": not YAML; more than one document (---)"),
        ("- name: José\n".encode("latin-1"), ": not UTF-8 text"),
        ("- id: x\n".encode("utf-16"), ": not UTF-8 text"),
        (b"- \x00\x01\x02\n", ": not YAML; "),
        (b"\x89PNG\r\n\x1a\n\x00", ": not UTF-8 text"),
        (b"", ": the file: names with values were expected, not text"),
        (b"Just some words", ": the file: names with values were expected, not text"),
        (LAUGHS.encode(), ": not YAML; line 2: an alias (*name) is not read here"),
        (MERGES.encode(), ": not YAML; line 2: an alias (*name) is not read here"),
        (b"- &a [*a]", ": not YAML; line 1: an alias (*name) is not read here"),
        (
            b"- !!python/object/apply:os.system [echo]",
            ", entry 1: the entry: names with values were expected, not a list",
        ),
        (b"- " + b"[" * 100_000, ": not YAML; "),
        (b"[a]: b", ": not YAML; line 1: a name was expected here"),
        (b"id: {}", ": id: one value was expected, not names with values"),
        (b"name: x", ": id is missing"),
    ],
)
def test_file_that_is_no_such_yaml_is_refused(tmp_path, content, reason):
    path = tmp_path / "people.yaml"
    path.write_bytes(content)

    assert refusal(path).startswith(reason)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"id": None}, "id: names with values were expected, not text"),
        ({"id": {"bioguide": ""}}, "bioguide is missing"),
        ({"id": {"bioguide": ["S000248"]}}, "bioguide: one value was expected, not a list"),
        ({"id": {"bioguide": "S" * 201}}, "value: Ensure this value has at most 200 characters (it has 201)."),
        ({"name": ["José"]}, "name: names with values were expected, not a list"),
        ({"name": {}}, "full_name: This field cannot be blank."),
        ({"name": {"first": "J" * 200_000, "last": "S"}}, "full_name: Ensure this value has at most 200 characters"),
        ({"other_names": [{"last": f"x{number}"} for number in range(101)]}, "other_names: 101 names for one person"),
        ({"other_names": [{"last": "x" * 201}]}, "other_names: a name of 209 characters"),
        ({"terms": []}, "terms is missing"),
        ({"terms": {"type": "rep"}}, "terms: a list was expected, not names with values"),
        ({"terms": [HOUSE, "rep"]}, "terms, number 2: names with values were expected, not text"),
        ({"terms": [HOUSE | {"type": "lord"}]}, "chamber: Value 'lord' is not a valid choice."),
        ({"terms": [HOUSE | {"type": ""}]}, "type is missing"),
        ({"terms": [HOUSE | {"end": ""}]}, "end is missing"),
        ({"terms": [HOUSE | {"start": "2011"}]}, "start: '2011' is not a date like 2011-01-05"),
        ({"terms": [HOUSE | {"end": "2011-01-04"}]}, "the term ends on 2011-01-04, but starts on 2011-01-05"),
        ({"id": {"bioguide": "X", "bioguide_previous": "Y"}}, "bioguide_previous: a list was expected, not text"),
        ({"id": {"bioguide": "X", "bioguide_previous": [["Y"]]}}, "bioguide_previous: one value was expected, not a"),
        ({"terms": [HOUSE | {"state": "ZZ"}]}, "state: Value 'ZZ' is not a valid choice."),
        ({"terms": [HOUSE | {"type": "sen", "url": "http://[x"}]}, "Invalid IPv6 URL"),
        ({"terms": [HOUSE | {"phone": "1\u001b2"}]}, "control character in '1\\x1b2'"),
    ],
)
def test_bad_entry_is_named_with_its_reason(document, fields, reason):
    path = document([member(), member(**fields)])

    assert refusal(path).startswith(f", entry 2: {reason}")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"id": ""}, "id is missing"),
        ({"name": ""}, "name is missing"),
        ({"roles": SEAT}, "roles: a list was expected, not names with values"),
        ({"roles": [SEAT | {"type": ["upper"]}]}, "type: one value was expected, not a list"),
        ({"roles": [SEAT | {"start_date": "1 May"}]}, "start_date: '1 May' is not a date like 2011-01-05"),
        ({"roles": [SEAT | {"end_date": "2013-02-30"}]}, "end_date: '2013-02-30' is not a date like 2011-01-05"),
        ({"roles": [SEAT | {"end_date": "9999-12-31"}]}, "date value out of range"),
        ({"roles": [SEAT | {"end_date": "2012"}]}, "the term ends on 2013-01-01, but starts on 2013-01-01"),
        ({"roles": [SEAT | {"jurisdiction": SEAT["jurisdiction"].replace("ny", "zz")}]}, "jurisdiction: Value 'ZZ'"),
        ({"party": ["Democratic"]}, "party, number 1: names with values were expected, not text"),
        ({"email": "serrano"}, "email: Enter a valid email address."),
        ({"other_identifiers": [{"scheme": "legacy_openstates"}]}, "identifier is missing"),
        ({"offices": [{"classification": "capitol", "address": "x" * 256}]}, "address: Ensure this value has at most"),
    ],
)
def test_bad_person_is_told_with_the_file(document, fields, reason):
    assert refusal(document(person(**fields), "one.yml")).startswith(f": {reason}")


def test_bad_file_of_a_folder_is_named_and_keeps_the_good_ones_out(document, tmp_path):
    document(person(), "legislature/good.yml")
    bad = document(person(number=2, name=""), "retired/bad.yml")

    assert refusal(tmp_path).endswith(f"{bad.relative_to(tmp_path)}: name is missing")


def test_folders_without_a_person_are_refused(tmp_path):
    for folder in ("empty", "binary", "link"):
        (tmp_path / folder).mkdir()
    (tmp_path / "binary" / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (tmp_path / "link" / "self").symlink_to(tmp_path / "link")

    for folder in ("empty", "binary", "link"):
        assert refusal(tmp_path / folder) == ": no .yml file in this folder"


def test_files_that_only_look_like_files_are_refused(tmp_path):
    for name, target in (("loop", "loop.yml"), ("device", "/dev/zero"), ("gone", "nowhere.yml")):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.yml").symlink_to(target)

    assert {name: refusal(tmp_path / name).partition(": ")[2] for name in ("loop", "device", "gone")} == {
        "loop": "Too many levels of symbolic links",
        "device": "not a file",
        "gone": "No such file or directory",
    }


def test_file_of_more_values_than_can_be_meant_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(yaml_files, "MAX_VALUES", 1000)
    path = tmp_path / "people.yaml"
    path.write_bytes(b"- a\n" * 1000)

    assert refusal(path) == ": more than 1,000 values"


def test_file_too_large_to_be_meant_is_not_even_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_MEGABYTES", 0.00001)
    path = tmp_path / "large.yaml"
    path.write_bytes(b"- id: x\n" * 2)

    assert refusal(path) == ": larger than 1e-05 MB"
