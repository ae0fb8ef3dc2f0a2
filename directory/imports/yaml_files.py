"""Reading YAML that others wrote: text, lists and mappings, and nothing else."""

from collections.abc import Iterable
from typing import Any

import yaml

from .values import clean

# libyaml's parser where PyYAML was built with it: five times as fast.
LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
NOTHING = ("null", "~")  # as the sources' own writers put an empty value
MAX_VALUES = 3_000_000  # all of Congress since 1789 is about one million


def load(text: str) -> Any:
    """Return the one document of a file, every value as the text that stands there.

    No tag makes an object, 010 stays "010", and nobody called No becomes False. An alias is refused: a few lines of
    them stand for more than any memory holds. Raises ValueError with the line where it cannot be read.
    """
    try:
        return _document(yaml.parse(text, Loader=LOADER))
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise ValueError(f"not YAML; {line}{error.problem}") from error
    except yaml.YAMLError as error:
        raise ValueError(f"not YAML; {' '.join(str(error).split())}") from error


def _document(events: Iterable[yaml.Event]) -> Any:
    """Build lists and mappings from what the parser meets, one thing after the other: no depth is too deep for it."""
    documents: list[Any] = []
    unfinished: list[_Collection] = [_Collection(documents)]
    for number, event in enumerate(events):
        if number > MAX_VALUES:
            raise ValueError(f"more than {MAX_VALUES:,} values")
        if isinstance(event, yaml.CollectionEndEvent):
            unfinished.pop()
        elif isinstance(event, yaml.NodeEvent):
            value = _value(event)
            unfinished[-1].put(value, event)
            if not isinstance(value, str):
                unfinished.append(_Collection(value))
    if len(documents) > 1:
        raise ValueError("not YAML; more than one document (---)")
    return documents[0] if documents else ""


def _value(event: yaml.NodeEvent) -> str | list[Any] | dict[str, Any]:
    if isinstance(event, yaml.AliasEvent):
        raise _wrong("an alias (*name) is not read here", event)
    if isinstance(event, yaml.ScalarEvent):
        return event.value
    return {} if isinstance(event, yaml.MappingStartEvent) else []


def _wrong(problem: str, event: yaml.NodeEvent) -> ValueError:
    return ValueError(f"not YAML; line {event.start_mark.line + 1 if event.start_mark else 1}: {problem}")


class _Collection:
    """A list or a mapping that is being filled; a mapping is given names and values in turn."""

    def __init__(self, content: list[Any] | dict[str, Any]) -> None:
        self.content = content
        self.name: str | None = None

    def put(self, value: Any, event: yaml.NodeEvent) -> None:
        if isinstance(self.content, list):
            self.content.append(value)
        elif self.name is not None:
            self.content[self.name], self.name = value, None
        elif isinstance(value, str):
            self.name = value
        else:
            raise _wrong("a name was expected here", event)


def mapping(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{what}: names with values were expected, not {_kind(value)}")  # noqa: TRY004
    return value


def mappings(record: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """Return a list of mappings; a list that is missing is empty."""
    value = record.get(key) or []
    if value in NOTHING:
        return []
    if not isinstance(value, list):
        raise ValueError(f"{key}: a list was expected, not {_kind(value)}")  # noqa: TRY004
    return [mapping(item, f"{key}, number {number}") for number, item in enumerate(value, start=1)]


def word(record: dict[str, Any], key: str) -> str:
    """Return a text on one line; "" where the record has none."""
    value = record.get(key, "")
    if not isinstance(value, str):
        raise ValueError(f"{key}: one value was expected, not {_kind(value)}")  # noqa: TRY004
    return "" if value in NOTHING else clean(" ".join(value.split()))


def words(record: dict[str, Any], key: str) -> list[str]:
    """Return a list of texts; a list that is missing is empty."""
    value = record.get(key) or []
    if not isinstance(value, list):
        raise ValueError(f"{key}: a list was expected, not {_kind(value)}")  # noqa: TRY004
    return [word({key: item}, key) for item in value]


def needed(record: dict[str, Any], key: str) -> str:
    if found := word(record, key):
        return found
    raise ValueError(f"{key} is missing")


def _kind(value: Any) -> str:
    return "a list" if isinstance(value, list) else "names with values" if isinstance(value, dict) else "text"
