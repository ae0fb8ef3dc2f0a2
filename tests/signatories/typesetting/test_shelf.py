"""PDFs are set once for many readers, and nobody waits long for one."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from signatories.typesetting import pdf, shelf

from .paper import data


class Press:
    """Stands where typst does: counts, and takes as long as it is told."""

    def __init__(self) -> None:
        self.built: list[str] = []
        self.seconds = 0.0
        self.hold = threading.Event()
        self.hold.set()

    def __call__(self, content: dict[str, Any]) -> bytes:
        self.built.append(content["title"])
        self.hold.wait(10)
        time.sleep(self.seconds)
        if content["title"] == "broken":
            raise ValueError("typst cannot set it")
        return f"%PDF {content['title']}".encode()


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Press:
    made = Press()
    monkeypatch.setattr(pdf, "build", made)
    return made


def says(title: str) -> Callable[[], dict[str, Any]]:
    return lambda: data(title=title)


def got(printed: shelf.Printed | None) -> bytes | None:
    return printed and printed.pdf


def test_a_letter_is_set_once_and_kept(press: Press) -> None:
    assert [got(shelf.fetch("a", says("x"))) for _ in range(3)] == [b"%PDF x"] * 3
    assert press.built == ["x"]


def test_an_old_one_is_handed_out_while_it_is_fresh_but_not_to_staff(press: Press) -> None:
    shelf.fetch("a", says("x"))

    assert got(shelf.fetch("a", says("y"))) == b"%PDF x"
    assert got(shelf.fetch("a", says("y"), fresh=True)) == b"%PDF y"


def test_what_is_not_fresh_is_set_again_when_it_says_something_else(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.fetch("a", says("x"))
    monkeypatch.setattr(shelf, "time", Later())

    assert got(shelf.fetch("a", says("x"))) == b"%PDF x"
    assert got(shelf.fetch("a", says("y"))) == b"%PDF y"
    assert press.built == ["x", "y"]


class Later:
    """The clock, an hour on."""

    sleep, monotonic = time.sleep, time.monotonic

    @staticmethod
    def time() -> float:
        return time.time() + 3600


def test_many_who_ask_at_once_wait_for_one_setting(press: Press) -> None:
    press.seconds, answers = 0.2, []
    readers = [threading.Thread(target=lambda: answers.append(got(shelf.fetch("a", says("x"))))) for _ in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()

    assert (answers, press.built) == ([b"%PDF x"] * 8, ["x"])


def test_nobody_waits_longer_than_patience_and_the_next_one_has_it(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "PATIENCE", 0.1)
    press.hold.clear()

    began = time.monotonic()
    assert shelf.fetch("a", says("x")) is None
    assert time.monotonic() - began < 2
    press.hold.set()
    monkeypatch.setattr(shelf, "PATIENCE", 5)

    assert got(shelf.fetch("a", says("x"))) == b"%PDF x"
    assert press.built == ["x"]


def test_a_letter_that_cannot_be_set_is_reported_and_tried_again(
    press: Press, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(shelf, "PATIENCE", 0.1)

    assert shelf.fetch("a", says("broken")) is None
    assert "A letter could not be set." in caplog.text
    monkeypatch.setattr(shelf, "PATIENCE", 5)

    assert got(shelf.fetch("a", says("x"))) == b"%PDF x"


def test_what_took_long_to_set_is_handed_out_longer(press: Press) -> None:
    press.seconds = 0.5

    printed = shelf.fetch("a", says("x"))

    assert printed
    assert 12 < printed.fresh_until - time.time() < 30
