from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from directory.imports import BadFile, import_legislators
from directory.models import Identifier, Legislator

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"term_start": "5 January 2011"}, "term_start: '5 January 2011' is not a date like 2011-01-05"),
        ({"term_start": "20110105"}, "term_start: '20110105' is not a date like 2011-01-05"),
        ({"term_start": "2011-02-30"}, "term_start: '2011-02-30' is not a date like 2011-01-05"),
        ({"term_start": ""}, "term_start: '' is not a date like 2011-01-05"),
        ({"term_end": "2011-01-05"}, "the term ends on 2011-01-05, but starts on 2011-01-05"),
        ({"chamber": "Lords"}, "chamber: Value 'Lords' is not a valid choice."),
        ({"chamber": ""}, "chamber: This field cannot be blank."),
        ({"state": "ZZ"}, "state: Value 'ZZ' is not a valid choice."),
        ({"jurisdiction": "NJ"}, "a member of the legislature of NJ cannot represent NY"),
        ({"bioguide_id": ""}, "bioguide_id or ocd_person_id is empty"),
        ({"bioguide_id": "S" * 201}, "value: Ensure this value has at most 200 characters (it has 201)."),
        ({"full_name": ""}, "full_name: This field cannot be blank."),
        ({"full_name": "—"}, "full_name: no letter in '—'"),
        ({"full_name": "J" * 201}, "full_name: Ensure this value has at most 200 characters (it has 201)."),
        ({"email": "serrano"}, "email: Enter a valid email address."),
        ({"last": "Ser\x00rano"}, "control character in 'Ser\\x00rano'"),
        ({"url": "a\x1bb"}, "control character in 'a\\x1bb'"),
        ({"url": "x" * 200_000}, "field larger than field limit (131072)"),
    ],
)
def test_bad_row_is_named_with_its_reason_and_nothing_is_written(file, row, reason):
    path = file({"email": "", "jurisdiction": ""}, {"bioguide_id": "X000001"} | row)

    with pytest.raises(CommandError) as refusal:
        call_command("import_legislators", str(path))

    assert str(refusal.value) == f"Nothing written. {path}, row 3: {reason}"
    assert not Legislator.objects.exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", ": missing column full_name"),
        (b"title,party\nSenator,Democrat\n", ", row 1: missing column full_name"),
        ("José".encode("latin-1"), ", row 1: not UTF-8 text"),
        ("bioguide_id,full_name\n".encode("utf-16"), ", row 1: not UTF-8 text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", ", row 1: not UTF-8 text"),
        (b"%PDF-1.7\n%", ", row 1: missing column full_name"),
        (b"GIF89a\x00\x01", ", row 1: control character in 'GIF89a\\x00\\x01'"),
        (b'"never closed', ", row 1: unexpected end of data"),
    ],
)
def test_file_that_is_no_such_table_is_refused(tmp_path, content, reason):
    path = tmp_path / "members.csv"
    path.write_bytes(content)

    with pytest.raises(BadFile) as refusal:
        import_legislators([path])

    assert str(refusal.value).startswith(f"{path}{reason}")


def test_each_missing_column_is_named(file):
    path = file({}, without=("party", "bioguide_id"))

    with pytest.raises(BadFile) as refusal:
        import_legislators([path])

    assert str(refusal.value) == f"{path}, row 1: missing column party, bioguide_id or ocd_person_id"


def test_byte_that_is_not_utf8_is_found_in_its_row(file):
    path = file({}, {"last": "Sánchez"})
    path.write_bytes(path.read_bytes().replace("á".encode(), "á".encode("latin-1")))

    with pytest.raises(BadFile, match="row 3: not UTF-8 text"):
        import_legislators([path])


def test_row_of_another_length_is_refused(file):
    path = file({})
    path.write_text(path.read_text(encoding="utf-8") + "S000249,cut off\n", encoding="utf-8")

    with pytest.raises(BadFile, match="row 3: 2 cells under 15 columns"):
        import_legislators([path])


def test_quoted_reason_is_cut_short(file):
    with pytest.raises(BadFile) as refusal:
        import_legislators([file({"state": "N" * 100_000})])

    assert len(str(refusal.value)) < 600


def test_missing_file_folder_and_device_are_refused(tmp_path):
    for path, reason in (
        (tmp_path / "none.csv", "No such file or directory"),
        (tmp_path, "no .yml file in this folder"),
        (Path("/dev/zero"), "not a file"),
    ):
        with pytest.raises(CommandError) as refusal:
            call_command("import_legislators", str(path))

        assert str(refusal.value) == f"Nothing written. {path}: {reason}"


def test_one_bad_file_keeps_the_good_one_out(file):
    good, bad = file({}, name="good.csv"), file({"chamber": "Lords"}, name="bad.csv")

    with pytest.raises(BadFile, match=r"bad\.csv, row 2"):
        import_legislators([good, bad])

    assert not Legislator.objects.exists()


def test_what_the_database_refuses_is_told_in_one_sentence(file, monkeypatch):
    def refuse(*args: object, **kwargs: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(Identifier.objects, "bulk_create", refuse)

    with pytest.raises(CommandError, match=r"^Nothing written\. database is locked$"):
        call_command("import_legislators", str(file({})))

    assert not Legislator.objects.exists()
