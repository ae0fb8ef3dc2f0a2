"""The mail domains a letter trusts: which the directory suggests, and which are trusted in vain."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from directory.models import MailDomain, elsewhere, strongest
from directory.states import TRUSTABLE_KINDS, is_free_mail, patterns_of

from .models import Letter

NAMED = 8  # domains in one sentence


def suggested(letter: Letter) -> QuerySet[MailDomain]:
    """Return the domains from which offices of the letter's legislature write."""
    rows = MailDomain.objects.filter(jurisdiction=letter.jurisdiction, kind__in=TRUSTABLE_KINDS)
    return rows.filter(chamber__in=("", letter.chamber)) if letter.chamber else rows


def what_to_trust(letter: Letter) -> str:
    """Say which domains the directory knows for the letter's legislature, to whoever has to choose some."""
    domains = list(dict.fromkeys(suggested(letter).values_list("domain", flat=True)))
    if not domains:
        return _("The directory knows no mail domain of this legislature.")
    told = {"domains": ", ".join(domains[:NAMED]), "count": len(domains) - NAMED}
    if len(domains) <= NAMED:
        return _("The directory knows these for its legislature: %(domains)s.") % told
    return _("The directory knows these for its legislature: %(domains)s, and %(count)d more.") % told


def in_vain(letter: Letter) -> dict[str, str]:
    """Return the trusted domains from which no legislator's signature counts at once, each with the reason."""
    trusted = sorted(letter.trusted_domain_set)
    rows = list(MailDomain.objects.covering(*trusted)) if trusted and letter.takes_legislators else []
    reasons = {}
    for domain in trusted:
        if reason := _against(domain, [row for row in rows if row.domain in patterns_of(domain)], letter):
            reasons[domain] = reason
    return reasons


def doubts(letter: Letter) -> list[str]:
    """Return a sentence about each domain that is trusted in vain."""
    says = _("Trusted, but no legislator's signature counts at once from there: %(domain)s (%(why)s).")
    return [says % {"domain": domain, "why": why} for domain, why in in_vain(letter).items()]


def _against(domain: str, rows: list[MailDomain], letter: Letter) -> str:
    if is_free_mail(domain):
        return _("anybody can have an address there")
    if kind := strongest(rows, letter.jurisdiction, letter.chamber):
        return "" if kind in TRUSTABLE_KINDS else str(kind.label)
    return elsewhere(rows)
