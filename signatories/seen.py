"""What a program that looks at mail can have seen, and so can type (docs/adr/0005).

A page asks for a surname to tell a person from a program. So a mail with a link to such a page is looked at as a whole
before it goes, and the page before it is shown: where one of them says the surname, another way is offered.
"""

import re
from collections.abc import Mapping
from functools import lru_cache, reduce
from html import unescape
from operator import or_
from urllib.parse import unquote

from django.conf import settings
from django.db.models import Q

from directory.models import Legislator
from directory.names import APOSTROPHES, fold
from letters.models import Letter

from . import tokens

NOT_READ = re.compile(r"<style.*?</style>|<[^>]*>", re.DOTALL)
READ = re.compile(r'\s(?:alt|aria-label|content|data-[\w-]+|href|placeholder|src|title|value)="([^"]*)"')
POSSESSIVE = re.compile(rf"(?:{APOSTROPHES.pattern})s?(?!\w)", re.IGNORECASE)


def tells(full_name: str, *texts: str) -> bool:
    """Whether these texts say a word that is accepted as this person's surname; of nobody's they say none."""
    wanted = set(tokens.surnames_of(full_name))
    return bool(wanted) and not wanted.isdisjoint(words_of(*texts))


def words_of(*texts: str) -> set[str]:
    """Return the words of these texts, as names are compared."""
    return {word for text in texts for line in text.splitlines() for word in _words(line)}


@lru_cache(maxsize=2**13)
def _words(line: str) -> frozenset[str]:
    """Return them as written, without possessives, and taken apart at apostrophes: Zorrilla's, O'Brien's, d'Alba.

    Cached: ten thousand invitations share nearly all their lines.
    """
    line = unquote(line)
    spelled = (line, POSSESSIVE.sub(" ", line), APOSTROPHES.sub(" ", line))
    return frozenset(word for text in spelled for word in fold(text).split())


def in_mail(said: Mapping[str, str], *addresses: str) -> str:
    """Return all that a mail says: subject, text, HTML, and the addresses in its head."""
    return "\n".join((said["subject"], said["text"], of_html(said["html"]), settings.DEFAULT_FROM_EMAIL, *addresses))


def of_html(html: str) -> str:
    """Return what HTML says, with and without a break at its tags, where its links lead, and what is in its fields."""
    return unescape("\n".join((NOT_READ.sub("\n", html), NOT_READ.sub("", html), *READ.findall(html))))


def on_the_letters_page(letter: Letter, member: Legislator) -> str:
    """Return the names of others that anybody may read there and that hold a surname of this member's."""
    names = letter.signatories.listed().exclude(legislator=member)
    if not letter.shows_names:
        names = names.filter(lead_position__isnull=False)
    alike = (Q(folded_name__contains=word) for word in tokens.surnames_of(member.full_name))
    return "\n".join(names.filter(reduce(or_, alike, Q(pk=None))).values_list("printed_name", flat=True))
