"""Footnotes of a letter: linked there and back, apart from each other, and none of their words lost."""

import time

import pytest

from letters.text import show, to_html, words_of


def test_a_note_is_linked_there_and_back() -> None:
    shown = show("A claim.[^a]\n\n[^a]: The *source*.")

    assert shown.words == (
        '<p>A claim.<sup><a href="#note-letter-1" id="to-note-letter-1" role="doc-noteref">1</a></sup></p>\n'
    )
    assert shown.notes == (
        '<section class="footnotes" role="doc-endnotes" aria-label="Notes">\n<ol>\n'
        '<li id="note-letter-1"><p>The <em>source</em>. '
        '<a href="#to-note-letter-1" role="doc-backlink" aria-label="Back to note 1 in the text">↩︎</a></p>\n</li>\n'
        "</ol>\n</section>\n"
    )


def test_a_note_referred_to_twice_leads_back_to_both() -> None:
    html = to_html("One[^a] two[^a].\n\n[^a]: Note.", within="note")

    assert [f'id="to-note-note-1{again}"' in html for again in ("", "-2")] == [True, True]
    assert [f'href="#to-note-note-1{again}"' in html for again in ("", "-2")] == [True, True]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("x\n\n[^a]: Nobody refers to me.", "Nobody refers to me."),
        ("x[^a]\n\n[^a]: First.\n[^a]: Second of the name.", "First."),
        ("x[^a]\n\n[^a]: First.\n[^a]: Second of the name.", "Second of the name."),
        ("x[^a]\n\n[^a]: Outer.\n\n    [^b]: Inner.", "[^b]: Inner."),
        ("- [^a]: In a list.", "In a list."),
        ("[x]: https://a.example 'Hidden title'", "Hidden title"),
        ("    indented", "indented"),
        ("no such note[^z]", "[^z]"),
    ],
)
def test_nothing_that_is_signed_is_invisible(body: str, words: str) -> None:
    html = to_html(body)

    assert words in html
    assert words in words_of(body)
    assert html.count("doc-backlink") == html.count("doc-noteref")


@pytest.mark.parametrize(
    "body",
    ["[^a]: x\n\n" + "[^" * 20_000, "[^a]: " * 5_000, "[^a]: x\n\n" + "[^a]" * 5_000, "[^" + "x" * 20_000 + "]: y"],
    ids=["beginnings", "in each other", "references", "a long name"],
)
def test_pathological_notes_do_not_hang_the_page(body: str) -> None:
    began = time.process_time()

    to_html(body)

    assert time.process_time() - began < 20  # a guard against hanging, not a measurement


def test_hostile_names_of_notes_reach_no_attribute() -> None:
    html = to_html('x[^"><script>alert(1)</script>]\n\n[^"><script>alert(1)</script>]: y')

    assert "<script" not in html
    assert 'id="note-letter-1"' in html
