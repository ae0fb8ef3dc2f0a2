import csv
from pathlib import Path

import pytest

from directory import names

ORGANIZATIONS = Path(__file__).parents[3] / "shared" / "data" / "letters" / "coalition-orgs-real.csv"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("José E. Serrano", "jose e serrano"),
        ("JOSÉ  E.\tSERRANO\n", "jose e serrano"),
        ("Jose\u0301 E. Serrano", "jose e serrano"),
        ("O’Brien-Díaz", "obrien diaz"),
        ("O'Brien–Diaz", "obrien diaz"),
        ("O´Brien Diaz", "obrien diaz"),
        ("Kaialiʻi Kahele", "kaialii kahele"),
        ("Robert C. “Bobby” Scott", "robert c bobby scott"),
        ("ROBERT C. ``BOBBY'' SCOTT", "robert c bobby scott"),
        ("J. D. Vance", "jd vance"),
        ("J.D. Vance", "jd vance"),
        ("JD Vance", "jd vance"),
        ("A.C.L.U. of N.Y.", "aclu of ny"),
        ("Fish & Wildlife", "fish and wildlife"),
        ("Łukasz Øster-Weiß", "lukasz oster weiss"),
        ("İbrahim Işık", "ibrahim isik"),
        ("Ｓｅｒｒａｎｏ", "serrano"),
        ("ser\u00adra\u200bno", "serrano"),
        ("snake_case", "snake case"),
        ("李小龙", "李小龙"),
        ("이재명", "이재명"),
        ("Νίκος", "νικοσ"),
        ("नरेन्द्र मोदी", "नरेन्द्र मोदी"),
        ("が", "が"),
        ("Serrano\x00", "serrano"),
        ("Ser\ud800rano", "serrano"),
        ("♥ — …", ""),
        ("", ""),
    ],
)
def test_spellings_of_one_name_fold_alike(text, folded):
    assert names.fold(text) == folded


def test_folding_takes_every_character_and_changes_nothing_the_second_time():
    for start in range(0, 0x110000, 64):
        text = "a".join(map(chr, range(start, start + 64)))

        folded = names.fold(text)

        assert names.fold(folded) == folded


@pytest.mark.parametrize(
    ("last", "first", "middle", "key"),
    [
        ("Serrano", "José", "E.", "serrano jose e"),
        ("Díaz-Balart", "Mario", "", "diaz balart mario"),
        ("Van Hollen", "Chris", "", "van hollen chris"),
        ("de la Cruz", "Monica", "", "de la cruz monica"),
        ("Norton", "Eleanor", "Holmes", "norton eleanor holmes"),
        ("Jackson, Jr.", "Jesse", "L.", "jackson jesse l"),
        ("Jackson Lee", "Sheila", "", "jackson lee sheila"),
        ("Barragán", "Nanette", "Diaz", "barragan nanette diaz"),
        ("Cortez Masto", "Catherine", "", "cortez masto catherine"),
        ("Leger Fernandez", "Teresa", "", "leger fernandez teresa"),
        ("Hernández Rivera", "Pablo José", "", "hernandez rivera pablo jose"),
        ("DelBene", "Suzan", "K.", "delbene suzan k"),
        ("O’Rourke", "Beto", "", "orourke beto"),
        ("Cisneros", "Gilbert", "Ray", "cisneros gilbert ray"),
        ("Rockefeller IV", "John", "D.", "rockefeller john d"),
    ],
)
def test_known_parts_sort_by_the_whole_surname(last, first, middle, key):
    assert names.sort_name(last, first, middle) == key


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("José E. Serrano", "serrano jose e"),
        ("José M. Serrano, Jr.", "serrano jose m"),
        ("Walter B. Jones III", "jones walter b"),
        ("Nicholas J. Begich, III", "begich nicholas j"),
        ("Sanford D. Bishop, Jr.", "bishop sanford d"),
        ("John D. Rockefeller IV", "rockefeller john d"),
        ("Monica De La Cruz", "de la cruz monica"),
        ("Lincoln Diaz-Balart", "diaz balart lincoln"),
        ("Suzan K. DelBene", "delbene suzan k"),
        ("Jane Doe, M.D., Ph.D.", "doe jane"),
        ("Jane Doe Esq.", "doe jane"),
        ("Serrano, José E.", "serrano jose e"),
        ("Jones, Walter B., Jr.", "jones walter b"),
        ("Mario Díaz-Balart", "diaz balart mario"),
        ("Ana de la Cruz", "de la cruz ana"),
        ("Ludwig von der Heide", "von der heide ludwig"),
        ("Chris Van Hollen", "van hollen chris"),
        ("Mary St. Clair", "st clair mary"),
        ("Van Jones", "jones van"),
        ("Mac Thornberry", "thornberry mac"),
        ("Eleanor Holmes Norton", "norton eleanor holmes"),
        ("Cher", "cher"),
        ("李小龙", "李小龙"),
        (", Jr.", "jr"),
        ("  ,, ", ""),
        ("", ""),
    ],
)
def test_typed_name_sorts_by_the_likeliest_surname(typed, key):
    assert names.sort_name_of(typed) == key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("The Sierra Club", "sierra club"),
        ("“The Sierra Club”", "sierra club"),
        ("A Better Balance", "better balance"),
        ("An Example", "example"),
        ("El Centro", "centro"),
        ("La Raza", "raza"),
        ("A. Philip Randolph Institute", "a philip randolph institute"),
        ("Theater of the Oppressed", "theater of the oppressed"),
        ("LatinoJustice PRLDEF", "latinojustice prldef"),
        ("The", "the"),
        ("The ♥", "the"),
    ],
)
def test_leading_article_of_an_organization_is_ignored(name, key):
    assert names.sort_name_of_organization(name) == key


@pytest.mark.parametrize(
    ("full_name", "last", "turned"),
    [
        ("José E. Serrano", "Serrano", "Serrano, José E."),
        ("Sanford D. Bishop, Jr.", "Bishop", "Bishop, Sanford D., Jr."),
        ("Jesse L. Jackson Jr.", "Jackson", "Jackson, Jesse L., Jr."),
        ("Mary Bono Mack", "Bono Mack", "Bono Mack, Mary"),
        ("Fortney Pete Stark", "Stark", "Stark, Fortney Pete"),
        ("Nydia M. Velázquez", "Velazquez", "Velázquez, Nydia M."),
        ("Pablo José Hernández", "Hernández Rivera", ""),
        ("Cher", "Cher", ""),
    ],
)
def test_printed_name_is_turned_round_for_lists(full_name, last, turned):
    assert names.surname_first(full_name, last) == turned


@pytest.mark.skipif(not ORGANIZATIONS.exists(), reason="needs ../shared/data")
def test_every_real_organization_has_a_key_of_its_own():
    with ORGANIZATIONS.open(encoding="utf-8", newline="") as file:
        rows = {(row["letter"], row["organisation"]) for row in csv.DictReader(file)}

    keys = {(letter, names.fold(name)) for letter, name in rows}

    assert len(keys) == len(rows)
    assert not [name for _, name in rows if not names.sort_name_of_organization(name)]
