"""What staff decide about rows. A list whose names are on the letter is only read."""

from django.db import transaction
from django.utils.translation import gettext as _

from directory.models import Organization, Term

from ..models import ListRow, NameList
from ..querysets import ListRowQuerySet
from ..states import ACCEPTABLE, Choice, Kind, Verdict
from . import repeats
from .cells import Wrong
from .drafts import as_signatory
from .reading import Reader


class CannotDecide(Exception):
    """Why this cannot be decided so, in the reader's language."""


def choose(names: NameList, row: ListRow, candidate: int) -> None:
    """Say which of the candidates is meant, and put it on the letter, unless it is there already."""
    _check_open(names)
    if candidate not in row.candidates:
        raise CannotDecide(_("Choose one of the names shown."))
    if names.kind == Kind.LEGISLATOR:
        row.term = Term.objects.select_related("legislator").get(pk=candidate)
    else:
        row.organization = Organization.objects.get(pk=candidate)
    row.verdict, row.why = Verdict.NEW, _("Chosen by staff.")
    _put_on(names, row)


def pick(names: NameList, row: ListRow, term: Term) -> None:
    """Say that a member is meant whom the reading did not find; otherwise as `choose`."""
    row.candidates = [term.pk, *(other for other in row.candidates if other != term.pk)]
    choose(names, row, term.pk)


def accept(names: NameList, row: ListRow) -> None:
    """Take a likely match, or a row that only looks like a repetition, as it was read."""
    _check_open(names)
    if row.verdict not in ACCEPTABLE:
        raise CannotDecide(_("Correct this row or leave it out."))
    _put_on(names, row)


def _put_on(names: NameList, row: ListRow) -> None:
    try:
        draft = as_signatory(names, row)
    except Wrong as wrong:
        raise CannotDecide(str(wrong)) from wrong
    row.key = repeats.key_of(draft)
    other = names.rows.to_put_on().exclude(pk=row.pk).filter(key=row.key).first() if row.key else None
    if other:
        raise CannotDecide(_("Row %d is the same name.") % other.number)
    row.choice = Choice.PUT_ON
    if row.key in repeats.on_the_letter(names, [draft]):
        row.verdict, row.why = Verdict.ALREADY_ON, _("This name is confirmed on the letter.")
        row.choice = Choice.LEAVE_OUT
    row.save(update_fields=["key", "term", "organization", "candidates", "verdict", "why", "choice"])


def leave_out(names: NameList, row: ListRow) -> None:
    leave_all_out(names, names.rows.filter(pk=row.pk))


@transaction.atomic
def leave_all_out(names: NameList, rows: ListRowQuerySet) -> int:
    """Leave rows out; what only repeated one of them is read again, for now it may be the first of its name."""
    _check_open(names)
    keys = list(rows.exclude(key="").values_list("key", flat=True))
    alike = list(rows.exclude(likeness="").values_list("likeness", flat=True))
    count = rows.update(choice=Choice.LEAVE_OUT)
    names.rows.filter(verdict=Verdict.TWICE, key__in=keys).update(verdict="", choice=Choice.UNDECIDED)
    repeated = names.rows.undecided().filter(verdict=Verdict.PERHAPS_TWICE, likeness__in=alike)
    repeated.update(verdict="")
    return count


def accept_all(names: NameList, verdict: str) -> int:
    """Accept every undecided row of one verdict that may be accepted; returns how many."""
    _check_open(names)
    if verdict not in ACCEPTABLE:
        raise CannotDecide(_("Decide these rows one by one."))
    done = 0
    for row in names.rows.undecided().filter(verdict=verdict).select_related("term__legislator", "organization"):
        try:
            accept(names, row)
        except CannotDecide:  # stays undecided; its own page says why
            continue
        done += 1
    return done


def correct(names: NameList, row: ListRow, says: dict[str, str]) -> None:
    """Read one row again with what staff wrote instead."""
    _check_open(names)
    row.corrected = row.corrected | says
    row.choice = Choice.UNDECIDED
    Reader(names).read([row])


@transaction.atomic
def discard(names: NameList) -> None:
    """Delete a list and its rows, with everything they say about people. None of it is on a letter yet."""
    if not NameList.objects.select_for_update().filter(pk=names.pk, imported_at=None).first():
        raise CannotDecide(_("The names of this list are on the letter already. Nothing was changed."))
    names.rows.all().delete()
    names.delete()


def _check_open(names: NameList) -> None:
    if names.imported_at:
        raise CannotDecide(_("The names of this list are on the letter already. Nothing was changed."))
