"""The demonstration campaign: complete, loaded as people would have done it, and honest about what is invented."""

import io
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from advocacy import seeds
from letters.models import Campaign, Letter
from outbox.models import OutgoingEmail
from signatories.models import Signatory
from signatories.states import Source, State

pytestmark = pytest.mark.django_db

FOLDER = settings.BASE_DIR / "seeds"
STAGES = {
    "house-letter-to-the-president": "draft",
    "new-york-legislators-to-the-governor": "delivered",
    "petition-to-the-president": "published",
    "senator-serrano-to-ice": "delivered",
}


def everything() -> dict[str, Any]:
    models = [
        model
        for label in ("directory", "letters", "signatories", "outbox")
        for model in apps.get_app_config(label).get_models()
    ]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def written_names(path: Path) -> list[tuple[str, bool]]:
    """The invented names of a seed file with whether each is listed, as the file has them, line by line."""
    rows = re.findall(
        r'^  \{ invented = true.*printed_name = "([^"]+)"(.*)\}', path.read_text(encoding="utf-8"), re.MULTILINE
    )
    return [(name, "listed = false" not in rest) for name, rest in rows]


def test_every_letter_is_loaded_in_its_stage_with_its_words_and_lead() -> None:
    lines = seeds.load(FOLDER)

    assert dict(Letter.objects.values_list("slug", "stage")) == STAGES
    assert lines[1:] == [f"{name}: loaded" for name in ("campaign", *sorted(STAGES))]
    for letter in Letter.objects.all():
        assert letter.body
        assert letter.addressees.count() == 1
        assert letter.contact_email.endswith(".example")
        assert letter.versions.count() == (letter.stage != "draft")
    assert Campaign.objects.get().updates.count() == 9
    leads = Signatory.objects.filter(lead_position=1).values_list("letter__slug", "printed_name", "state")
    assert set(leads) == {
        ("house-letter-to-the-president", "José E. Serrano", State.HELD),
        ("new-york-legislators-to-the-governor", "José M. Serrano", State.CONFIRMED),
        ("senator-serrano-to-ice", "José M. Serrano", State.CONFIRMED),
    }


def test_the_petition_is_open_and_the_house_letter_waits_for_a_person() -> None:
    seeds.load(FOLDER)

    assert list(Letter.objects.open().values_list("slug", flat=True)) == ["petition-to-the-president"]
    house = Letter.objects.get(slug="house-letter-to-the-president")
    assert f"{house.closes_at_local:%H:%M %Z}" in ("17:00 EST", "17:00 EDT")
    assert house.dear_colleague.startswith("Dear Colleague:")


def test_loading_twice_changes_nothing() -> None:
    seeds.load(FOLDER)
    before = everything()

    lines = seeds.load(FOLDER)

    assert everything() == before
    assert {line.split(": ", 1)[1] for line in lines[1:]} == {"already there"}


def test_loading_again_leaves_what_a_person_changed() -> None:
    seeds.load(FOLDER)
    Letter.objects.filter(slug="petition-to-the-president").update(title="As an editor mended it")

    seeds.load(FOLDER)

    assert Letter.objects.get(slug="petition-to-the-president").title == "As an editor mended it"


def test_only_leads_are_real_and_nobody_is_written_to() -> None:
    seeds.load(FOLDER)

    assert set(Signatory.objects.filter(lead_position=None).values_list("source", flat=True)) == {Source.DEMONSTRATION}
    assert set(Signatory.objects.values_list("email", flat=True)) == {""}
    assert not OutgoingEmail.objects.exists()


@pytest.mark.parametrize("prefix", ["", "/es"])
@pytest.mark.parametrize(
    ("slug", "count"), [("petition-to-the-president", 30), ("new-york-legislators-to-the-governor", 14)]
)
def test_every_invented_name_is_marked_on_the_page(client: Client, slug: str, count: int, prefix: str) -> None:
    names = written_names(FOLDER / f"{slug}.md")
    seeds.load(FOLDER)

    for path in (f"{prefix}/letters/{slug}/", f"{prefix}/letters/{slug}/signatories/"):
        items = re.findall(r"<li>(.*?)</li>", client.get(path).text, re.DOTALL)
        marked = {re.sub(r" <span.*", "", item, flags=re.DOTALL) for item in items if '<span class="tag">' in item}
        assert len(names) == count
        assert marked == {name.replace("'", "&#x27;") for name, listed in names if listed}
        assert [name for name, listed in names if not listed and name in "".join(items)] == []


def test_a_lead_is_not_marked_as_invented(client: Client) -> None:
    seeds.load(FOLDER)

    page = client.get("/letters/senator-serrano-to-ice/").text

    assert "<li>José M. Serrano<small" in page
    assert '<span class="tag">' not in page


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "seeds"))


BROKEN = {
    "no front matter": lambda text: text.replace("+++", "---"),
    "front matter not closed": lambda text: text.replace("\n+++\n", "\n", 1),
    "not TOML": lambda text: text.replace('title = "', "title = ", 1),
    "a type that does not exist": lambda text: text.replace('type = "petition"', 'type = "wish"'),
    "a stage that does not exist": lambda text: text.replace('stage = "published"', 'stage = "famous"'),
    "a campaign that does not exist": lambda text: text.replace('campaign = "end', 'campaign = "begin'),
    "a zone that does not exist": lambda text: text.replace("America/New_York", "America/Nowhere"),
    "no title": lambda text: text.replace('title = "Petition: four steps to end Secure Communities"', 'title = ""'),
    "no contact": lambda text: re.sub(r'contact_email = ".*"', 'contact_email = "nobody"', text),
    "an unknown field": lambda text: text.replace('closing = "', 'closign = "'),
    "an unknown heading": lambda text: text.replace("# Letter", "# Lettre"),
    "no text": lambda text: text.split("# Letter")[0],
    "no addressee": lambda text: text.replace("[[addressees]]", "[[ignored]]"),
    "a name not said to be invented": lambda text: text.replace("invented = true", "invented = false", 1),
    "a name that does not say what it is": lambda text: text.replace("{ invented = true, ", "{ ", 1),
    "a kind that cannot be invented": lambda text: text.replace('kind = "individual"', 'kind = "legislator"', 1),
    "closed before it opens": lambda text: text.replace("closes_in_days = 45", "closes_in_days = -20"),
    "an hour that the clock skips": lambda text: text.replace(
        "opened_days_ago = 9  ", "opens_at = 2011-03-13T02:30:00  "
    ).replace("2011-03-13T02:30:00  ", "2011-03-13T02:30:00 #", 1),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_seed_is_refused_whole_and_named(folder: Path, how: str) -> None:
    path = folder / "petition-to-the-president.md"
    good = path.read_text(encoding="utf-8")
    path.write_text(BROKEN[how](good), encoding="utf-8")
    before = everything()

    with pytest.raises(seeds.BadSeed, match=r"^petition-to-the-president\.md: .{10}"):
        seeds.load(folder)

    assert path.read_text(encoding="utf-8") != good
    assert everything() == before


def test_a_lead_who_is_not_in_the_directory_is_refused_by_the_files_name(folder: Path) -> None:
    path = folder / "senator-serrano-to-ice.md"
    path.write_text(path.read_text(encoding="utf-8").replace("ocd-person/31d0", "ocd-person/0000"), encoding="utf-8")

    with pytest.raises(seeds.BadSeed, match=r"^senator-serrano-to-ice\.md: "):
        seeds.load(folder)

    assert not Letter.objects.exists()


def test_the_command_says_what_it_loaded_and_what_it_refused(folder: Path) -> None:
    (folder / "petition-to-the-president.md").write_text("no front matter", encoding="utf-8")

    with pytest.raises(CommandError, match=r"^Nothing was loaded\. petition-to-the-president\.md: "):
        call_command("load_seeds", folder)
    with pytest.raises(CommandError, match="is not a folder"):
        call_command("load_seeds", folder / "nowhere")
    out = io.StringIO()
    call_command("load_seeds", stdout=out)

    assert "house-letter-to-the-president: loaded\n" in out.getvalue()


def test_a_copied_file_is_the_next_letter(folder: Path) -> None:
    seeds.load(folder)
    text = (folder / "house-letter-to-the-president.md").read_text(encoding="utf-8")
    copy = text.replace('title = "Ask the President', 'title = "Ask the Secretary')
    (folder / "house-letter-to-the-secretary.md").write_text(copy, encoding="utf-8")

    lines = seeds.load(folder)

    made = Letter.objects.get(slug="house-letter-to-the-secretary")
    assert made.title == "Ask the Secretary to end the Secure Communities program"
    assert [line for line in lines if line.endswith(": loaded")] == ["house-letter-to-the-secretary: loaded"]
