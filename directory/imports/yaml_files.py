"""Reading YAML that others wrote: text, lists and mappings, and nothing else."""

from typing import Any

import yaml
from yaml.nodes import Node

from .values import clean

# libyaml's parser where PyYAML was built with it: five times as fast.
_BASE: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
NOTHING = ("null", "~")  # as the sources' own writers put an empty value


class _Loader(_BASE):  # type: ignore[misc]
    """The loader without types: no tag makes an object, 010 stays "010", and nobody called No becomes False.

    An alias is refused when it is used: a few lines of them stand for more than any memory holds.
    """

    def construct_object(self, node: Node, deep: bool = False) -> Any:  # noqa: FBT001, FBT002 -- PyYAML's own
        if node in self.constructed_objects or node in self.recursive_objects:
            raise yaml.constructor.ConstructorError(
                None, None, "an alias (*name) repeats this; write it out", node.start_mark
            )
        return super().construct_object(node, deep=deep)


def load(text: str) -> Any:
    """Return the one document of a file. Raises ValueError with the line where it cannot be read."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 -- the safest of all loaders
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise ValueError(f"not YAML; {line}{error.problem}") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(f"not YAML; {' '.join(str(error).split())}") from error


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


def needed(record: dict[str, Any], key: str) -> str:
    if found := word(record, key):
        return found
    raise ValueError(f"{key} is missing")


def _kind(value: Any) -> str:
    return "a list" if isinstance(value, list) else "names with values" if isinstance(value, dict) else "text"
