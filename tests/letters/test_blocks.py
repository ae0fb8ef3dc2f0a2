"""A letter's text as data: the page's own parse, with nothing lost and nothing that paper cannot do."""

from typing import Any

import pytest

from letters import text
from letters.blocks import blocks


def of(markdown: str) -> list[dict[str, Any]]:
    return blocks(text.tokens(markdown))


def p(*runs: Any) -> dict[str, Any]:
    return {"is": "p", "of": list(runs)}


def bullets(*item: Any) -> dict[str, Any]:
    return {"is": "list", "first": None, "of": [list(item)]}


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("One\nline.", [p("One", " ", "line.")]),
        ("a  \nb", [p("a", {"is": "break"}, "b")]),
        ("**b** *i*", [p({"is": "strong", "of": ["b"]}, " ", {"is": "em", "of": ["i"]})]),
        ("a `c*`", [p("a ", {"is": "code", "of": "c*"})]),
        ("3. x\n4. y", [{"is": "list", "first": 3, "of": [[p("x")], [p("y")]]}]),
        ("- x\n  - y", [bullets(p("x"), bullets(p("y")))]),
        ("> q", [{"is": "quote", "of": [p("q")]}]),
        ("---", [{"is": "rule"}]),
        ("```\n<x>\n```", [{"is": "code", "of": "<x>"}]),
        ("", []),
    ],
)
def test_each_part_of_a_text_is_named(markdown: str, expected: list[dict[str, Any]]) -> None:
    assert of(markdown) == expected


def test_headings_skip_no_level() -> None:
    assert [block["level"] for block in of("### a\n\n###### b\n\n# c\n\n### d")] == [1, 2, 1, 2]


@pytest.mark.parametrize("address", ["https://a.example/x", "http://a.example", "mailto:a@b.example", "tel:+1202"])
def test_links_that_paper_can_follow_stay(address: str) -> None:
    assert of(f"[x]({address})") == [p({"is": "link", "to": address, "of": ["x"]})]


@pytest.mark.parametrize(
    "address", ["/about/", "#top", "javascript:alert(1)", "file:///etc/passwd", "https://a/" + "b" * 9000]
)
def test_other_links_are_only_their_words(address: str) -> None:
    assert "link" not in str(of(f"[x]({address})"))
    assert "x" in str(of(f"[x]({address})"))


def test_tags_entities_and_pictures_are_words() -> None:
    assert of("<b>x</b> &amp; ![i](https://a.example/p.png)") == [
        p("<b>x</b> & !", {"is": "link", "to": "https://a.example/p.png", "of": ["i"]})
    ]


def test_a_footnote_stands_where_it_is_first_referred_to_and_is_numbered_again_afterwards() -> None:
    made = of("A[^x], b[^x].\n\n[^x]: Note *x*, see[^x] itself.\n")

    again = {"is": "again", "number": 1}
    [note] = [run for run in made[0]["of"] if isinstance(run, dict) and run["is"] == "note"]
    assert made == [p("A", note, ", b", again, ".")]
    assert note["number"] == 1
    assert note["of"][0]["of"][:4] == ["Note ", {"is": "em", "of": ["x"]}, ", see", again]
