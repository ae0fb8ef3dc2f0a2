"""The letter as plain text, for mail and for portals that take nothing else."""

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from letters.blocks import blocks
from letters.text import tokens

WIDTH = 76
UNBROKEN = 10**6


def build(content: dict[str, Any]) -> str:
    """Return the letter that `content` describes (typesetting.content) as text in lines of 76 characters."""
    notes: list[tuple[int, str]] = []
    body = "\n\n".join(_blocks(content["body"], notes))
    parts = [
        content["mark"],
        "\n".join(content["letterhead"]["lines"]),
        content["date"],
        *("\n".join(lines) for lines in content["addressees"]),
        content["salutation"],
        body,
        content["closing"],
        "\n\n".join(_names(content["leads"])),
        *(_group(group) for group in content["groups"]),
        *content["remarks"],
        _copies(content),
        "\n".join(f"[{number}] {said}" for number, said in notes),
        " · ".join(filter(None, (content["address"], content["version"]))),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def note(markdown: str) -> str:
    """Return a text that goes into somebody's mail: each paragraph in one line, which every program breaks itself."""
    notes: list[tuple[int, str]] = []
    said = list(_blocks(blocks(tokens(markdown)), notes, width=UNBROKEN))
    return "\n\n".join([*said, *(f"[{number}] {words}" for number, words in notes)])


def _names(entries: Iterable[dict[str, Any]]) -> Iterator[str]:
    for entry in entries:
        yield "\n".join(filter(None, (entry["name"], entry["line"])))


def _group(group: dict[str, Any]) -> str:
    return "\n\n".join(filter(None, (group["heading"].upper(), *_names(group["names"]))))


def _copies(content: dict[str, Any]) -> str:
    return "\n".join(
        [content["fixed"]["cc"], *(f"  {copy}" for copy in content["copies"])] if content["copies"] else []
    )


def _blocks(
    of: Iterable[dict[str, Any]], notes: list[tuple[int, str]], indent: str = "", *, width: int = WIDTH
) -> Iterator[str]:
    for block in of:
        match block["is"]:
            case "list":
                yield "\n".join(_items(block, notes, indent, width))
            case "quote":
                yield "\n\n".join(_blocks(block["of"], notes, f"{indent}  ", width=width))
            case "code":
                yield textwrap.indent(block["of"], f"{indent}    ")
            case "rule":
                yield f"{indent}* * *"
            case _:
                yield _wrapped(inline(block["of"], notes), indent, width)


def _items(block: dict[str, Any], notes: list[tuple[int, str]], indent: str, width: int) -> Iterator[str]:
    for number, item in enumerate(block["of"], start=block["first"] or 0):
        mark = "- " if block["first"] is None else f"{number}. "
        deeper = indent + " " * len(mark)
        said = "\n\n".join(_blocks(item, notes, deeper, width=width))
        yield indent + mark + said.removeprefix(deeper)


def _wrapped(text: str, indent: str, width: int) -> str:
    lines = text.split("\n")
    return "\n".join(
        textwrap.fill(line, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
        for line in lines
    )


def inline(runs: Iterable[Any], notes: list[tuple[int, str]]) -> str:
    """Return runs (letters/blocks.py) as text; what footnotes say is added to ``notes``."""
    return "".join(run if isinstance(run, str) else _run(run, notes) for run in runs)


def _run(run: dict[str, Any], notes: list[tuple[int, str]]) -> str:
    match run["is"]:
        case "break":
            return "\n"
        case "code":
            return run["of"]
        case "again":
            return f"[{run['number']}]"
        case "note":
            notes.append((run["number"], " ".join(inline(part["of"], notes) for part in run["of"])))
            return f"[{run['number']}]"
        case "link":
            said = inline(run["of"], notes)
            return said if said == run["to"] else f"{said} ({run['to']})"
    return inline(run["of"], notes)
