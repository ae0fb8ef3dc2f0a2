"""One line of the closing page, and who did last what it asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Max, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from letters.models import Letter

from ...models import TrailEntry
from ...states import Verb

SHOWN = 20


class Standing(TextChoices):
    TO_DO = "to-do", gettext_lazy("To do")
    LOOK = "look", gettext_lazy("To look at")
    LATER = "later", gettext_lazy("Not yet")
    DONE = "done", gettext_lazy("Done")


class Name(NamedTuple):
    text: str
    about: str
    url: str


@dataclass
class Line:
    """One line: ``url`` is where one click leads; the trail entry ``last`` says who did it last, and when."""

    key: str
    title: str | Promise
    standing: Standing
    says: str | Promise = ""
    count: int = 0
    names: Sequence[Name] = ()
    url: str = ""
    label: str | Promise = ""
    last: TrailEntry | None = None

    @property
    def more(self) -> int:
        return self.count - len(self.names)


def newest_entries(letter: Letter, verbs: Sequence[Verb]) -> dict[str, TrailEntry]:
    """Return the letter's newest trail entry of each verb."""
    newest = letter.trail.filter(verb__in=verbs).order_by().values("verb").annotate(key=Max("pk")).values("key")
    return {entry.verb: entry for entry in TrailEntry.objects.filter(pk__in=newest).select_related("by")}


def last(trail: dict[str, TrailEntry], *verbs: Verb) -> TrailEntry | None:
    return max((trail[verb] for verb in verbs if verb in trail), key=lambda entry: entry.at, default=None)
