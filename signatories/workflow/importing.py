"""A whole list of names, put on the letter at once or not at all."""

from collections.abc import Iterable, Sequence
from itertools import batched

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from letters.models import Version
from letters.states import Phase

from .. import emails, tally
from ..imports.cells import Wrong
from ..imports.drafts import as_signatory
from ..imports.showing import says_who_is_listed
from ..models import ListRow, NameList, Signatory
from ..states import Kind, State
from .staff import known_organization
from .steps import Closed, Refused, User, letter_now, place_in_group, put_on_together

AT_ONCE = 500
# Each mail is rendered in the step's transaction; more would hold the database up.
MAILS = 2000


class AlreadyImported(Refused):
    """The names of this list were put on the letter before."""


@transaction.atomic
def import_list(names: NameList, *, by: User, tell: bool, all_listed: bool = False) -> int:
    """Put every row that is to go on the letter on it, confirmed; returns how many. All or nothing, and once.

    Raises Closed when the letter takes no names, and Refused, naming the row, when one cannot be put on.
    ``tell``: the office or person of each gets a receipt by mail, where an address is known.
    ``all_listed``: the people said that their names may be shown; a column of the list that says who is asked first.
    """
    letter = letter_now(names)
    if not NameList.objects.filter(pk=names.pk, imported_at=None).update(imported_at=letter.now, told=tell):
        raise AlreadyImported(_("The names of this list are on the letter already. Nothing was done twice."))
    if letter.phase not in (Phase.OPEN, Phase.CLOSED):
        raise Closed(_("This letter does not take signatures any more."))
    rows = list(_decided(names))
    all_listed = all_listed and names.kind == Kind.INDIVIDUAL and not says_who_is_listed(names)
    if tell and len(rows) > MAILS:
        raise Refused(_("More than %d cannot be told by mail at once. Import without mails.") % MAILS)
    version = letter.versions.order_by("-number").first()
    for batch in batched(rows, AT_ONCE):
        _put_on(names, batch, version, by=by, tell=tell, all_listed=all_listed)
    tally.recount()
    names.imported_at = letter.now
    return len(rows)


def _decided(names: NameList) -> Iterable[ListRow]:
    """Return the rows to put on; raises Refused while one is unread or undecided."""
    waiting = names.rows.undecided().count()
    if waiting:
        text = ngettext("%d row is not decided yet.", "%d rows are not decided yet.", waiting) % waiting
        raise Refused(f"{text} {_('Nothing was imported.')}")
    return names.rows.to_put_on().select_related("term__legislator", "organization").order_by("number")


def _put_on(
    names: NameList, rows: Sequence[ListRow], version: Version | None, *, by: User, tell: bool, all_listed: bool
) -> None:
    signatories = [_signatory(names, row, version, all_listed=all_listed) for row in rows]
    reasons = [_reason(names, row, all_listed=all_listed) for row in rows]
    try:
        put_on_together(signatories, by=by, at=names.letter.now, reasons=reasons)
    except IntegrityError as error:
        raise _taken(names, rows, signatories) from error
    for made in signatories if tell else ():
        emails.send_receipts(made)


def _signatory(names: NameList, row: ListRow, version: Version | None, *, all_listed: bool) -> Signatory:
    """Return the name as it will be stored, confirmed; raises Refused with the row when it cannot be."""
    letter = names.letter
    try:
        made = as_signatory(names, row, all_listed=all_listed)
        for name, value in place_in_group(made).items():
            setattr(made, name, value)
        if made.kind == Kind.ORGANIZATION and made.organization is None:
            made.organization = known_organization(made)
    except (Wrong, Refused) as error:
        raise _refused(row, str(error)) from error
    made.received_at = made.received_at or letter.now
    if not letter.takes_at(made.received_at):
        raise _refused(row, _("The letter did not take signatures when this was received. Say when that was."))
    made.state, made.submitted_at, made.confirmed_at = State.CONFIRMED, letter.now, letter.now
    made.version_shown, made.list_row = version, row
    return made


def _reason(names: NameList, row: ListRow, *, all_listed: bool) -> str:
    came = _("List “%(list)s”, row %(row)d.") % {"list": names, "row": row.number}
    return f"{came} {_('The people said that their names may be shown.')}" if all_listed else came


def _refused(row: ListRow, why: str) -> Refused:
    words = {"row": row.number, "raw": row.raw[:100], "why": why}
    return Refused(_("Row %(row)d (%(raw)s): %(why)s Nothing was imported.") % words)


def _taken(names: NameList, rows: Sequence[ListRow], signatories: Sequence[Signatory]) -> Refused:
    """Find the row whose principal is confirmed already, in the database or twice among these."""
    confirmed = Signatory.objects.confirmed().filter(letter=names.letter_id, kind=names.kind)
    seen: set[tuple[object, ...]] = set()
    for row, made in zip(rows, signatories, strict=True):
        name = made.folded_name if made.kind == Kind.OFFICEHOLDER else ""
        same = {"legislator": made.legislator_id, "organization": made.organization_id, "mailbox": made.mailbox}
        if made.kind not in (Kind.INDIVIDUAL, Kind.OFFICEHOLDER):
            same.pop("mailbox")
        same = {field: value for field, value in same.items() if value}
        principal = (*same.values(), name)
        is_on = bool(same) and confirmed.filter(**same, **({"folded_name": name} if name else {})).exists()
        if is_on or (same and principal in seen):
            return _refused(row, _("Another signature for %(name)s is confirmed.") % {"name": made})
        seen.add(principal)
    return Refused(_("A name of this list is confirmed already. Nothing was imported."))
