"""A language's catalogue, and whether it still says what the pages say.

Django's own makemessages needs the gettext programs; this needs only Babel, which is pure Python.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileParser, write_po
from django.utils.translation.template import templatize

LAZY = {f"{name}_lazy": spec for name, spec in DEFAULT_KEYWORDS.items()}
KEYWORDS = {**DEFAULT_KEYWORDS, **LAZY, "gettext_noop": None}
# %% is a percent sign; every other form is filled in when the text is shown.
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}")


class Catalogue(Catalog):
    """A catalogue whose file depends on its texts alone: no dates, no program versions."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The header that gettext needs to read the texts, and no more."""
        return [
            ("Language", str(self.locale_identifier)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=UTF-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]

    @mime_headers.setter
    def mime_headers(self, headers: list[tuple[str, str]]) -> None:
        """Ignore what a file says of itself; the language decides."""


@dataclass(frozen=True)
class Translation:
    """One language's catalogue, and the source folders whose texts it translates."""

    language: str
    root: Path
    sources: tuple[Path, ...]
    folder: Path

    @property
    def po(self) -> Path:
        """What the translator edits."""
        return self.folder / "django.po"

    @property
    def mo(self) -> Path:
        """What Django reads."""
        return self.folder / "django.mo"

    def update(self) -> None:
        """Write the catalogue anew: texts as they are in the sources, each with the translation it had, if any."""
        catalogue = self._brought_up_to_date()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.po.write_bytes(_po_bytes(catalogue))
        self.mo.write_bytes(_mo_bytes(catalogue))

    def problems(self) -> Iterator[str]:
        """Say, a line each, what keeps the catalogue from being complete and true to the sources."""
        written, current = self._as_written(), self._brought_up_to_date()
        for message in _texts(current):
            if _same_text(written, message) is None:
                yield f"missing: {_name(message)}"
            else:
                yield from _faults(message)
        yield from (f"no longer used: {_name(old)}" for old in _texts(written) if _same_text(current, old) is None)
        if not self.po.exists() or self.po.read_bytes() != _po_bytes(current):
            yield f"not up to date: {self.po.name}"
        if not self.mo.exists() or self.mo.read_bytes() != _mo_bytes(current):
            yield f"not up to date: {self.mo.name}"

    def _as_written(self) -> Catalog:
        catalogue = self._empty()
        if self.po.exists():
            with self.po.open("rb") as lines:
                PoFileParser(catalogue, ignore_obsolete=True, abort_invalid=True).parse(lines)
        return catalogue

    def _brought_up_to_date(self) -> Catalog:
        written, current = self._as_written(), self._empty()
        for file in self._source_files():
            name = file.relative_to(self.root).as_posix()
            for text, comments, context in sorted(_texts_in(file), key=repr):
                current.add(text, locations=[(name, 1)], auto_comments=comments, context=context)
        for message in _texts(current):
            if before := _same_text(written, message):
                message.string, message.user_comments = before.string, before.user_comments
                message.flags |= before.flags & {"fuzzy"}
        return current

    def _empty(self) -> Catalog:
        title = "# What people read, in another language. Made by `manage.py messages`; edit only the msgstr lines."
        return Catalogue(locale=self.language, header_comment=title, fuzzy=False)

    def _source_files(self) -> list[Path]:
        files = sorted(file for folder in self.sources for file in folder.rglob("*"))
        return [file for file in files if file.suffix in (".py", ".html", ".txt") and "migrations" not in file.parts]


def _texts_in(file: Path) -> Iterator[tuple[str | tuple[str, ...], list[str], str | None]]:
    source = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        # templatize() leaves Python calls between junk; indented junk would be a syntax error.
        source = re.sub(r"(?m)^[ \t]+", "", templatize(source, origin=str(file)))
    for _, text, comments, context in extract("python", BytesIO(source.encode()), KEYWORDS, ("Translators:",)):
        yield text, comments, context


def _texts(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _same_text(catalogue: Catalog, message: Message) -> Message | None:
    found = catalogue.get(message.id, message.context)
    return found if found is not None and found.id == message.id else None


def _forms(text: str | list[str] | tuple[str, ...] | None) -> list[str]:
    return [text or ""] if text is None or isinstance(text, str) else list(text)


def _name(message: Message) -> str:
    return f"{_forms(message.id)[0]!r}" + (f" ({message.context})" if message.context else "")


def _faults(message: Message) -> Iterator[str]:
    forms = _forms(message.string)
    if not all(forms):
        yield f"not translated: {_name(message)}"
    elif message.fuzzy:
        yield f"fuzzy: {_name(message)}"
    elif not _placeholders_agree(_forms(message.id), forms):
        yield f"placeholders differ: {_name(message)}"


def _placeholders_agree(originals: list[str], forms: list[str]) -> bool:
    """The last form keeps every placeholder of the original; a singular may leave some out, but invent none."""
    wanted = _placeholders(originals[-1])
    return _placeholders(forms[-1]) == wanted and all(_placeholders(form) <= wanted for form in forms[:-1])


def _placeholders(text: str) -> Counter[str]:
    found = Counter(PLACEHOLDER.findall(text.replace("%%", "")))
    # A name may be used twice; of "%s" and "{}" there must be as many as before.
    return Counter({mark: count if len(mark) == 2 else 1 for mark, count in found.items()})


def _po_bytes(catalogue: Catalog) -> bytes:
    file = BytesIO()
    write_po(file, catalogue, width=0, include_lineno=False)
    return file.getvalue()


def _mo_bytes(catalogue: Catalog) -> bytes:
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()
