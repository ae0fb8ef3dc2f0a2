from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from directory.imports import Outcome, import_organizations
from directory.models import Organization
from tests.factories.directory import organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(tmp_path):
    def write(*rows: str, header: str = "name,scope,parent,domain,city,state") -> Path:
        path = tmp_path / "organizations.csv"
        path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
        return path

    return write


def refusal(path: Path) -> str:
    with pytest.raises(CommandError) as refused:
        call_command("import_organizations", str(path))
    assert not Organization.objects.exists()
    return str(refused.value).removeprefix(f"Nothing written. {path}, ")


def test_parents_and_chapters_stand_in_any_order_and_may_share_a_name(table):
    path = table(
        "Causa,state,CAUSA,causa-or.example,Salem,or",
        "Youth of Causa,local,Causa of Oregon,,,OR",
        "Causa of Oregon,State,Causa,,,",
        "Causa,national,,Causa.example,New York,",
    )

    done = import_organizations(path)

    assert done == Outcome(rows=4, added=4, changed=0)
    assert {str(each): each.parent and str(each.parent) for each in Organization.objects.select_related("parent")} == {
        "Causa (New York)": None,
        "Causa (Salem, OR)": "Causa (New York)",
        "Causa of Oregon": "Causa (New York)",
        "Youth of Causa (OR)": "Causa of Oregon",
    }
    oregon = Organization.objects.get(state="OR", name="Causa")
    assert (oregon.scope, oregon.domain, oregon.sort_name) == ("state", "causa-or.example", "causa")


def test_second_run_writes_nothing(table, django_assert_num_queries):
    path = table("Causa,,,causa.example,,", "Causa,,Causa,,,OR")
    import_organizations(path)

    with django_assert_num_queries(3) as queries:
        assert import_organizations(path) == Outcome(rows=2, added=0, changed=0)

    assert {query["sql"].split()[0] for query in queries} == {"SAVEPOINT", "SELECT", "RELEASE"}


def test_what_is_filled_changes_and_what_is_empty_stays(table):
    organization(name="Círculo", state="", city="Boston", domain="old.example", scope="local")

    done = import_organizations(table("CIRCULO,,new.example", header="name,scope,domain"))

    assert done == Outcome(rows=1, added=0, changed=1)
    circle = Organization.objects.get()
    assert (circle.name, circle.scope, circle.city, circle.domain) == ("CIRCULO", "local", "Boston", "new.example")


def test_parent_may_be_in_the_directory_already(table):
    national = organization(name="Causa", state="")

    import_organizations(table("Causa,state,Causa,,,OR"))

    assert Organization.objects.get(state="OR").parent == national


def test_dry_run_says_the_same_and_writes_nothing(table, capsys):
    path = str(table("Causa,,,,,"))

    call_command("import_organizations", path, "--dry-run")

    assert capsys.readouterr().out == "1 rows: 1 added, 0 changed. Dry run: nothing written.\n"
    assert not Organization.objects.exists()


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",,,,,", "row 3: name: This field cannot be blank."),
        ("—,,,,,", "row 3: name: no letter in '—'"),
        ("x,galactic,,,,", "row 3: scope: Value 'galactic' is not a valid choice."),
        ("x,,,,,ZZ", "row 3: state: Value 'ZZ' is not a valid choice."),
        ("x,,,https://x.example/,,", "row 3: domain: Enter a valid domain name."),
        ("x,,,gmail.com,,", "row 3: domain: Anybody can get an address at gmail.com, so it cannot speak for"),
        ("x,,Nobody,,,", "row 3: parent: no organization is called 'Nobody', in this file or in the directory"),
        ("x,,x,,,", "row 3: parent: no organization is called 'x', in this file or in the directory"),
        ("x,,y,,,\ny,,x,,,", "row 3: parent: the parents lead in a circle"),
        ("y,,,,,OR\ny,,,,,NY\nx,,y,,,", "row 5: parent: several organizations are called 'y'"),
        ("x,,", "row 3: 3 cells under 6 columns"),
        (f"{'x' * 256},,,,,", "row 3: name: Ensure this value has at most 255 characters (it has 256)."),
    ],
)
def test_bad_row_is_named_with_its_reason_and_nothing_is_written(table, row, reason):
    path = table("Causa,,,,,", row)

    assert refusal(path).startswith(reason)


def test_among_several_of_one_name_the_parent_is_the_one_without_a_state(table):
    import_organizations(table("Causa,,,,,OR", "Causa,,,,,", "Causa of Salem,local,Causa,,,"))

    assert str(Organization.objects.get(name="Causa of Salem").parent) == "Causa"


def test_tables_that_are_none_are_refused(table, tmp_path):
    assert refusal(table(header="title")) == "row 1: missing column name"
    assert refusal(table(header="name,state,state")) == "row 1: column state stands there twice"
    with pytest.raises(CommandError, match=r"organizations\.csv, row 1: not UTF-8 text"):
        path = tmp_path / "organizations.csv"
        path.write_bytes("name\nJosé".encode("utf-16"))
        call_command("import_organizations", str(path))
