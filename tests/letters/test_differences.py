"""What changed, word by word: nothing left out, nothing made up, and never slow."""

import json
import random
import time
from typing import Any

import pytest
from django.template.loader import render_to_string

from letters.differences import Mark, between, words_in

OLD = "We ask you to end the program.\n\nIt does harm.\n\nThank you."


def frozen(body: str = OLD, **parts: Any) -> bytes:
    plain = {"title": "End it", "salutation": "Dear Sir:", "closing": "Sincerely,", "addressees": []}
    return json.dumps(plain | {"body": body} | parts).encode()


def body(old: str, new: str) -> list[tuple[str, str]]:
    """Return the pieces of the body's paragraphs."""
    parts = {part.name: part for part in between(frozen(old), frozen(new))}
    return [tuple(piece) for paragraph in parts["body"].paragraphs for piece in paragraph.pieces]


def test_one_word_is_struck_out_and_one_written() -> None:
    assert body(OLD, OLD.replace("end", "stop")) == [
        (Mark.SAME, "We ask you to "),
        (Mark.REMOVED, "end "),
        (Mark.ADDED, "stop "),
        (Mark.SAME, "the program."),
    ]


def test_a_sentence_behind_the_last_word_changes_that_word_not() -> None:
    new = OLD.replace("harm.", "harm. It must end.")
    assert body(OLD, new) == [(Mark.SAME, "It does harm. "), (Mark.ADDED, "It must end.")]


def test_a_paragraph_that_comes_or_goes_is_one_piece() -> None:
    without = "We ask you to end the program.\n\nThank you."
    assert body(OLD, without) == [(Mark.REMOVED, "It does harm.")]
    assert body(without, OLD) == [(Mark.ADDED, "It does harm.")]


def test_a_new_paragraph_beside_a_changed_one_stands_by_itself() -> None:
    [part] = between(frozen("We recieve it.\n\nBye."), frozen("4. Hold a hearing.\n\nWe receive it.\n\nSo long."))

    assert [[tuple(piece) for piece in paragraph.pieces] for paragraph in part.paragraphs] == [
        [(Mark.ADDED, "4. Hold a hearing.")],
        [(Mark.SAME, "We "), (Mark.REMOVED, "recieve "), (Mark.ADDED, "receive "), (Mark.SAME, "it.")],
        [(Mark.REMOVED, "Bye. "), (Mark.ADDED, "So long.")],
    ]


def test_what_did_not_change_is_counted_not_shown() -> None:
    [part] = between(frozen(OLD), frozen(OLD.replace("Thank", "We thank")))
    assert (part.name, [paragraph.skipped for paragraph in part.paragraphs]) == ("body", [2])


def test_every_part_is_compared() -> None:
    clerk = {"name": "The Clerk", "title": "", "organization": "House", "address": "1 Main St"}
    new = frozen(title="Stop it", salutation="Dear Madam:", closing="Yours,", addressees=[clerk])
    changed = between(frozen(), new)
    assert [part.name for part in changed] == ["title", "addressees", "salutation", "closing"]
    assert "The Clerk\nHouse\n1 Main St" in words_in(changed)


def test_the_same_text_and_other_spaces_are_no_difference() -> None:
    assert between(frozen(), frozen()) == ()
    assert between(frozen(), frozen(OLD.replace("end the", "end\nthe"))) == ()


@pytest.mark.parametrize(("old", "new"), [("", "New words."), ("Old words.", ""), ("a", "b")])
def test_empty_texts_are_compared_too(old: str, new: str) -> None:
    assert "".join(words for _mark, words in body(old, new)) == old + new


def test_old_and_new_can_be_read_off_whatever_changed() -> None:
    pick = random.Random(11)  # noqa: S311 -- the same texts each time
    for _ in range(50):
        old, new = (" ".join(pick.choices("abcd", k=pick.randrange(1, 30))) for _ in range(2))
        if old == new:
            continue
        pieces = body(old, new)
        for text, mark in ((old, Mark.ADDED), (new, Mark.REMOVED)):
            assert " ".join(word for fate, words in pieces if fate != mark for word in words.split()) == text


def test_typed_markup_is_words_on_the_page() -> None:
    parts = between(frozen("a"), frozen("<script>alert(1)</script> a"))
    page = render_to_string("letters/_differences.html", {"parts": parts})
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_it_can_be_read_without_colours_and_by_ear() -> None:
    page = render_to_string("letters/_differences.html", {"parts": between(frozen("old"), frozen("new"))})
    assert '<del><span class="visually-hidden" lang="en">[removed: </span>old<span class="visually-hidden">]' in page
    assert '<ins><span class="visually-hidden" lang="en">[added: </span>new<span class="visually-hidden">]' in page


def took(old: bytes, new: bytes) -> float:
    between.cache_clear()
    begun = time.process_time()
    between(old, new)
    return time.process_time() - begun


def test_a_letter_of_five_thousand_words_takes_less_than_a_tenth_of_a_second() -> None:
    pick = random.Random(1)  # noqa: S311 -- the same texts each time
    prose = [f"w{int(pick.paretovariate(0.7))}" for _ in range(5000)]
    edited = [word if pick.random() > 0.05 else "changed" for word in prose]
    old, new = ("\n\n".join(" ".join(words[at : at + 90]) for at in range(0, 5000, 90)) for words in (prose, edited))
    assert took(frozen(old), frozen("A new beginning.\n\n" + new)) < 0.1


@pytest.mark.parametrize(("words", "between_them"), [(1, " "), (7, " "), (3000, " "), (5, "\n\n")])
def test_a_text_made_to_be_slow_is_not(words: int, between_them: str) -> None:
    pick = random.Random(2)  # noqa: S311 -- the same texts each time
    old, new = (between_them.join(str(pick.randrange(words)) for _ in range(20_000)) for _ in range(2))
    assert took(frozen(old), frozen(new)) < 1


def test_words_that_come_in_one_order_and_never_side_by_side_are_not_slow() -> None:
    old, new = (" ".join(f"w{at % 100} {only}{at}" for at in range(5000)) for only in ("old", "new"))
    old = " ".join(old.split()[:4000])

    assert took(frozen(f"A {old} B"), frozen(f"C {new} D")) < 2

    pieces = body(f"A {old} B", f"C {new} D")
    assert "".join(words for mark, words in pieces if mark != Mark.REMOVED) == f"C {new} D"
