"""In which order names stand: leads, then the letter's rule, the same on both databases."""

from datetime import timedelta

import pytest

from letters.clock import database_now
from letters.models import Letter
from letters.states import Groups, LetterType, OrderRule
from signatories import principals
from signatories.models import Signatory
from signatories.states import Kind, State
from tests.factories import directory, signatories
from tests.factories.letters import published_letter

pytestmark = pytest.mark.django_db


def names(letter: Letter) -> list[str]:
    return [made.printed_name for made in letter.signatories.confirmed().in_order_of(letter)]


def put_on(letter: Letter, made: Signatory, **fields: object) -> Signatory:
    """Write a confirmed row past every step: only the order is asked about."""
    now = database_now()
    for name, value in ({"state": State.CONFIRMED, "submitted_at": now, "confirmed_at": now} | fields).items():
        setattr(made, name, value)
    made.save()
    return made


def member(letter: Letter, name: str, *, last: str = "", **seat: object) -> Signatory:
    given, _space, rest = name.removesuffix(last).strip().partition(" ") if last else name.partition(" ")
    who = directory.legislator(full_name=name, first=given, middle=rest if last else "", last=last or rest)
    term = signatories.seat(letter, **seat)
    term.legislator = who
    term.save()
    return put_on(letter, principals.legislator(letter, term))


def test_members_of_congress_stand_by_surname_as_the_house_files_them() -> None:
    letter = published_letter()
    for name, last in [
        ("José E. Serrano", "Serrano"),
        ("Chris Van Hollen", ""),
        ("Eleanor Holmes Norton", "Norton"),
        ("Mario Díaz-Balart", ""),
        ("Nydia M. Velázquez", "Velázquez"),
        ("Jesse L. Jackson Jr.", "Jackson"),
        ("Sheila Jackson Lee", ""),
        ("Raúl M. Grijalva", "Grijalva"),
        ("Debbie Dingell", ""),
        ("Rosa L. DeLauro", "DeLauro"),
        ("Ted Deutch", ""),
        ("Beto O'Rourke", ""),
        ("Ann Oakley", ""),
        ("Zoe Lofgren", ""),
        ("Jim Himes", ""),
    ]:
        member(letter, name, last=last)

    assert names(letter) == [
        "Rosa L. DeLauro",
        "Ted Deutch",
        "Mario Díaz-Balart",
        "Debbie Dingell",
        "Raúl M. Grijalva",
        "Jim Himes",
        "Jesse L. Jackson Jr.",
        "Sheila Jackson Lee",
        "Zoe Lofgren",
        "Eleanor Holmes Norton",
        "Ann Oakley",
        "Beto O'Rourke",
        "José E. Serrano",
        "Chris Van Hollen",
        "Nydia M. Velázquez",
    ]


def test_leads_stand_first_in_their_positions_whatever_the_rule() -> None:
    for rule in OrderRule:
        letter = published_letter(order_rule=rule)
        for name, position in (("Ann Abel", None), ("Zoe Zuckerman", 2), ("Yan Young", 10), ("Xavier Xu", 1)):
            made = member(letter, name)
            Signatory.objects.filter(pk=made.pk).update(lead_position=position)

        assert names(letter) == ["Xavier Xu", "Zoe Zuckerman", "Yan Young", "Ann Abel"]


def test_by_chamber_the_senate_stands_before_the_house() -> None:
    letter = published_letter(type=LetterType.STATE_LEGISLATURE)
    for name, chamber in (
        ("Ann Abel", "lower"),
        ("Zoe Zuckerman", "upper"),
        ("Bo Baker", "lower"),
        ("Yan Young", "upper"),
    ):
        member(letter, name, chamber=chamber)

    assert names(letter) == ["Yan Young", "Zoe Zuckerman", "Ann Abel", "Bo Baker"]


def test_by_state_districts_stand_in_the_order_of_their_numbers() -> None:
    letter = published_letter(order_rule=OrderRule.STATE)
    for name, state, district in (
        ("Ann Abel", "NY", "10"),
        ("Bo Baker", "NY", "2"),
        ("Cy Cole", "AK", "0"),
        ("Di Dunn", "NY", "1"),
        ("Ed Earl", "CA", "53"),
        ("Flo Fox", "NY", ""),
    ):
        member(letter, name, state=state, district=district)

    assert names(letter) == ["Cy Cole", "Ed Earl", "Flo Fox", "Di Dunn", "Bo Baker", "Ann Abel"]


def test_states_stand_by_their_names_and_not_by_their_codes() -> None:
    letter = published_letter(order_rule=OrderRule.STATE)
    for state in ("MA", "ME", "AR", "AZ", "AK", "AL", "MD"):
        member(letter, state, state=state)

    assert names(letter) == ["AL", "AK", "AZ", "AR", "ME", "MD", "MA"]


def test_by_the_numbers_staff_give_and_who_has_none_follows_by_sort_name() -> None:
    letter = published_letter(order_rule=OrderRule.NUMBER)
    for name, number in (("Ann Abel", None), ("Bo Baker", 10), ("Cy Cole", None), ("Di Dunn", 2), ("Al Aker", 10)):
        put_on(letter, member(letter, name), number=number)

    assert names(letter) == ["Di Dunn", "Al Aker", "Bo Baker", "Ann Abel", "Cy Cole"]


def test_the_letters_rule_holds_inside_its_groups() -> None:
    letter = published_letter(order_rule=OrderRule.SURNAME, groups=Groups.PARTY)
    for name, party in (
        ("Zoe Zuckerman", "Democratic/Working Families"),
        ("Ann Abel", "Republican"),
        ("Bo Baker", "Democrat"),
        ("Cy Cole", "Democratic"),
    ):
        member(letter, name, party=party)

    assert names(letter) == ["Bo Baker", "Cy Cole", "Zoe Zuckerman", "Ann Abel"]


def test_organizations_stand_by_scope_then_name_without_its_article() -> None:
    letter = published_letter(type=LetterType.COALITION)
    for name, scope in (
        ("Yonkers Neighbors", "local"),
        ("The Defense Project", "national"),
        ("Albany Justice Center", "state"),
        ("American Union", "national"),
        ("A Better Troy", "local"),
        ("El Centro", "national"),
    ):
        put_on(letter, principals.organization(letter, directory.organization(name=name, scope=scope)))
    put_on(letter, principals.individual(letter, "Rosa Lind"))

    assert names(letter) == [
        "American Union",
        "El Centro",
        "The Defense Project",
        "Albany Justice Center",
        "A Better Troy",
        "Yonkers Neighbors",
        "Rosa Lind",
    ]


@pytest.mark.parametrize(("rule", "order"), [(OrderRule.SIGNED, "abc"), (OrderRule.NEWEST, "cba")])
def test_by_time_of_signing(rule: str, order: str) -> None:
    letter = published_letter(type=LetterType.PETITION, order_rule=rule)
    now = database_now()
    for minutes, name in enumerate("bac"):
        when = now + timedelta(minutes={"a": 0, "b": 1, "c": 2}[name])
        put_on(letter, principals.individual(letter, name), confirmed_at=when, mailbox=f"{minutes}@example.org")

    assert names(letter) == list(order)


@pytest.mark.parametrize("rule", OrderRule)
def test_equals_stand_in_one_order_always(rule: str) -> None:
    letter = published_letter(order_rule=rule)
    now = database_now()
    made = [put_on(letter, principals.individual(letter, "Rosa Lind"), confirmed_at=now) for _ in range(5)]

    pages = [letter.signatories.confirmed().in_order_of(letter)[start : start + 1].get() for start in range(5)]

    assert pages == list(letter.signatories.confirmed().in_order_of(letter))
    assert set(pages) == set(made)


def test_accents_case_and_apostrophes_do_not_decide() -> None:
    letter = published_letter(type=LetterType.OFFICEHOLDERS, order_rule=OrderRule.SURNAME)
    for name in ("Ann Øster", "Bo ocasio", "Cy Óbriain", "Di O'Brien", "Ed OBRIEN", "Flo Ñáñez", "Gus Nyman"):
        put_on(letter, principals.officeholder(letter, name))

    assert names(letter) == [
        "Flo Ñáñez",
        "Gus Nyman",
        "Cy Óbriain",
        "Di O'Brien",
        "Ed OBRIEN",
        "Bo ocasio",
        "Ann Øster",
    ]


def test_questions_in_the_products_words_keep_states_apart() -> None:
    letter = published_letter()
    now = database_now()
    rows = {
        state: put_on(
            letter,
            principals.individual(letter, state),
            state=state,
            mailbox=f"{state}@example.org",
            lapsed_from=State.PENDING if state == State.LAPSED else "",
        )
        for state in State
    }
    unlisted = put_on(
        letter, principals.individual(letter, "Hidden", listed=False), mailbox="hidden@example.org", confirmed_at=now
    )

    asked = letter.signatories
    assert set(asked.confirmed()) == {rows[State.CONFIRMED], unlisted}
    assert list(asked.listed()) == [rows[State.CONFIRMED]]
    assert list(asked.held()) == [rows[State.HELD]]
    assert list(asked.pending()) == [rows[State.PENDING]]
    assert {row.kind for row in asked.all()} == {Kind.INDIVIDUAL}


@pytest.mark.parametrize("rule", OrderRule)
def test_who_follows_the_leads_stands_as_in_the_whole_list(rule: str) -> None:
    letter = published_letter(order_rule=rule)
    for number, name in enumerate(("Ann Abel", "Zoe Zuckerman", "Bo Baker", "Yan Young")):
        made = member(letter, name)
        Signatory.objects.filter(pk=made.pk).update(lead_position=number or None)

    whole = list(letter.signatories.in_order_of(letter))

    assert list(letter.signatories.others_in_order_of(letter)) == [
        made for made in whole if made.lead_position is None
    ]
