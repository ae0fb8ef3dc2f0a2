"""Formatted and plain text into Markdown: the words stay exactly what they were."""

import html
import random

import pytest

from letters.outline import outline
from letters.rich import next_note, read
from letters.text import words_of
from letters.tidy import tidy

FROM_WORD = """<p class=MsoNormal>We <b>ask</b><a href="#_ftn1" name="_ftnref1"><span><![if !supportFootnotes]>
[1]<![endif]></span></a>:<o:p></o:p></p>
<p class=MsoListParagraph><![if !supportLists]><span>·<span>&nbsp;&nbsp; </span></span><![endif]>
One</p><div><hr><div id=ftn1><p><a href="#_ftnref1" name="_ftn1">[1]</a> The note.</p></div></div>"""


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("<p>a <b>bold </b>word</p>", "a **bold** word"),
        ("<p>“<b>(x)</b>y”</p>", "“**(x**)y”"),
        ("<p><b>a</b><i>b</i> <b><i>c</i></b></p>", "**a***b* ***c***"),
        ('<p>a&amp;amp<b>;</b>b <a href="https://a.example">c</a></p>', "a\\&amp;b [c](https://a.example)"),
        ("<p>a<br>b</p>", "a\\\nb"),
        ("<p>1. a<br>2. b</p>", "1. a\n2. b"),
        ("<p>2011. A year. * # -</p><p># no</p><p>- no</p>", "2011\\. A year. \\* # -\n\n\\# no\n\n\\- no"),
        ("<ol start=3><li>a<ul><li>b</li></ul></li><li>c</li></ol>", "3. a\n   - b\n4. c"),
        ("<ol><li><p>a</p><p>b</p></li></ol>", "1. a\n\n   b"),
        ("<h1>T</h1><blockquote><p>q</p></blockquote>loose", "## T\n\n> q\n\nloose"),
        ('<a href="https://a.example/(x) y">l</a>', "[l](https://a.example/%28x%29%20y)"),
        ('<a href="javascript:x">l</a><script>x</script>', "l"),
        (FROM_WORD, "We **ask**[^1]:\n\n- One\n\n[^1]: The note."),
        ("<div>" * 5000 + "deep", "deep"),
        ('<ol start="x"><li value="9"><a id="number-x"></a>a</li></ol>', "1. a"),
    ],
)
def test_html_becomes_the_markdown_it_means(written: str, meant: str) -> None:
    assert tidy(read(written).markdown) == meant


def test_whatever_the_words_are_they_are_shown_as_they_were() -> None:
    chance = random.Random(4)  # noqa: S311 -- the same words each time
    pieces = [*"ab1.)*_[]^<>&;#-+=~`\\!\"'(){}|/: ", "**", "](", "[^1]", "&amp;", "http://x.y", "“", "é"]
    for _ in range(400):
        words = "x" + "".join(chance.choices(pieces, k=chance.randint(1, 20)))
        start, end = sorted(chance.choices(range(len(words)), k=2))
        marked = [html.escape(part) for part in (words[:start], words[start:end], words[end:])]

        markdown = read("<p>{}<strong>{}</strong>{}</p>".format(*marked)).markdown

        assert words_of(markdown).split() == words.split(), markdown


def test_notes_pasted_into_a_text_are_numbered_after_its_own() -> None:
    beside = "One[^1] and seven[^7].\n\n[^1]: a\n\n[^7]: b"

    assert read(FROM_WORD, first_note=next_note(beside)).markdown.endswith("[^8]: The note.")


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("•\tOne\r\n•\tTwo", "- One\n- Two"),
        ("We ask:\r\n(1)\tEnd it.\r\n(2)\tAudit it.", "We ask:\n\n1. End it.\n2. Audit it."),
        ("One.\r\nTwo.\r\nThree.", "One.\n\nTwo.\n\nThree."),
        (f"{'long ' * 40}\nnext", f"{('long ' * 40).strip()}\n\nnext"),
        ("wrapped\nat a column\n\nnext", "wrapped\nat a column\n\nnext"),
        ("a\u00a0b\u200b\ufeff c\u2028d\x0be", "a b c\\\nd\\\ne"),
        ("“It’s”", "“It’s”"),
        ("- a\n  - b\n\n1) c\n\n— Rosa", "- a\n  - b\n\n1) c\n\n— Rosa"),
        ("", ""),
    ],
)
def test_plain_paste_is_tidied_once_and_for_all(pasted: str, meant: str) -> None:
    assert tidy(pasted) == meant
    assert tidy(meant) == meant


def test_a_whole_letter_falls_into_its_fields() -> None:
    parts = outline("May 4\n\n**Dear Sir:**\n\nWe ask.[^1]\n\nSincerely,\n\nRosa Vega\n\n[^1]: Note.")

    assert parts[:3] == ("Dear Sir:", "We ask.[^1]\n\n[^1]: Note.", "Sincerely,")
    assert [sentence.split("“")[1].split("”")[0] for sentence in parts.left_out] == ["May 4", "Rosa Vega"]


def test_a_text_without_salutation_and_closing_stays_whole() -> None:
    assert outline("We ask.\n\nDear friends know it.") == ("", "We ask.\n\nDear friends know it.", "", [])
