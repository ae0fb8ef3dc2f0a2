"""How many confirmation mails may be asked for: by a mailbox, a network, for a letter. The one home of these limits.

A mailbox is counted in the database, over all letters, so that nothing forgets it. Networks and letters are counted in
the cache for an hour: a network under a keyed digest and nowhere else. With the cache in one process's memory each
process counts for itself, and begins anew with it. A cache that does not answer stops nobody (docs/adr/0013).
"""

import hashlib
import ipaddress
import logging
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import Case, Q, Sum, Value, When
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from .models import OfficeLink, Signatory, TrailEntry
from .states import Verb

logger = logging.getLogger(__name__)

UNANSWERED_A_DAY = 5
OFFICE_LINKS_A_DAY = 6
WINDOW = 3600  # seconds in which networks and letters are counted
SILENCE = 30.0  # seconds without counting after the cache failed


def exceeded(signatory: Signatory, *, network: str) -> str:
    """Spend one mail of every budget; return what to tell the person when one is used up, else "".

    Called inside the transaction that stores the mail. ``network`` is `network_of`, or "" when none asked.
    """
    _one_at_a_time(signatory.mailbox or "")
    if unanswered(signatory.mailbox or "", at=signatory.letter.now) >= UNANSWERED_A_DAY:
        return _("This address has several mails from us that nobody answered. Open the last one, or wait a day.")
    if network and not _spend(f"network:{network}", settings.MAILS_PER_NETWORK):
        return _("Your network has asked for very many confirmations. Wait an hour, then press the button again.")
    if not _spend(f"letter:{signatory.letter_id}", settings.MAILS_PER_LETTER):
        return _("Very many people are signing this letter. Wait an hour, then press the button again.")
    return ""


def links_exceeded(mailbox: str, *, network: str, at: datetime) -> str:
    """Spend one link to an office's page; return what to tell whoever asks for one too many, else "".

    Counted apart from confirmations, so that nobody keeps a person from signing by asking for links in their name.
    """
    _one_at_a_time(mailbox)
    links = OfficeLink.objects.filter(_same_owner(mailbox), made_at__gt=at - timedelta(days=1))
    if links.count() >= OFFICE_LINKS_A_DAY:
        return _("Many links were sent to this address today. Open the last one, or wait a day.")
    if network and not _spend(f"network:{network}", settings.MAILS_PER_NETWORK):
        return _("Your network has asked for very many mails. Wait an hour, then press the button again.")
    return ""


def unanswered(mailbox: str, *, at: datetime) -> int:
    """Return how many mails of the last day wait for an answer from this mailbox, sent again ones included.

    "This was not me" is an answer, so that nobody locks somebody out by signing with his address; but scanners press
    that button too, so it halves what a mail counts and no more.
    """
    since, asked = at - timedelta(days=1), Signatory.objects.asked().filter(_same_owner(mailbox))
    again = TrailEntry.objects.filter(signatory__in=asked, verb=Verb.RESENT, at__gt=since)
    halves = Case(When(reported_at=None, then=Value(2)), default=Value(1))
    sent = asked.pending().filter(submitted_at__gt=since).aggregate(halves=Sum(halves, default=0))["halves"]
    return sent // 2 + again.count()


def _untagged(mailbox: str) -> tuple[str, str]:
    """Return owner and domain: what follows a plus is the owner's own at most domains, and a budget's at all."""
    local_part, _at, domain = mailbox.rpartition("@")
    return local_part.partition("+")[0] or local_part, domain


def _same_owner(mailbox: str) -> Q:
    owner, domain = _untagged(mailbox)
    return Q(mailbox=f"{owner}@{domain}") | Q(mailbox__startswith=f"{owner}+", mailbox__endswith=f"@{domain}")


def _one_at_a_time(mailbox: str) -> None:
    """Let whoever writes to one mailbox wait for each other, or a hundred at once all find it empty.

    Until the transaction ends, and nobody else is held up. SQLite has one writer anyway.
    """
    if connection.vendor == "postgresql":
        key = int.from_bytes(hashlib.sha256(f"mailbox:{_untagged(mailbox)}".encode()).digest()[:8], signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def network_of(request: HttpRequest) -> str:
    """Return the keyed digest of the network that asks, or "" when it cannot be told.

    One IPv4 address or one IPv6 /64. Each trusted proxy adds one entry at the end of X-Forwarded-For; what stands
    before those is whatever the visitor liked to write.
    """
    forwarded = request.headers.get("X-Forwarded-For", "").split(",") if settings.TRUSTED_PROXIES else []
    hops = [*filter(None, map(str.strip, forwarded)), request.META.get("REMOTE_ADDR", "")]
    network = _network(hops[-1 - min(settings.TRUSTED_PROXIES, len(hops) - 1)])
    return salted_hmac("signatories.budgets", network, algorithm="sha256").hexdigest() if network else ""


def _network(written: str) -> str:
    """Return the network of an address as proxies write it: also [::1]:443, 192.0.2.1:443 and ::ffff:192.0.2.1."""
    host = written.partition("]")[0].removeprefix("[") if "[" in written else written
    host = host.partition(":")[0] if host.count(":") == 1 else host
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return ""
    address = getattr(address, "ipv4_mapped", None) or address
    return str(ipaddress.ip_network((address, 32 if address.version == 4 else 64), strict=False))


class _Cache:
    """Whether the cache is worth asking: not for a while after it failed, or every form would wait for it."""

    silent_until = 0.0


def _spend(name: str, limit: int) -> bool:
    """Count one more of this name; False when the limit was reached before."""
    if time.monotonic() < _Cache.silent_until:
        return True
    try:
        cache.add(f"budget:{name}", 0, WINDOW)
        return cache.incr(f"budget:{name}") <= limit
    except ValueError:  # it ran out between the two lines
        return True
    except Exception as error:  # noqa: BLE001 -- whatever a cache does to us, people can sign
        logger.warning("The cache cannot be used (%s): nothing is counted for a while.", type(error).__name__)
        _Cache.silent_until = time.monotonic() + SILENCE
        return True
