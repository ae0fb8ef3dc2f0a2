"""Everybody posts while the deadline passes: the database's clock tells who was in time, and nobody is lost.

`STAMPEDE=500 pytest tests/signatories/test_stampede.py -s` measures it at the size of a real letter.
"""

import os
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from letters.clock import database_now
from letters.models import Letter
from letters.states import LetterType
from signatories import workflow
from signatories.models import Signatory
from signatories.states import How, State
from tests.factories.letters import published_letter

MANY = int(os.environ.get("STAMPEDE", "24"))
# As many as a machine's web processes answer at once; the others wait, as they do before a server.
AT_ONCE = min(MANY, 8)
# How long before the deadline the first one posts, and after it the last: what two processors can do.
SECONDS = max(0.4, MANY / 25)


@dataclass
class Post:
    """One person's post: when it was sent and answered, by the database's clock."""

    name: str
    sent: datetime
    answered: datetime
    answer: HttpResponse

    @property
    def kept(self) -> str:
        """What became of it: "in time", "late" and shown the form with what was typed, or an error."""
        html = self.answer.content.decode()
        told = "<h1>Ask to be added</h1>" in html and f'value="{self.name}"' in html and 'name="asks"' in html
        return {303: "in time", 409: "late" if told else "lost"}.get(self.answer.status_code, "error")


def at_the_deadline(letter: Letter, post: Callable[[int], Post]) -> list[Post]:
    """Let all post, spread evenly around a deadline that is set when everybody stands ready."""
    ready, start, turns = threading.Barrier(AT_ONCE + 1), threading.Barrier(AT_ONCE + 1), iter(range(MANY))
    began, posts, lock = [0.0], [], threading.Lock()

    def run() -> None:
        connection.ensure_connection()
        try:
            ready.wait(timeout=60)
            start.wait(timeout=60)
            while True:
                with lock:
                    number = next(turns, None)
                if number is None:
                    return
                time.sleep(max(0.0, began[0] + 2 * SECONDS * number / MANY - time.monotonic()))
                posts.append(post(number))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    ready.wait(timeout=60)
    Letter.objects.update(closes_at=database_now() + timedelta(seconds=SECONDS))
    began[0] = time.monotonic()
    start.wait(timeout=60)
    for thread in threads:
        thread.join(timeout=300)
    return posts


@pytest.mark.django_db(transaction=True)
def test_around_the_deadline_nobody_is_counted_wrongly_and_nothing_typed_is_lost(capsys) -> None:
    letter = published_letter(type=LetterType.PETITION)
    address = reverse("signatories:sign", args=[letter.slug])

    def post(number: int) -> Post:
        name = f"Rosa Lind {number}"
        filled = {"submission": uuid.uuid4(), "version": 1, "name": name, "email": f"rosa{number}@example.org"}
        sent = database_now()
        answer = Client(REMOTE_ADDR=f"10.{number // 256}.{number % 256}.1").post(address, filled)
        return Post(name, sent, database_now(), answer)

    posts = at_the_deadline(letter, post)

    letter.refresh_from_db()
    stored = {row.printed_name: row for row in Signatory.objects.select_related("letter")}
    counts = Counter(one.kept for one in posts)
    slowest = max(one.answered - one.sent for one in posts).total_seconds()
    with capsys.disabled():
        if "STAMPEDE" in os.environ:
            print(f"\n{connection.vendor}: {len(posts)} posts, {dict(counts)}, slowest {slowest:.2f} s")  # noqa: T201
    assert counts == {"in time": counts["in time"], "late": counts["late"]}
    assert len(posts) == MANY == counts.total()
    assert min(counts.values()) >= 1
    # Who was sent to "check your inbox" is stored, arrived before the deadline, and is in time. Nobody else is stored.
    assert {one.name for one in posts if one.kept == "in time"} == set(stored)
    assert [one.name for one in posts if one.kept == "in time" and one.sent >= letter.closes_at] == []
    assert [row for row in stored.values() if row.is_late or row.submitted_at >= letter.closes_at] == []
    # Whoever was answered before the deadline was not refused.
    assert [one.name for one in posts if one.kept == "late" and one.answered < letter.closes_at] == []
    assert {workflow.confirm(row, how=How.CODE) for row in list(stored.values())[:5]} == {State.CONFIRMED}
