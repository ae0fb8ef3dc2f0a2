"""What is one mailbox, and which addresses mail can be sent to.

Django's own validator takes invisible characters, `a@localhost` and `a@[127.0.0.1]`; when such an address is mailed,
IDNA drops the invisible ones and many spellings arrive in one mailbox (THREATS T16, T26, T29, T30).
Which dots and tags make no difference is in providers.py (T12, T27).
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.encoding import punycode
from django.utils.translation import gettext_lazy as _

from .providers import one_spelling

MAX_LENGTH = 254  # RFC 5321 4.5.3.1.3, without the angle brackets
MAX_LOCAL_PART = 64  # RFC 5321 4.5.3.1.1

# RFC 5322 dot-atom. No quotes: nobody has such an address, and one mailbox could be quoted in many ways.
ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
LOCAL_PART = re.compile(rf"{ATOM}(\.{ATOM})*")
LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
# At least two labels, and not an IP address: the last one is not a number.
DOMAIN = re.compile(rf"({LABEL}\.)+(?!\d+$){LABEL}")
# Not of category Cf, but Unicode prints nothing for them either (Default_Ignorable_Code_Point, Unicode 16).
BLANKS = "\u2800\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef"
BLANK = re.compile(f"[{BLANKS}]")

ONE_ADDRESS = _("Enter one e-mail address, such as name@example.org.")
TOO_LONG = _("No mail server takes an address this long. Use a shorter one.")
TYPE_AGAIN = _("This address contains a character that cannot be seen. Type it by hand instead of pasting it.")
CHECK_BEFORE = _("Check the part before the @: use letters without accents, digits, and signs such as . _ - and +.")
CHECK_AFTER = _("Check the part after the @: it should look like example.org.")


# What looks like one in any text; bounded, so that a long line without an @ is read through quickly.
IN_TEXT = re.compile(r"""[^\s<>"(),:;\[\]/|]{1,64}(?:@|%40)[\w-]+(?:\.[\w-]+)+""")


def masked(text: str) -> str:
    """Return the text with dots for every address: servers quote them in refusals, databases in errors."""
    return IN_TEXT.sub("…", text)


def canonical(address: str) -> str:
    """Return the one spelling that all spellings of a mailbox share, to compare by; mail goes to what was typed.

    Upper case, full-width and invisible characters and IDNA make no difference; dots and +tags do, but where the
    provider says that they do not.
    Raises ValueError with a translated sentence for the person who typed it.
    """
    if len(address) > MAX_LENGTH:
        raise ValueError(str(TOO_LONG))
    local_part, at, domain = _folded(address).rpartition("@")
    if not at or "@" in local_part:
        raise ValueError(str(ONE_ADDRESS))
    if len(local_part) > MAX_LOCAL_PART or not LOCAL_PART.fullmatch(local_part):
        raise ValueError(str(CHECK_BEFORE))
    result = one_spelling(local_part, _ascii(domain))
    if len(result) > MAX_LENGTH:
        raise ValueError(str(TOO_LONG))
    return result


def mailbox_of(address: str) -> str:
    """Return `canonical`, or "" of what was written in an address's place and is none."""
    try:
        return canonical(address)
    except ValueError:
        return ""


def is_plain(address: str) -> bool:
    """Whether only case and dots set an address apart from the one spelling of its mailbox.

    What a server says of any other spelling may be about a tag that a stranger made up, not about the mailbox.
    """
    typed, one = (spelling.rpartition("@")[0].replace(".", "") for spelling in (address.lower(), canonical(address)))
    return typed == one


def validate_mailbox(value: str) -> None:
    """Refuse what is not exactly one mailbox that mail can be sent to as it stands. For forms and models.

    Stricter than `canonical`, which is also asked about addresses from other sources.
    """
    try:
        canonical(value)
    except ValueError as reason:
        raise ValidationError(str(reason), code="mailbox") from None
    if _visible(value) != value:
        raise ValidationError(TYPE_AGAIN, code="mailbox")
    local_part, at, _domain = value.rpartition("@")
    if not at or not local_part.isascii():
        raise ValidationError(CHECK_BEFORE, code="mailbox")


def _visible(text: str) -> str:
    return BLANK.sub("", "".join(c for c in text.strip() if unicodedata.category(c) != "Cf"))


def _folded(address: str) -> str:
    if any(unicodedata.category(c) == "Cc" for c in address.strip()):
        raise ValueError(str(TYPE_AGAIN))
    # Twice, because folding case can leave what NFKC would compose (Unicode 3.13, toNFKC_Casefold).
    once = unicodedata.normalize("NFKC", _visible(address)).casefold()
    return unicodedata.normalize("NFKC", _visible(once))


def _ascii(domain: str) -> str:
    """Return the domain as the mail server is told it (the same function as Django's SMTP backend uses)."""
    try:
        encoded = punycode(domain).lower()
    except UnicodeError:
        encoded = ""
    if not DOMAIN.fullmatch(encoded):
        raise ValueError(str(CHECK_AFTER))
    return encoded
