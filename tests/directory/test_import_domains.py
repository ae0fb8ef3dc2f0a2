import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from directory.imports import Outcome, import_domains
from directory.models import MailDomain
from directory.states import is_free_mail

from .test_real_files import DATA

pytestmark = pytest.mark.django_db

TABLE = DATA / "legislature-domains.csv"
HEADER = "jurisdiction,chamber,domain,kind,source\n"


@pytest.fixture
def table(tmp_path):
    def write(*rows: str):
        path = tmp_path / "domains.csv"
        path.write_text(HEADER + "\n".join(rows), encoding="utf-8")
        return path

    return write


def stored() -> set[tuple[str, ...]]:
    return set(MailDomain.objects.values_list("jurisdiction", "chamber", "domain", "kind"))


def test_domains_come_with_our_words_for_chambers_and_kinds(table):
    done = import_domains(
        table(
            "US,house,mail.house.gov,legislature,seed",
            "US,senate,*.Senate.gov,legislature,",
            "co,upper,senate.co.com,typo,",
            "MN,upper,mnsenate.lmhostediq.com,other_org,",
            "AL,,(free-mail providers),freemail,",
            "DE,,delaware.gov,shared_government,",
        )
    )

    assert done == Outcome(rows=6, added=5, changed=0, left_out=1)
    assert stored() == {
        ("US", "lower", "mail.house.gov", "legislature"),
        ("US", "upper", "*.senate.gov", "legislature"),
        ("CO", "upper", "senate.co.com", "other"),
        ("MN", "upper", "mnsenate.lmhostediq.com", "other"),
        ("DE", "", "delaware.gov", "shared_government"),
    }


def test_evidence_changes_and_a_second_run_writes_nothing(table, django_assert_num_queries, capsys):
    import_domains(table("NY,upper,nysenate.gov,party_caucus,"))
    path = table("NY,upper,nysenate.gov,legislature,", "NY,lower,nysenate.gov,other,")

    call_command("import_domains", str(path), "--dry-run")
    assert import_domains(path) == Outcome(rows=2, added=1, changed=1)

    assert capsys.readouterr().out == "2 rows: 1 added, 1 changed. Dry run: nothing written.\n"
    assert ("NY", "upper", "nysenate.gov", "legislature") in stored()
    with django_assert_num_queries(3):
        assert import_domains(path) == Outcome(rows=2, added=0, changed=0)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("ZZ,upper,x.gov,legislature,", "jurisdiction: Value 'ZZ' is not a valid choice."),
        ("NY,lords,x.gov,legislature,", "chamber: Value 'lords' is not a valid choice."),
        ("NY,upper,x.gov,splendid,", "kind: Value 'splendid' is not a valid choice."),
        ("NY,upper,ana@x.gov,legislature,", "domain: Write a domain such as nysenate.gov, or *.senate.gov for one"),
        ("NY,upper,*.gov,legislature,", "domain: Write a domain such as nysenate.gov, or *.senate.gov for one"),
        ("NY,upper,,legislature,", "domain: This field cannot be blank."),
        ("NY,upper,yahoo.com,legislature,", "kind: Anybody can get an address at this domain: it is evidence of noth"),
    ],
)
def test_bad_row_is_named_with_its_reason_and_nothing_is_written(table, row, reason):
    path = table("NY,upper,nysenate.gov,legislature,", row)

    with pytest.raises(CommandError) as refusal:
        call_command("import_domains", str(path))

    assert str(refusal.value).startswith(f"Nothing written. {path}, row 3: {reason}")
    assert not MailDomain.objects.exists()


@pytest.mark.skipif(not TABLE.exists(), reason="needs ../shared/data")
def test_real_table_is_imported_as_it_is():
    done = import_domains(TABLE)

    assert done.rows == 183
    assert (done.added + done.left_out, done.changed) == (183, 0)
    assert {each.domain for each in MailDomain.objects.covering("serrano.senate.gov")} == {"*.senate.gov"}
    assert import_domains(TABLE) == Outcome(rows=183, added=0, changed=0, left_out=done.left_out)


@pytest.mark.parametrize(
    ("domain", "free"),
    [
        ("gmail.com", True),
        ("GMAIL.com", True),
        ("groups.gmail.com", True),
        ("yahoo.co.uk", True),
        ("hotmail.fr", True),
        ("outlook.com", True),
        ("notgmail.com", False),
        ("aclu.org", False),
        ("yahoo.workers.example.org", False),
        ("live.org", False),
        ("com", False),
        ("", False),
    ],
)
def test_free_mail_is_told_from_the_rest(domain, free):
    assert is_free_mail(domain) is free


def test_free_mail_may_be_listed_as_evidence_of_nothing():
    MailDomain(domain="gmail.com", jurisdiction="AL", kind="other").full_clean()
    with pytest.raises(ValidationError):
        MailDomain(domain="*.gmail.com", jurisdiction="AL", kind="legislature").full_clean()
