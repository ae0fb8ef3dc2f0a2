"""A list of names from its rows to the letter: what is made of each row, what staff decide, all or nothing."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import F

from directory.models import Organization
from letters.clock import database_now
from letters.models import Letter
from letters.states import LetterType
from outbox.models import OutgoingEmail
from signatories import imports, sheets, workflow
from signatories.models import Consent, ListRow, NameList, Signatory, TrailEntry
from signatories.states import Choice, How, Kind, Source, State, Verb, Verdict
from signatories.workflow import importing
from tests.factories import directory, signatories
from tests.factories.letters import published_letter

pytestmark = pytest.mark.django_db


def petition():
    return published_letter(type=LetterType.PETITION)


def people(letter, text):
    """Store and read a CSV of people."""
    names = imports.add_file(letter, Kind.INDIVIDUAL, text.encode(), file_name="people.csv")
    imports.read_all(names)
    return names


def members(letter, text):
    names = imports.add_text(letter, Kind.LEGISLATOR, text)
    imports.read_all(names)
    return names


def verdicts(names):
    return list(names.rows.order_by("number").values_list("verdict", flat=True))


def whys(names):
    return list(names.rows.order_by("number").values_list("why", flat=True))


# Reading


def test_rows_of_a_petition_are_told_apart():
    letter = petition()
    signatories.confirmed(letter, email="on@example.org")

    names = people(
        letter,
        "name,email,state,zip,show_publicly\n"
        "Ana Ruiz,ana@example.org,NY,10001,yes\n"
        "Ana Ruiz,ANA@example.org,NY,10001,yes\n"
        "Ana Ruiz,ana.ruiz@example.org,NY,10001,no\n"
        "Ana Ruiz,another@example.org,NY,10002,no\n"
        "Rosa,rosa+petition@example.org,,,no\n"
        "On Already,on@example.org,,,yes\n"
        "Bad Address,bad@@example.org,,,yes\n"
        "No Address,,,,yes\n"
        '"=HYPERLINK(""http://example.org"",""x"")",h@example.org,,,yes\n'
        "-,dash@example.org,,,yes\n",
    )

    assert verdicts(names) == [
        *(Verdict.NEW, Verdict.TWICE, Verdict.PERHAPS_TWICE, Verdict.NEW, Verdict.NEW, Verdict.ALREADY_ON),
        *(Verdict.UNREADABLE,) * 4,
    ]
    assert whys(names)[1:3] == ["The same as row 2.", "Same name and place as row 2, though something else differs."]
    assert [why.split(":")[0] for why in whys(names)[6:]] == ["E-mail", "No e-mail address.", "Name", "Name"]


def test_a_tag_behind_the_plus_is_seen_through():
    names = people(petition(), "name,email\nAna Ruiz,ana@example.org\nA. Ruiz,ana+2@example.org\n")

    assert verdicts(names) == [Verdict.NEW, Verdict.PERHAPS_TWICE]


def test_hostile_names_are_cleaned_as_in_the_form():
    names = people(petition(), "name,email\nTroy \u202eenryB<script>alert(1)</script>\u200b,t@example.org\n")

    workflow.import_list(names, by=None, tell=False)

    assert Signatory.objects.get().printed_name == "Troy enryB<script>alert(1)</script>"


def test_members_are_matched_and_what_is_not_sure_waits():
    letter = published_letter(chamber="lower")
    for first, last, state in (("Zoe", "Lofgren", "CA"), ("Mike", "Rogers", "AL"), ("Mike", "Rogers", "MI")):
        signatories.seat(letter, first=first, last=last, state=state, party="Democrat")

    names = members(letter, "Members of Congress\nZoe Lofgren (D-CA)\nRep. Lofgren\nMike Rogers\nNo Body")

    assert verdicts(names) == [
        *(Verdict.NO_NAME, Verdict.NEW, Verdict.TWICE, Verdict.AMBIGUOUS, Verdict.UNKNOWN),
    ]
    assert [len(row.candidates) for row in names.rows.order_by("number")] == [0, 1, 1, 2, 0]
    assert names.rows.undecided().count() == 2


def test_columns_are_guessed_in_two_languages_and_can_be_said():
    letter = petition()
    spanish = imports.add_file(
        letter, "individual", "Nombre;Correo electrónico\nAna;a@example.org".encode(), file_name="l"
    )
    said = imports.add_file(
        letter, "individual", b"Who,Where\nAna,Rome\n", file_name="l.csv", columns={"Who": "name", "Where": "city"}
    )

    assert (spanish.columns, said.columns) == (["name", "email"], ["name", "city"])
    with pytest.raises(sheets.Unreadable, match="no column “Whom”"):
        imports.add_file(letter, "individual", b"Who\nAna\n", file_name="l.csv", columns={"Whom": "name"})


def test_what_the_columns_say_can_be_corrected():
    names = people(petition(), "name,company\nAna Ruiz,Acme\n")

    imports.map_columns(names, ["", "name"])
    imports.read_all(names)
    workflow.import_list(names, by=None, tell=False)

    assert Signatory.objects.get().printed_name == "Acme"


@pytest.mark.parametrize(
    ("written", "verdict"),
    [
        ("2026-01-05T09:02:23Z", Verdict.NEW),
        ("2026-01-05 09:02", Verdict.NEW),
        ("2026-01-01", Verdict.NEW),  # the day the letter opened, at noon
        ("", Verdict.NEW),
        ("2025-12-31", Verdict.UNREADABLE),
        ("2050-01-01", Verdict.UNREADABLE),
        ("2026-03-08 02:30", Verdict.UNREADABLE),  # the clock skips it
        ("yesterday", Verdict.UNREADABLE),
    ],
)
def test_each_row_may_say_when_it_was_received(written, verdict):
    opened = datetime(2026, 1, 1, 17, tzinfo=UTC)
    letter = published_letter(type=LetterType.PETITION)
    Letter.objects.filter(pk=letter.pk).update(opens_at=opened, closes_at=datetime(2040, 1, 1, tzinfo=UTC))

    names = people(letter, f"name,signed_at\nAna Ruiz,{written}\n")

    assert verdicts(names) == [verdict]


# Deciding


def test_an_ambiguous_row_is_decided_by_choosing_one_of_its_candidates():
    letter = published_letter(chamber="lower")
    alabama, michigan = (signatories.seat(letter, first="Mike", last="Rogers", state=state) for state in ("AL", "MI"))
    names = members(letter, "Mike Rogers\nRep. Mike Rogers")
    first, second = names.rows.order_by("number")

    imports.choose(names, first, michigan.pk)

    with pytest.raises(imports.CannotDecide, match="Row 1 is the same name"):
        imports.choose(names, second, michigan.pk)
    with pytest.raises(imports.CannotDecide, match="one of the names shown"):
        imports.choose(names, second, signatories.seat(letter).pk)
    imports.choose(names, second, alabama.pk)
    workflow.import_list(names, by=None, tell=False)
    assert set(Signatory.objects.values_list("legislator", flat=True)) == {
        alabama.legislator_id,
        michigan.legislator_id,
    }


def test_leaving_out_the_first_lets_its_repetition_come_forward():
    names = people(petition(), "name,email\nWrong Name,ana@example.org\nAna Ruiz,ana@example.org\n")

    imports.leave_out(names, names.rows.get(number=2))
    imports.read_all(names)

    assert list(names.rows.order_by("number").values_list("choice", flat=True)) == [Choice.LEAVE_OUT, Choice.PUT_ON]


def test_a_row_is_read_again_as_it_was_corrected():
    names = people(petition(), "name,email\nAna Ruiz,ana@@example.org\n")
    row = names.rows.get()

    imports.correct(names, row, {"email": "ana@example.org"})

    assert (row.verdict, row.choice, row.cells) == (Verdict.NEW, Choice.PUT_ON, ["Ana Ruiz", "ana@@example.org"])


def test_choosing_who_is_on_the_letter_already_leaves_the_row_out_as_that():
    letter = published_letter(chamber="lower")
    alabama, michigan = (signatories.seat(letter, first="Mike", last="Rogers", state=state) for state in ("AL", "MI"))
    names = members(letter, "Mike Rogers")
    workflow.import_list(members(letter, "Rep. Mike Rogers (AL)"), by=None, tell=False)
    row = names.rows.get()

    assert [(each, each.is_on) for each in imports.candidates(names, row)] == [(alabama, True), (michigan, False)]
    imports.choose(names, row, alabama.pk)
    assert (row.verdict, row.choice) == (Verdict.ALREADY_ON, Choice.LEAVE_OUT)
    imports.choose(names, row, michigan.pk)
    assert (row.verdict, row.choice) == (Verdict.NEW, Choice.PUT_ON)


def test_a_name_without_a_letter_is_unreadable():
    names = people(petition(), "name,email\n12345,a@example.org\n李,b@example.org\n")

    assert verdicts(names) == [Verdict.UNREADABLE, Verdict.NEW]


def test_a_row_has_the_number_that_a_spreadsheet_or_an_editor_shows():
    letter = published_letter(chamber="lower")
    signatories.seat(letter, last="Lofgren")
    file = people(petition(), 'name,city\n\n"Ana Ruiz","Troy,\nNY"\nRosa Lind,Troy\n')
    text = members(letter, "Members\n\nReps. Lofgren, Chu and Rogers\nNo Body")

    assert list(file.rows.values_list("number", flat=True)) == [3, 4]
    assert list(text.rows.values_list("number", flat=True)) == [1, 3, 4, 5, 6]


def test_a_discarded_list_is_gone_with_its_rows_but_not_once_it_is_on_the_letter():
    letter = petition()
    done, names = (people(letter, f"name,email\nAna Ruiz,{who}@example.org\n") for who in "ab")
    workflow.import_list(done, by=None, tell=False)

    imports.discard(names)

    with pytest.raises(imports.CannotDecide, match="on the letter already"):
        imports.discard(done)
    assert list(ListRow.objects.values_list("names", flat=True)) == [done.pk]


def test_only_likely_rows_can_be_accepted_all_at_once():
    letter = published_letter(chamber="lower")
    signatories.seat(letter, last="Lofgren")
    names = members(letter, "Rep. Lofgren\nNo Body")

    assert imports.accept_all(names, Verdict.LIKELY) == 1
    with pytest.raises(imports.CannotDecide):
        imports.accept_all(names, Verdict.UNKNOWN)


# Putting on


def test_a_list_is_put_on_with_consent_trail_and_provenance(django_user_model):
    letter = published_letter(chamber="lower")
    terms = [signatories.seat(letter, first="Zoe", last="Lofgren", email="office@mail.house.gov")]
    terms.append(signatories.seat(letter, first="Judy", last="Chu"))
    staff = django_user_model.objects.create_user("ana")
    names = members(letter, "Zoe Lofgren\nJudy Chu")

    done = workflow.import_list(names, by=staff, tell=True)

    made = list(Signatory.objects.order_by("pk"))
    assert done == 2
    assert {(each.state, each.source, each.listed) for each in made} == {(State.CONFIRMED, Source.IMPORT, True)}
    assert [each.legislator for each in made] == [term.legislator for term in terms]
    assert [each.list_row.raw for each in made] == ["Zoe Lofgren", "Judy Chu"]
    assert list(Consent.objects.values_list("how", flat=True)) == [How.STAFF] * 2
    trail = TrailEntry.objects.filter(signatory__isnull=False).values_list("verb", "by", "reason")
    assert set(trail) == {(Verb.ENTERED, staff.pk, f"List “Pasted text”, row {number}.") for number in (1, 2)}
    assert list(OutgoingEmail.objects.values_list("to", flat=True)) == ["office@mail.house.gov"]


def test_people_of_a_petition_are_printed_only_where_they_said_so_and_nobody_is_mailed():
    names = people(petition(), "name,email,show_publicly\nAna Ruiz,a@example.org,yes\nRosa Lind,r@example.org,no\n")

    workflow.import_list(names, by=None, tell=False)

    assert list(Signatory.objects.order_by("pk").values_list("listed", flat=True)) == [True, False]
    assert OutgoingEmail.objects.count() == 0


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("name,email\nAna,a@example.org\nRosa,r@example.org\n", 2),
        ("name,email,public\nAna,a@example.org,yes\nRosa,r@example.org,no\n", 1),  # what each said goes before
    ],
)
def test_staff_may_say_for_the_whole_list_that_its_names_may_be_shown(text, named):
    names = people(petition(), text)
    assert imports.named(names) == named % 2

    workflow.import_list(names, by=None, tell=False, all_listed=True)

    assert Signatory.objects.filter(listed=True).count() == named
    said = TrailEntry.objects.filter(reason__endswith=" The people said that their names may be shown.")
    assert said.count() == (2 if named == 2 else 0)


def test_organizations_are_found_or_added_to_the_directory():
    letter = published_letter(type=LetterType.COALITION)
    known = directory.organization(name="Immigrant Defense Project (IDP)", state="")
    text = (
        "NATIONAL ORGANIZATIONS\n• Immigrant Defense Project*\n- New Voices Fund;\nNew Voices Fund (NVF)\n"
        "\nTEXAS\nNew Voices Fund\n\nINDIVIDUALS\nRay Sarlo, former judge\n"
    )
    names = imports.add_text(letter, Kind.ORGANIZATION, text)
    imports.read_all(names)
    assert verdicts(names) == [
        *(Verdict.NO_NAME, Verdict.NEW, Verdict.NEW, Verdict.PERHAPS_TWICE),
        *(Verdict.NO_NAME, Verdict.NEW, Verdict.NO_NAME, Verdict.NO_NAME),
    ]
    imports.leave_all_out(names, names.rows.undecided())

    workflow.import_list(names, by=None, tell=True)

    made = [(each.printed_name, each.scope, each.us_state) for each in Signatory.objects.order_by("pk")]
    assert made == [
        (known.name, "national", ""),
        ("New Voices Fund", "national", ""),
        ("New Voices Fund", "state", "TX"),
    ]
    assert Organization.objects.count() == 3


def test_officeholders_are_printed_with_title_and_place():
    letter = published_letter(type=LetterType.OFFICEHOLDERS)
    names = imports.add_text(
        letter, Kind.OFFICEHOLDER, "Winnie Malone, Mayor, City of Troy\nWinnie Malone, Mayor, City of Troy"
    )
    imports.read_all(names)

    workflow.import_list(names, by=None, tell=False)

    made = Signatory.objects.get()
    assert (made.printed_name, made.title, made.affiliation) == ("Winnie Malone", "Mayor", "City of Troy")
    assert verdicts(names) == [Verdict.NEW, Verdict.TWICE]


def test_an_undecided_row_stops_the_import_with_a_count():
    names = people(petition(), "name,email\nAna Ruiz,a@example.org\nRosa Lind,@\n")

    with pytest.raises(workflow.Refused, match=r"1 row is not decided yet\. Nothing was imported\."):
        workflow.import_list(names, by=None, tell=False)

    names.refresh_from_db()
    assert (Signatory.objects.count(), names.imported_at) == (0, None)


def test_one_name_that_was_confirmed_meanwhile_undoes_everything_and_is_named(monkeypatch):
    monkeypatch.setattr(importing, "AT_ONCE", 2)
    letter = petition()
    rows = "".join(f"Person {number},p{number}@example.org\n" for number in range(1, 6))
    names = people(letter, f"name,email\n{rows}")
    signatories.confirmed(letter, email="p4@example.org")

    with pytest.raises(workflow.Refused, match=r"Row 5 \(Person 4 .*Nothing was imported"):
        workflow.import_list(names, by=None, tell=False)

    names.refresh_from_db()
    assert (Signatory.objects.count(), Consent.objects.count(), names.imported_at) == (1, 1, None)


def test_pressing_twice_imports_once():
    names = people(petition(), "name,email\nAna Ruiz,a@example.org\n")
    workflow.import_list(names, by=None, tell=False)

    with pytest.raises(workflow.AlreadyImported):
        workflow.import_list(NameList.objects.get(), by=None, tell=False)
    with pytest.raises(imports.CannotDecide):
        imports.leave_out(NameList.objects.get(), ListRow.objects.get())

    assert Signatory.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_pressing_twice_at_the_same_moment_imports_once():
    names = people(petition(), "name,email\nAna Ruiz,a@example.org\n")
    start, said = threading.Barrier(2), []

    def press():
        start.wait()
        try:
            said.append(workflow.import_list(NameList.objects.get(pk=names.pk), by=None, tell=False))
        except workflow.AlreadyImported:
            said.append("already")
        finally:
            connection.close()

    pressing = [threading.Thread(target=press) for _ in range(2)]
    for thread in pressing:
        thread.start()
    for thread in pressing:
        thread.join()

    assert (sorted(map(str, said)), Signatory.objects.count()) == (["1", "already"], 1)


def test_a_letter_that_closed_takes_what_was_received_in_time_and_nothing_else():
    letter = petition()
    Letter.objects.update(opens_at=F("opens_at") - timedelta(days=9), closes_at=database_now() - timedelta(hours=1))
    late = people(letter, "name,email\nAna Ruiz,a@example.org\n")
    in_time = people(
        letter, f"name,email,received\nRosa Lind,r@example.org,{database_now() - timedelta(days=2):%Y-%m-%d}\n"
    )

    with pytest.raises(workflow.Refused, match="Say when that was"):
        workflow.import_list(late, by=None, tell=False)

    assert workflow.import_list(in_time, by=None, tell=False) == 1
