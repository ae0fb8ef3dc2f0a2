"""Which characters the fonts lack, and so who must be told before a letter is printed.

A PDF that all can read may not hold a character without a shape. Such a name must not stop the letter: it is set
without the strict rules, with an empty box for the character, and staff are told whose name it is.
"""

import re
from collections.abc import Iterator
from typing import Any

import typst

# Latin with its accents, and common punctuation: always there.
COMMON = re.compile("[\\s\u0020-\u024f\u1e00-\u1eff\u2010-\u2027\u2030-\u203a\u20ac]*")
PAGE = b'#set document(title: "x")\n#set text(font: "Libertinus Serif")\n#sys.inputs.text'
LACKING = re.compile(r'the text `"(.+?)"` could not be displayed')


def strings(data: Any) -> Iterator[str]:
    """Yield every string in nested data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for part in data.values():
            yield from strings(part)
    elif isinstance(data, list):
        for part in data:
            yield from strings(part)


def lacking(data: Any) -> frozenset[str]:
    """Return the characters in the data, whatever its form, that cannot be printed."""
    unusual = {word for string in strings(data) if not COMMON.fullmatch(string) for word in string.split()}
    doubtful = sorted(word for word in unusual if not COMMON.fullmatch(word))
    return _lacking(" ".join(doubtful)) if doubtful else frozenset()


def _lacking(text: str) -> frozenset[str]:
    try:
        typst.compile(PAGE, sys_inputs={"text": text}, ignore_system_fonts=True, pdf_standards="ua-1")
    except typst.TypstError as error:
        return frozenset(LACKING.findall(error.diagnostic)) or frozenset(text.split())
    return frozenset()


def strings_lacking(content: dict[str, Any]) -> list[str]:
    """Return the names and the lines of the letter that will show an empty box."""
    missing = lacking(content)
    return [string for string in strings(content) if any(character in string for character in missing)]
