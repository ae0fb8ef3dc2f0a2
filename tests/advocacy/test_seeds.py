"""The demonstration campaign: complete, loaded as people would have done it, and honest about what is invented."""

import io
import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client

from advocacy import seeds
from advocacy.management.commands import demo
from letters.models import Campaign, Delivery, Letter, Outcome
from outbox.models import OutgoingEmail
from signatories.models import Signatory
from signatories.states import Source, State
from tests.advocacy.seed_folders import FOLDER, everything, some

pytestmark = pytest.mark.django_db

SECRETARY = "congress-to-the-secretary"
STAGES = {
    "coalition-report-to-the-president": "delivered",
    SECRETARY: "published",
    "house-letter-to-the-president": "draft",
    "new-york-legislators-to-the-governor": "delivered",
    "petition-to-the-president": "published",
    "senator-serrano-to-ice": "delivered",
}


def written_names(path: Path) -> list[tuple[str, bool]]:
    """The invented names of a seed file with whether each is listed, as the file has them, line by line."""
    rows = re.findall(
        r'^  \{ invented = true.*printed_name = "([^"]+)"(.*)\}', path.read_text(encoding="utf-8"), re.MULTILINE
    )
    return [(name, "listed = false" not in rest) for name, rest in rows]


def test_every_letter_is_loaded_in_its_stage_with_its_words_and_lead() -> None:
    lines = seeds.load(FOLDER)

    assert dict(Letter.objects.values_list("slug", "stage")) == STAGES
    assert lines[1:] == [
        "domains: 5 rows: 5 added, 0 changed.",
        "contacts: 27 added",
        "groups: 1 added",
        *(f"{name}: loaded" for name in ("campaign", *sorted(STAGES))),
        "No user is named colleague: the rows of colleague have no owner.",
        "No user is named staff: the rows of staff have no owner.",
    ]
    for letter in Letter.objects.all():
        assert letter.body
        assert letter.addressees.count() == 1
        assert letter.contact_email.endswith(".example")
        assert letter.versions.count() == (letter.stage != "draft")
    assert Campaign.objects.get().updates.count() == 16
    leads = Signatory.objects.filter(lead_position=1).values_list("letter__slug", "printed_name", "state")
    assert set(leads) == {
        (SECRETARY, "Amalia Ejemplo", State.CONFIRMED),
        ("house-letter-to-the-president", "José E. Serrano", State.HELD),
        ("new-york-legislators-to-the-governor", "José M. Serrano", State.CONFIRMED),
        ("senator-serrano-to-ice", "José M. Serrano", State.CONFIRMED),
    }


def test_delivered_letters_say_how_they_went_and_what_became_of_them() -> None:
    seeds.load(FOLDER)

    delivered = Letter.objects.filter(stage="delivered").values_list("slug", flat=True)
    # The record does not say how.
    assert set(Delivery.objects.values_list("letter__slug", "way")) == {(slug, "") for slug in delivered}
    outcome = Outcome.objects.values_list("letter__slug", "addressee__name", "jurisdiction", "result", "date").get()
    assert outcome == (
        *("new-york-legislators-to-the-governor", "Andrew M. Cuomo", "NY", "partly"),
        date(2011, 6, 1),
    )


def test_the_answer_of_a_file_is_on_the_letters_page(tmp_path: Path, client: Client) -> None:
    folder = some(tmp_path, "new-york-legislators-to-the-governor", "senator-serrano-to-ice")
    path = folder / "senator-serrano-to-ice.md"
    answer = 'answers = [{ addressee = "John Morton", date = 2011-09-01, text = "Thank you.", public = true }]'
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("delivered_at", f'{answer}\ndelivered_how = "post"\ndelivered_at'), encoding="utf-8")

    seeds.load(folder)

    page = client.get("/letters/senator-serrano-to-ice/").text
    assert [words in page for words in ("Thank you.", "By post", "Answer was due by")] == [True, True, False]
    assert "Answer was due by" not in client.get("/letters/new-york-legislators-to-the-governor/").text


def test_two_letters_are_open_and_the_house_letter_waits_for_a_person() -> None:
    seeds.load(FOLDER)

    assert set(Letter.objects.open().values_list("slug", flat=True)) == {SECRETARY, "petition-to-the-president"}
    house = Letter.objects.get(slug="house-letter-to-the-president")
    assert f"{house.closes_at_local:%H:%M %Z}" in ("17:00 EST", "17:00 EDT")
    assert house.dear_colleague.startswith("Dear Colleague:")


def test_loading_twice_changes_nothing() -> None:
    seeds.load(FOLDER)
    before = everything()

    lines = seeds.load(FOLDER)

    assert everything() == before
    assert lines[2:4] == ["contacts: 0 added", "groups: 0 added"]
    assert {line.split(": ", 1)[1] for line in lines[4:]} == {"already there; left as it is"}


def test_loading_again_leaves_what_a_person_changed(few: Path) -> None:
    seeds.load(few)
    Letter.objects.filter(slug="petition-to-the-president").update(title="As an editor mended it")

    seeds.load(few)

    assert Letter.objects.get(slug="petition-to-the-president").title == "As an editor mended it"


def test_only_leads_are_real_and_nobody_is_written_to() -> None:
    seeds.load(FOLDER)

    assert set(Signatory.objects.filter(lead_position=None).values_list("source", flat=True)) == {Source.DEMONSTRATION}
    assert set(Signatory.objects.values_list("email", flat=True)) == {""}
    assert set(Signatory.objects.filter(source=Source.LEAD).values_list("printed_name", flat=True)) == {
        "José E. Serrano",
        "José M. Serrano",
    }
    assert not OutgoingEmail.objects.exists()


@pytest.mark.parametrize("prefix", ["", "/es"])
@pytest.mark.parametrize(
    ("slug", "count"), [("coalition-report-to-the-president", 14), ("new-york-legislators-to-the-governor", 49)]
)
def test_every_invented_name_is_marked_on_the_page(
    client: Client, tmp_path: Path, slug: str, count: int, prefix: str
) -> None:
    names = written_names(FOLDER / f"{slug}.md")
    seeds.load(some(tmp_path, slug))

    for path in (f"{prefix}/letters/{slug}/", f"{prefix}/letters/{slug}/signatories/"):
        items = re.findall(r"<li>(.*?)</li>", client.get(path).text, re.DOTALL)
        marked = {re.sub(r" <span.*", "", item, flags=re.DOTALL) for item in items if '<span class="tag">' in item}
        assert len(names) == count
        assert marked == {name.replace("'", "&#x27;") for name, listed in names if listed}
        assert [name for name, listed in names if not listed and name in "".join(items)] == []


def test_a_crowd_is_invented_person_by_person(client: Client) -> None:
    written = written_names(FOLDER / "petition-to-the-president.md")
    seeds.load(FOLDER)

    page = client.get("/letters/petition-to-the-president/")

    names = Signatory.objects.filter(letter__slug="petition-to-the-president")
    assert page.context["names"].count == names.values("printed_name").distinct().count() == 500
    assert page.text.count('<span class="tag">invented</span>') == 60
    assert [name for name, listed in written if not listed] == ["Nora Nemo", "Consuelo Utopía"]
    assert set(names.filter(listed=False).values_list("printed_name", flat=True)) == {"Nora Nemo", "Consuelo Utopía"}
    assert set(names.values_list("state", "trail__verb", "consents__how")) == {("confirmed", "entered", "staff")}


def test_letters_of_the_record_refer_to_each_other(client: Client) -> None:
    seeds.load(FOLDER)

    page = client.get("/letters/senator-serrano-to-ice/").context["names"].counts
    petition = client.get("/letters/petition-to-the-president/").context["names"].counts

    assert [(one.letter.slug, one.how, one.count) for one in page.related] == [
        ("new-york-legislators-to-the-governor", "earlier", 50)
    ]
    assert (petition.here, petition.there, petition.together) == (500, 14, 514)


def test_a_lead_of_the_record_is_not_marked_as_invented(client: Client, tmp_path: Path) -> None:
    seeds.load(some(tmp_path, "new-york-legislators-to-the-governor", "senator-serrano-to-ice"))

    page = client.get("/letters/senator-serrano-to-ice/").text

    assert ">José M. Serrano</a><small" in page
    assert '<span class="tag">' not in page


@pytest.mark.parametrize("how", ["new", "started before"])
def test_the_demo_starts_with_a_seed_that_is_half_written_and_says_so(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(settings, "BASE_DIR", tmp_path)
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    warnings: list[str] = []
    if how == "started before":
        seeds.load(folder)
    (folder / "next-letter.md").write_text("+++\ntype =", encoding="utf-8")

    password = demo.prepare(warn=warnings.append)

    assert len(warnings) == 1
    assert warnings[0].startswith("Warning: Nothing was loaded. next-letter.md: The file must begin with a line +++,")
    users = get_user_model().objects.filter(is_superuser=True).order_by("pk")
    assert [(user.email, user.check_password(password)) for user in users] == [
        *(("staff@letters.example", True), ("colleague@letters.example", True))
    ]
    assert Letter.objects.count() == (len(STAGES) if how == "started before" else 0)


def test_a_copied_file_is_the_next_letter(tmp_path: Path) -> None:
    folder = some(tmp_path, "house-letter-to-the-president")
    seeds.load(folder)
    text = (folder / "house-letter-to-the-president.md").read_text(encoding="utf-8")
    copy = text.replace('title = "Ask the President', 'title = "Ask the Secretary')
    (folder / "house-letter-to-the-secretary.md").write_text(copy, encoding="utf-8")

    lines = seeds.load(folder)

    made = Letter.objects.get(slug="house-letter-to-the-secretary")
    assert made.title == "Ask the Secretary to end the Secure Communities program"
    assert [line for line in lines if line.endswith(": loaded")] == ["house-letter-to-the-secretary: loaded"]


def test_the_command_says_what_it_loaded_and_what_it_refused(folder: Path) -> None:
    (folder / "petition-to-the-president.md").write_text("no front matter", encoding="utf-8")

    with pytest.raises(CommandError, match=r"^Nothing was loaded\. petition-to-the-president\.md: "):
        call_command("load_seeds", folder)
    with pytest.raises(CommandError, match="is not a folder"):
        call_command("load_seeds", folder / "nowhere")
    out = io.StringIO()
    call_command("load_seeds", stdout=out)

    assert "house-letter-to-the-president: loaded\n" in out.getvalue()
