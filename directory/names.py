"""Names as keys: folded for comparing and searching, turned round for sorting."""

import re
import unicodedata

# How much of a key is stored: folding can lengthen a name, and PostgreSQL indexes nothing over 2,704 bytes.
KEY_LENGTH = 600

# Accents and variation selectors. Vowel signs of other scripts are marks too, but part of the word: they stay.
ACCENTS = re.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\U000e0100-\U000e01ef]"
)
APOSTROPHES = re.compile("['`\u2018\u2019\u201a\u201b\u2032\u2035\u02b9\u02bb\u02bc\u02bd\ua78b\ua78c]")
LETTERS_WITHOUT_ACCENT = str.maketrans(
    dict(zip("øłđðıħŧ", "olddiht", strict=True)) | {"þ": "th", "æ": "ae", "œ": "oe", "&": " and "}
)
INITIALS = re.compile(r"(?<!\w)([^\W\d_])\.\s*(?=[^\W\d_]\b)")

SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "md", "phd", "ph d", "esq", "jd", "rn"})
PARTICLES = frozenset(
    {"da", "das", "de", "del", "dela", "della", "den", "der", "di", "dos", "du", "la", "las", "le", "los"}
)
PARTICLES |= {"bin", "ibn", "mac", "mc", "saint", "st", "ste", "ten", "ter", "van", "vanden", "vander", "von"}
ARTICLE = re.compile(r"^\W*(?:the|a|an|el|la)\s+(?=\w)", re.IGNORECASE)


def fold(text: str) -> str:
    """Return the key under which two spellings of one name are equal; "" when there is no letter or digit.

    "José  O’Brien-Díaz" and "JOSE OBRIEN DIAZ" fold alike, as do "J. D. Vance" and "JD Vance". Other scripts keep
    their letters. Takes any string, lone surrogates included, and folding twice changes nothing. The key may be
    longer than the text: one Arabic ligature spells eighteen letters.
    """
    text = text.replace("\u00b4", "'")  # an accent typed as an apostrophe; normalising makes a space and a mark of it
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    text = APOSTROPHES.sub("", ACCENTS.sub("", text)).translate(LETTERS_WITHOUT_ACCENT)
    text = "".join(map(_letter_or_space, INITIALS.sub(r"\1", text)))
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _letter_or_space(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cf", "Cs"):  # invisible joiners, halves of a broken pair
        return ""
    return character if category[0] in "LMN" else " "


def sort_name(last: str, first: str, middle: str = "") -> str:
    """Return the key of a person whose name parts are known: Chris "Van Hollen" is under V. Jr. or M.D. is ignored."""
    surname = " ".join(_without_suffixes(last.replace(",", " ").split()))
    return " ".join(filter(None, map(fold, (surname, first, middle))))


def sort_name_of(full_name: str) -> str:
    """Return the best key for a personal name as typed: "Ana de la Cruz, Jr." is under D, "Serrano, José" under S.

    Without parts, a double surname looks like a middle name: "Herrera Beutler" comes under B. Use `sort_name` when
    the parts are known.
    """
    surname, *given = [part for part in full_name.split(",") if fold(part) not in SUFFIXES | {""}] or [full_name]
    if given:
        return sort_name(surname, " ".join(given))
    words = _without_suffixes(surname.split())
    start = len(words) - 1
    while start > 1 and fold(words[start - 1]) in PARTICLES:
        start -= 1
    return sort_name(" ".join(words[start:]), " ".join(words[:start])) or fold(full_name)


def sort_name_of_organization(name: str) -> str:
    """Return the key of an organisation's name: a leading The, A, An, El or La is ignored ("A. Philip" has none)."""
    return fold(ARTICLE.sub("", name, count=1)) or fold(name)


def surname_first(full_name: str, last: str) -> str:
    """Return the printed name turned round for lists: "Jesse L. Jackson Jr.", "Jackson" gives "Jackson, Jesse L., Jr."

    "" when the printed name does not end with that surname.
    """
    words = full_name.replace(",", " ").split()
    name = _without_suffixes(words)
    cut = len(name) - len(last.split())
    given, surname, suffix = words[:cut], words[cut : len(name)], words[len(name) :]
    if cut < 1 or fold(" ".join(surname)) != fold(last):
        return ""
    return ", ".join(" ".join(part) for part in (surname, given, suffix) if part)


def _without_suffixes(words: list[str]) -> list[str]:
    while len(words) > 1 and fold(words[-1]) in SUFFIXES:
        words = words[:-1]
    return words
