"""The demonstration's offices and its open letter: a whip board that is alive, and of nobody real."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from advocacy import seeds
from directory.models import Contact, Identifier, Legislator, LegislatorGroup, Term
from letters.models import Letter
from outbox.models import OutgoingEmail
from signatories import board, recipients, workflow
from signatories.models import Signatory
from signatories.offices import served_by
from signatories.recipients import Wishes
from signatories.states import LeftOut, Stance
from tests.advocacy.seed_folders import FOLDER, some

pytestmark = pytest.mark.django_db

SLUG = "congress-to-the-secretary"
TAG = '<span class="tag">invented</span>'
RESERVED = re.compile(r"\.example$|(^|\.)example\.(com|net|org)$")


@pytest.fixture
def only(tmp_path: Path) -> Path:
    """The seed folder with this one letter."""
    return some(tmp_path, SLUG)


def replaced(path: Path, old: str, new: str) -> None:
    good = path.read_text(encoding="utf-8")
    assert old in good
    path.write_text(good.replace(old, new, 1), encoding="utf-8")


def test_the_board_has_every_stance_owners_and_notes(only: Path) -> None:
    for name in ("staff", "colleague"):
        get_user_model().objects.create_user(name)

    seeds.load(only)

    letter = Letter.objects.get(slug=SLUG)
    stands = Counter(
        {stand: board.stands(letter, letter.asks.on_board(), stand).count() for stand in board.stands_of(letter)}
    )
    assert stands == {board.SIGNED: 4, "promised": 3, "leaning": 2, "asking_boss": 2, "asked": 4, "not_asked": 4} | {
        Stance.DECLINED: 3,
        board.WITHDREW: 0,
    }
    assert set(letter.asks.values_list("owner__username", flat=True)) == {"staff", "colleague", None}
    assert letter.asks.exclude(note="").count() >= 5
    assert "" not in letter.asks.filter(stance=Stance.DECLINED).values_list("reason", flat=True)
    today = letter.now.astimezone(letter.zone).date()
    for until in letter.asks.filter(stance=Stance.ASKING_BOSS).values_list("until", flat=True):
        assert today <= until < letter.closes_at_local.date()
    asked = letter.asks.exclude(stance=Stance.NOT_ASKED).values_list("contacted_at", flat=True)
    assert all(letter.opens_at < at <= letter.now for at in asked)
    assert not OutgoingEmail.objects.exists()


def test_leads_and_signers_sit_today_and_are_marked_as_invented(only: Path, client: Client) -> None:
    seeds.load(only)

    names = Signatory.objects.filter(letter__slug=SLUG)
    sitting = Term.objects.in_office(timezone.localdate()).filter(jurisdiction="US").values("legislator")
    page = client.get(f"/letters/{SLUG}/").text
    lead = client.get(f"/legislators/{names.get(lead_position=1).legislator_id}/").text
    assert (names.filter(legislator__in=sitting).count(), names.count()) == (6, 6)
    assert (page.count(TAG), lead.count(TAG)) == (6, 1)
    assert names.filter(lead_position__isnull=False).count() == 2


def test_who_is_asked_or_has_contacts_is_invented_and_no_address_can_be_real(only: Path) -> None:
    seeds.load(only)

    invented = {*Identifier.objects.filter(value__startswith="invented/").values_list("legislator", flat=True)}
    asked = {*Letter.objects.get(slug=SLUG).asks.values_list("legislator", flat=True)}
    addresses = [
        *Contact.objects.values_list("email", flat=True),
        *Letter.objects.values_list("contact_email", flat=True),
    ]
    assert asked | {*Contact.objects.values_list("legislator", flat=True)} <= invented
    assert [address for address in addresses if not RESERVED.search(address.rpartition("@")[2])] == []
    assert not Term.objects.exclude(email="").exists()


def test_contacts_have_roles_issues_and_shared_and_left_ones(only: Path) -> None:
    seeds.load(only)

    contacts = Contact.objects.all()
    mailboxes = Counter(contacts.values_list("mailbox", flat=True))
    offices = Counter(contacts.values_list("legislator", flat=True))
    left = contacts.gone().get()
    assert {"chief_of_staff", "legislative_director", "legislative_assistant", "scheduler"} <= {
        *contacts.values_list("role", flat=True)
    }
    assert [mailbox for mailbox, number in mailboxes.items() if number > 1] == [
        "robin.achterberg@shared-staff.example"
    ]
    assert sorted(offices.values())[-3:] == [2, 2, 2]
    assert (left.name, left.left_reason) == ("Marta Salcedo", "Now works for a committee")
    assert list(contacts.to_call()) == [left]


def test_what_the_readme_says_can_be_tried_at_once(only: Path) -> None:
    seeds.load(only)

    letter = Letter.objects.get(slug=SLUG)
    plan = recipients.plan(letter, letter.asks.on_board(), Wishes())
    tried = re.findall(r"[\w.]+@[\w.-]+\.example", (FOLDER.parent / "README.md").read_text(encoding="utf-8"))
    assert len(plan.recipients) == 9
    assert [ask.legislator.last for ask in plan.left_out[LeftOut.GONE]] == ["Inventado"]
    assert tried
    for address in tried:
        assert [office.name for office in served_by(address, timezone.localdate())], address


def test_a_group_has_its_members_in_order_with_titles(only: Path) -> None:
    seeds.load(only)

    members = LegislatorGroup.objects.get().members.order_by("position")
    assert list(members.values_list("legislator__last", "title"))[:4] == [
        ("Muestra", "Co-Chair"),
        ("O’Fable", "Co-Chair"),
        ("Sample", "Vice Chair"),
        ("Nemo", "Whip"),
    ]


def test_loading_again_leaves_what_staff_changed_in_offices_groups_and_board(only: Path) -> None:
    seeds.load(only)
    Contact.objects.filter(email="mina.osei@staff.example").update(
        email="mina@staff.example", mailbox="mina@staff.example"
    )
    workflow.mark_here(Contact.objects.gone().get())
    LegislatorGroup.objects.get().members.filter(title="Whip").delete()
    ask = Letter.objects.get(slug=SLUG).asks.get(legislator__last="Beispiel")
    workflow.change_ask(ask, seen=ask.edition, by=None, stance=Stance.LEANING)

    seeds.load(only)

    assert Contact.objects.filter(legislator__last="Beispiel").count() == 2
    assert not Contact.objects.gone().exists()
    assert LegislatorGroup.objects.get().members.count() == 5
    ask.refresh_from_db()
    assert ask.stance == Stance.LEANING


# Which file is broken how, and what is said of it.
BROKEN: dict[str, tuple[str, str, str, str]] = {
    "somebody real is asked": (
        f"{SLUG}.md",
        '"ocd-person:invented/sample", stance',
        '"bioguide:S000248", stance',
        "asks, number 1: Only invented legislators may stand here, with an identifier",
    ),
    "nobody is asked": (f"{SLUG}.md", "invented/sample", "invented/nobody", "asks, number 1: no legislator"),
    "a stance that does not exist": (
        f"{SLUG}.md",
        'stance = "leaning"',
        'stance = "wavering"',
        "asks, number 8: stance cannot be “wavering”. Choose one of: not_asked, asked, leaning,",
    ),
    "a draft with a board": (f"{SLUG}.md", 'stage = "published"', "", 'asks needs stage = "published".'),
    "a note that is too long": (f"{SLUG}.md", "On a delegation", "On a delegation" * 30, "asks, number 11: note: "),
    "a call before the letter opened": (
        f"{SLUG}.md",
        "contacted_days_ago = 5",
        "contacted_days_ago = 50",
        "The letter did not take signatures when this was received.",
    ),
    "a seat of another legislature": (f"{SLUG}.md", "listing =", 'jurisdiction = "NY"\nlisting =', "leads: Amalia "),
    "a contact of nobody": ("contacts.csv", "Denise Sample", "Denise Simple", "row 5: Denise Simple · House"),
    "no column for who left": ("contacts.csv", ",Left", ",Gone", "The first row names no column Left."),
    "contacts that are no table": ("contacts.csv", "Legislator", "%PDF", "This is a PDF file."),
    "a group that is not TOML": ("groups.toml", "[[groups]]", "[[groups", "The file is not TOML: "),
    "a group of a kind that does not exist": (
        "groups.toml",
        '"caucus"',
        '"club"',
        "groups, number 1: kind cannot be “club”. Choose one of: committee, caucus,",
    ),
    "a member of a group who is real": (
        "groups.toml",
        "ocd-person:invented/muestra",
        "bioguide:S000248",
        "groups, number 1: members, number 1: Only invented legislators may stand here",
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", BROKEN)
def test_what_cannot_be_is_refused_whole_and_said_in_a_sentence(only: Path, how: str) -> None:
    file, old, new, sentence = BROKEN[how]
    replaced(only / file, old, new)

    with pytest.raises(seeds.BadSeed) as refusal:
        seeds.load(only)

    assert str(refusal.value).startswith(f"{file}: {sentence}")
    assert not Legislator.objects.exists()


def test_a_contact_of_somebody_real_is_refused(only: Path) -> None:
    replaced(only / "invented-legislators.csv", "invented/sample", "real/sample")

    with pytest.raises(seeds.BadSeed, match=r"^contacts\.csv: row 5: Denise Sample .*: Only invented legislators may"):
        seeds.load(only)
