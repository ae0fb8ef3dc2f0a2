"""“Add a list” in the admin: brought, read, decided row by row, put on the letter."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from letters.states import LetterType
from outbox.models import OutgoingEmail
from signatories import imports
from signatories.imports import reading
from signatories.models import ListRow, NameList, Signatory
from signatories.states import Kind
from tests.factories import signatories
from tests.factories.letters import published_letter

from .desk import staffer, told

pytestmark = pytest.mark.django_db
ADD = "/admin/signatories/namelist/add/"


def page_of(names, page="change", *more):
    return reverse(f"admin:signatories_namelist_{page}", args=[names.pk, *more])


def bring(client, letter, text="", file=None, **typed):
    """Send the form of a new list, and follow it to the preview."""
    data = {"kind": Kind.LEGISLATOR, "text": text, "received_at_0": "", "received_at_1": ""} | typed
    if file is not None:
        data["file"] = SimpleUploadedFile("list.csv", file)
    return client.post(f"{ADD}?letter={letter.pk}", data, follow=True)


@pytest.fixture
def letter():
    made = published_letter(chamber="lower", title="End it")
    signatories.seat(made, first="Zoe", last="Lofgren", state="CA", email="zoe@mail.house.gov")
    for state in ("AL", "MI"):
        signatories.seat(made, first="Mike", last="Rogers", state=state, party="Republican", district="3")
    return made


def test_pasted_names_are_shown_with_verdicts_decided_and_put_on(admin_client, letter):
    page = bring(admin_client, letter, "Rep. Zoe Lofgren\nRep. Mike Rogers\nNo Body")
    names = NameList.objects.get()
    shown = page.content.decode()
    assert page.redirect_chain == [(page_of(names), 302)]
    assert "<strong>2 rows</strong> wait for your decision" in shown
    assert "names on the letter" not in shown  # no button yet

    rogers = admin_client.get(page_of(names, "row", 2))
    assert [str(term) for term in rogers.context["candidates"]] == ["Rogers, Mike (R-AL-3)", "Rogers, Mike (R-MI-3)"]
    michigan = rogers.context["candidates"][1]
    after = admin_client.post(page_of(names, "row", 2), {"choose": "1", "candidate": michigan.pk})
    assert after.url == page_of(names, "row", 3)
    assert admin_client.post(after.url, {"leave_out": "1"}).url == page_of(names)
    done = admin_client.post(page_of(names, "import"), {"tell": "on"}, follow=True)

    assert told(done) == ["2 names were put on the letter."]
    assert list(Signatory.objects.order_by("pk").values_list("us_state", flat=True)) == ["CA", "MI"]
    assert list(OutgoingEmail.objects.values_list("to", flat=True)) == ["zoe@mail.house.gov"]


def test_the_signatory_shows_the_row_it_came_from(admin_client, letter):
    bring(admin_client, letter, "Hon. Zoe Lofgren")
    admin_client.post(page_of(NameList.objects.get(), "import"))

    page = admin_client.get(reverse("admin:signatories_signatory_change", args=[Signatory.objects.get().pk]))

    assert (
        f'<a href="{page_of(NameList.objects.get())}">Pasted text</a>, row 1: Hon. Zoe Lofgren'
        in page.content.decode()
    )


def test_pressing_the_button_twice_says_so_and_imports_once(admin_client, letter):
    bring(admin_client, letter, "Zoe Lofgren")
    address = page_of(NameList.objects.get(), "import")

    pages = [admin_client.post(address, follow=True) for _ in range(2)]

    assert [told(page) for page in pages] == [
        ["1 name was put on the letter."],
        ["The names of this list are on the letter already. Nothing was done twice."],
    ]
    assert Signatory.objects.count() == 1


def test_a_long_list_is_read_while_one_looks(admin_client, monkeypatch):
    monkeypatch.setattr(reading, "SLICE", 2)
    monkeypatch.setattr(reading, "SECONDS", 0)
    letter = published_letter(type=LetterType.PETITION)
    names = imports.add_file(letter, "individual", b"name\nAna\nRosa\nZoe\n", file_name="people.csv")

    pages = [admin_client.get(page_of(names)) for _ in range(2)]

    assert "<strong>2</strong> of 3 rows are read." in pages[0].content.decode()
    assert 'http-equiv="refresh"' in pages[0].content.decode()
    assert 'http-equiv="refresh"' not in pages[1].content.decode()
    assert pages[1].context["put_on"] == 3


def test_a_file_without_known_headings_asks_what_its_columns_say(admin_client):
    letter = published_letter(type=LetterType.PETITION)

    page = bring(admin_client, letter, file=b"Ana,10001\nRosa,10002\n", kind=Kind.INDIVIDUAL)
    names = NameList.objects.get()
    assert page.redirect_chain[-1][0] == page_of(names, "columns")
    wrong = admin_client.post(page_of(names, "columns"), {"column_0": "", "column_1": "zip"})
    admin_client.post(page_of(names, "columns"), {"column_0": "name", "column_1": "zip"}, follow=True)

    assert wrong.context["form"].non_field_errors() == ["Say which column is the name."]
    assert list(ListRow.objects.order_by("number").values_list("raw", "verdict")) == [
        ("Ana · 10001", "new"),
        ("Rosa · 10002", "new"),
    ]


def test_rows_of_one_verdict_are_decided_together(admin_client, letter):
    bring(admin_client, letter, "Nobody One\nNobody Two\nZoe Lofgren")
    names = NameList.objects.get()

    page = admin_client.post(page_of(names, "rows"), {"verdict": "unknown", "leave_out": "1"}, follow=True)

    assert told(page) == ["2 rows were decided."]
    assert (page.context["undecided"], page.context["put_on"]) == (0, 1)


def test_a_row_is_corrected_and_read_again(admin_client, letter):
    bring(admin_client, letter, "Zoe Lofgern Smith")
    names = NameList.objects.get()

    admin_client.post(page_of(names, "row", 1), {"correct": "1", "name": "Zoe Lofgren"})

    assert list(ListRow.objects.values_list("raw", "verdict", "choice")) == [("Zoe Lofgern Smith", "new", "put_on")]


def test_a_member_whom_the_reading_did_not_find_is_typed(admin_client, letter):
    bring(admin_client, letter, "The gentlewoman from San José")
    row = page_of(NameList.objects.get(), "row", 1)

    vague = admin_client.post(row, {"pick": "1", "term": "rogers"})
    assert "Whom do you mean" in vague.context["another"].errors["term"][0]
    admin_client.post(row, {"pick": "1", "term": "lofgren"})

    assert ListRow.objects.get(choice="put_on").term.legislator.last == "Lofgren"


def test_the_chamber_is_chosen_and_what_was_corrected_is_shown(admin_client, letter):
    bring(admin_client, letter, file=b"name,chamber\nZoe Lofgren,Senate\n")
    names = NameList.objects.get()
    row = admin_client.get(page_of(names, "row", 2))
    assert row.context["form"]["chamber"].initial == "upper"

    admin_client.post(page_of(names, "row", 2), {"correct": "1", "name": "Zoe Lofgren", "chamber": "lower"})

    shown = admin_client.get(f"{page_of(names)}?all").content.decode()
    assert "<small>corrected · Chamber: House or Assembly</small>" in shown
    assert " Zoe Lofgren<small>Lofgren, Zoe (D-CA-" in shown


def test_how_many_will_be_named_is_said_before_and_one_tick_names_all(admin_client):
    letter = published_letter(type=LetterType.PETITION)
    bring(admin_client, letter, file=b"name,email\nAna,a@example.org\n", kind=Kind.INDIVIDUAL)
    names = NameList.objects.get()

    page = admin_client.get(page_of(names)).content.decode()
    admin_client.post(page_of(names, "import"), {"all_listed": "on"})

    assert "<strong>1</strong> counted, <strong>0</strong> of them named." in page
    assert "No column says that names may be shown." in page
    assert Signatory.objects.get().listed


def test_unreadable_rows_are_left_out_together_and_a_list_is_discarded(admin_client):
    letter = published_letter(type=LetterType.PETITION)
    page = bring(admin_client, letter, file=b"name,email\n1,a@example.org\n2,@\n", kind=Kind.INDIVIDUAL)
    names = NameList.objects.get()
    assert "Leave out all unreadable (2)" in page.content.decode()

    page = admin_client.post(page_of(names, "discard"), follow=True)

    assert told(page) == ["The list “list.csv” was discarded. None of its names is on the letter."]
    assert (NameList.objects.count(), ListRow.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({}, "__all__", "Choose a file or paste the names, one of the two."),
        ({"text": "Ana", "file": b"name\nAna"}, "__all__", "Choose a file or paste the names, one of the two."),
        (
            {"file": b"name\nJos\xe9"},
            "file",
            "Row 2 cannot be used: it is not UTF-8 text; save the file as “CSV UTF-8”.",
        ),
        ({"text": "Ana", "received_at_0": "2050-01-01", "received_at_1": "10:00"}, "received_at", "did not take"),
        ({"text": "Ana", "kind": Kind.INDIVIDUAL}, "kind", "Select a valid choice"),
    ],
)
def test_what_cannot_be_used_is_said_at_its_field_and_nothing_is_stored(admin_client, letter, given, field, said):
    page = bring(admin_client, letter, **given)

    assert page.status_code == 422
    assert [said in error for error in page.context["form"].errors[field]] == [True]
    assert NameList.objects.count() == 0


def test_hostile_cells_stay_text(admin_client):
    letter = published_letter(type=LetterType.PETITION)

    page = bring(admin_client, letter, file=b"name\n<script>alert(1)</script>\n", kind=Kind.INDIVIDUAL)
    everything = admin_client.get(f"{page_of(NameList.objects.get())}?all")

    assert "<script>alert(1)" not in page.content.decode() + everything.content.decode()
    assert "&lt;script&gt;alert(1)" in everything.content.decode()


def test_only_who_may_enter_names_may_bring_or_see_a_list(letter):
    names = imports.add_text(letter, Kind.LEGISLATOR, "Zoe Lofgren")
    looker = staffer("view_signatory", "change_signatory", "view_namelist", "add_namelist")
    enterer = staffer("add_signatory", "view_signatory")
    pages = [ADD, page_of(names), page_of(names, "columns"), page_of(names, "row", 1)]
    posts = [page_of(names, page) for page in ("rows", "import", "discard")]

    assert {looker.get(page).status_code for page in pages} | {looker.post(post).status_code for post in posts} == {
        403
    }
    assert {enterer.get(page).status_code for page in pages} == {200}
    assert {enterer.get(post).status_code for post in posts} == {405}
    assert Signatory.objects.count() == 0


def test_the_preview_asks_the_database_as_often_for_many_rows_as_for_one(
    admin_client, letter, django_assert_max_num_queries
):
    names = imports.add_text(letter, Kind.LEGISLATOR, "\n".join(["Zoe Lofgren", *["No Body"] * 60]))
    imports.read_all(names)

    with django_assert_max_num_queries(16):
        page = admin_client.get(f"{page_of(names)}?all")

    assert len(page.context["page"]) == 61
