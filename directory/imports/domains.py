"""Reading the table of mail domains: which offices of a legislature use one, and what an address there proves."""

from pathlib import Path

from django.db import transaction
from django.db.models import Q

from directory.models import MailDomain
from directory.states import DomainKind

from .files import read_text
from .outcome import Outcome
from .records import at
from .rows import Rows
from .tables import Cells, rows
from .values import chamber_of

NEEDED = (("jurisdiction",), ("chamber",), ("domain",), ("kind",))
# What the table distinguishes further, and what proves nothing all the same.
PROVES_NOTHING = ("typo", "other_org", "vanity_or_campaign", "freemail")


@transaction.atomic
def import_domains(path: str | Path, *, dry_run: bool = False) -> Outcome:
    """Add the domains of a CSV file and change their evidence; all or nothing, nothing is deleted. Raises BadFile.

    Rows that count addresses elsewhere, such as "(free-mail providers)", name no domain: they are left out.
    """
    table = Rows(MailDomain.objects, Q(), ("kind",))
    known = {_key(domain): domain for domain in table.rows}
    read = left_out = 0
    for where, cells in rows(path, read_text(Path(path)), NEEDED):
        read += 1
        if cells["domain"].startswith("("):
            left_out += 1
            continue
        with at(where):
            said = _domain(cells)
        if _key(said) not in known:
            known[_key(said)] = said
            table.rows.append(said)
        known[_key(said)].kind = said.kind
    added, changed = table.write()
    transaction.set_rollback(dry_run)
    return Outcome(read, len(added), len(changed), left_out)


def _key(domain: MailDomain) -> tuple[str, str, str]:
    return domain.domain, domain.jurisdiction, domain.chamber


def _domain(cells: Cells) -> MailDomain:
    kind = DomainKind.OTHER if cells["kind"] in PROVES_NOTHING else cells["kind"]
    domain = MailDomain(
        domain=cells["domain"].lower(),
        jurisdiction=cells["jurisdiction"].upper(),
        chamber=chamber_of(cells["chamber"]),
        kind=kind,
    )
    domain.clean_fields()
    domain.clean()
    return domain
