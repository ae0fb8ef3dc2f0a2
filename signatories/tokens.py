"""Proof that the person who reads the mailbox is a person: link tokens, codes, and two signed cookies.

A token and a code are kept as digests only, serve one signature, and expire. The *browser* cookie says
"this browser filled in the form"; the *claim* cookie says "this browser opened the link from the mail".
"""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from directory.names import SUFFIXES, fold

from .states import Kind

if TYPE_CHECKING:
    from .models import Invitation, OfficeLink, Signatory

    type Opened = Signatory | Invitation | OfficeLink | Device

LIFETIME = timedelta(hours=72)  # mail may be greylisted for hours; this is evidence of consent, not a login
CLAIM_LIFETIME = timedelta(minutes=30)
BROWSER_LIFETIME = timedelta(days=14)  # longer than a mail: in this browser one press sends a fresh one
COOKIES_KEPT, FEW_KEPT = 12, 3  # of each kind, or of a rare one: servers refuse a request with more than 8 kB of them
INVITED_LIFETIME = timedelta(days=90)  # "once per device" (DESIGN §6); the letter itself closes much earlier
BROWSER, CLAIM, INVITED, OBJECTING = "signed", "claim", "invited", "objecting"
LEAVING, LEFT, OFFICE, ASKED, DEVICE = "leaving", "left", "office", "asked", "device"


class Device(NamedTuple):
    """What a browser once showed to know: whose office a mailbox is, or a member's surname. Tells nobody which."""

    uuid: UUID
    token_digest: str
    mailbox: str

    @classmethod
    def of(cls, mailbox: str) -> "Device":
        number = salted_hmac("signatories.office", mailbox, algorithm="sha256").hexdigest()[:32]
        return cls(UUID(number), "known", mailbox)

    @classmethod
    def of_member(cls, key: int) -> "Device":
        """Of a member, whichever letter a link is for; no mailbox reads like this."""
        return cls.of(f"member {key}")


def new_token() -> str:
    """Return what a link carries: 256 random bits."""
    return secrets.token_urlsafe(32)


def issue(signatory: "Signatory", *, at: datetime) -> tuple[str, str]:
    """Give the signatory a new link token (256 random bits) and six-digit code; only their digests are kept."""
    token, code = new_token(), f"{secrets.randbelow(10**6):06}"
    signatory.token_digest = digest_of_token(token)
    signatory.code_digest = digest_of_code(code, signatory.uuid)
    signatory.expires_at = at + LIFETIME
    return token, code


def issue_objection(signatory: "Signatory", *, until: datetime) -> str:
    """Give the signatory a link token that takes the name off, and does nothing else; no code goes with it."""
    token = new_token()
    signatory.token_digest, signatory.code_digest = digest_of_token(token, purpose=OBJECTING), ""
    signatory.expires_at = until
    return token


def stored(signatory: "Signatory") -> dict[str, Any]:
    """Return what a step stores after `issue`."""
    return {name: getattr(signatory, name) for name in ("token_digest", "code_digest", "expires_at")}


def digest_of_token(token: str, *, purpose: str = "") -> str:
    """Return what is stored of a token; it cannot be turned back into a link, nor serve another purpose."""
    return hashlib.sha256(f"{purpose}{token}".encode()).hexdigest()


def digest_of_code(code: str, uuid: UUID) -> str:
    """Return what is stored of a code: keyed, because six digits alone are quickly guessed from a digest."""
    return salted_hmac("signatories.code", f"{uuid}:{code}", algorithm="sha256").hexdigest()


def is_code_of(signatory: "Signatory", typed: str) -> bool:
    """Whether these digits (spaces and dashes allowed) are the ones in the signatory's last mail."""
    digits = "".join(character for character in typed if character in "0123456789")
    return bool(signatory.code_digest) and constant_time_compare(
        digest_of_code(digits, signatory.uuid), signatory.code_digest
    )


def who_filled_in(signatory: "Signatory") -> str:
    """Return the name of the person who acted: that of the signatory where a list put a person on the letter."""
    is_a_person = signatory.kind in (Kind.INDIVIDUAL, Kind.OFFICEHOLDER)
    return signatory.agent_name or (signatory.printed_name if is_a_person else "")


def surnames_of(full_name: str) -> list[str]:
    """Return the words behind the first name, or those before a comma. The mail says none; the link asks for one."""
    surname, _comma, given = full_name.partition(",")
    if fold(given) not in SUFFIXES | {""}:
        return fold(surname).split()
    words = fold(full_name).split()
    return [word for word in words[1:] if len(word) > 1] or words  # an initial is quickly guessed


def is_surname_of(full_name: str, typed: str) -> bool:
    """Whether the typed words stand together among the surnames.

    "García", "Márquez" and "garcia marquez" are all surnames of Gabriel García Márquez.
    """
    wanted = fold(typed)
    return bool(wanted) and f" {wanted} " in f" {' '.join(surnames_of(full_name))} "


def remember(
    request: HttpRequest, response: HttpResponse, name: str, opened: "Opened", *, lifetime: timedelta
) -> None:
    """Let this browser show later that it filled in the form, opened the link, or knew the surname.

    The oldest cookies go when there are many: servers refuse a request whose cookies outgrow some kilobytes.
    """
    known = [cookie for cookie in request.COOKIES if cookie.startswith(f"{name}-")]
    for cookie in known[: -COOKIES_KEPT if name in (BROWSER, CLAIM, INVITED) else -FEW_KEPT]:
        response.delete_cookie(cookie)
    response.set_cookie(
        f"{name}-{opened.uuid.hex}",
        signing.dumps(opened.token_digest, salt=_salt(name, opened)),
        max_age=lifetime,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def remembers(request: HttpRequest, name: str, opened: "Opened", *, lifetime: timedelta) -> str | None:
    """Return the token digest this browser was given for the signature or the personal link, or None."""
    try:
        value = request.COOKIES[f"{name}-{opened.uuid.hex}"]
        return signing.loads(value, salt=_salt(name, opened), max_age=lifetime)
    except (KeyError, signing.BadSignature):
        return None


def opened_here(request: HttpRequest, name: str) -> list[UUID]:
    """Return what this browser says it has opened; whether that is so, `remembers` tells of each."""
    said = [cookie.removeprefix(f"{name}-") for cookie in request.COOKIES if cookie.startswith(f"{name}-")]
    return [UUID(number) for number in said[-FEW_KEPT:] if re.fullmatch("[0-9a-f]{32}", number)]


def is_the_browser_of(request: HttpRequest, signatory: "Signatory") -> bool:
    """Whether the form was filled in here, for the address it has now."""
    return remembers(request, BROWSER, signatory, lifetime=BROWSER_LIFETIME) is not None


def _salt(name: str, opened: "Opened") -> str:
    """Bind a cookie to the mailbox too: when staff correct the address, whoever typed the wrong one is a stranger."""
    return f"{name}:{opened.uuid.hex}:{opened.mailbox}"
