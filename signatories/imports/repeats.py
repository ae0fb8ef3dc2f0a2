"""Names that are there already: on the letter, or earlier in the same list."""

import re
from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from directory.names import KEY_LENGTH, fold

from .. import said
from ..models import ListRow, NameList, Signatory
from ..states import Choice, Kind, Verdict
from .columns import Column

TAG = re.compile(r"\+[^@]*@")
# What another row may repeat: rows that found somebody.
NAMED = (Verdict.NEW, Verdict.LIKELY, Verdict.PERHAPS_TWICE)


def key_of(draft: Signatory) -> str:
    """Return what no two names of a letter may share; "" where nothing forbids a second one."""
    if draft.legislator_id:
        return f"legislator {draft.legislator_id}"
    if draft.organization_id:
        return f"organization {draft.organization_id}"
    if draft.kind == Kind.ORGANIZATION:
        return f"organization {draft.us_state} {draft.folded_name}"[:KEY_LENGTH]
    if draft.kind == Kind.OFFICEHOLDER:
        place = fold(draft.affiliation)
        return f"officeholder {draft.mailbox or ''} {draft.folded_name} {place}"[:KEY_LENGTH]
    return f"mailbox {draft.mailbox}" if draft.mailbox else ""


def likeness_of(draft: Signatory, says: dict[str, str]) -> str:
    """Return what two rows seldom share unless they are one principal's: the name and the place."""
    if draft.kind == Kind.ORGANIZATION and not draft.organization_id:
        same, _close = said.spellings(draft.printed_name)
        return f"{draft.us_state} {same[-1]}"[:KEY_LENGTH]
    place = says.get(Column.ZIP, "")[:5] or fold(draft.city)
    if draft.kind != Kind.INDIVIDUAL or not place:
        return ""
    return f"{draft.folded_name} {place}"[:KEY_LENGTH]


def mark(names: NameList, rows: list[ListRow], drafts: dict[int, Signatory]) -> None:
    """Give the rows of a slice that repeat something their verdict."""
    confirmed = on_the_letter(names, drafts.values())
    plain = [TAG.sub("@", row.key) for row in rows if TAG.search(row.key)]
    keys, alike = _first(names, rows, "key", plain), _first(names, rows, "likeness")
    for row in rows:
        if row.number not in drafts:
            continue
        if row.key in confirmed:
            row.verdict, row.why = Verdict.ALREADY_ON, _("This name is confirmed on the letter.")
        elif (first := keys.get(row.key, row.number)) < row.number:
            row.verdict, row.why = Verdict.TWICE, _("The same as row %d.") % first
        elif (first := alike.get(row.likeness, row.number)) < row.number:
            row.verdict = Verdict.PERHAPS_TWICE
            row.why = _("Same name and place as row %d, though something else differs.") % first
        elif (first := keys.get(TAG.sub("@", row.key), row.number)) < row.number:
            row.verdict = Verdict.PERHAPS_TWICE
            row.why = _("The address is that of row %d but for what follows the +.") % first


def _first(names: NameList, rows: list[ListRow], field: str, also: Iterable[str] = ()) -> dict[str, int]:
    """Return for each key of these rows the number of the first row that has it, in the slice or before it."""
    found: dict[str, int] = {}
    for row in rows:
        if (value := getattr(row, field)) and row.verdict in NAMED:
            found.setdefault(value, row.number)
    if not found:
        return {}
    earlier = names.rows.filter(number__lt=rows[0].number, verdict__in=NAMED)
    earlier = earlier.filter(**{f"{field}__in": {*found, *also}}).exclude(choice=Choice.LEAVE_OUT)
    return found | dict(earlier.order_by("-number").values_list(field, "number"))


def on_the_letter(names: NameList, drafts: Collection[Signatory]) -> set[str]:
    """Return the keys of those drafts whose principal is confirmed on the letter."""
    confirmed = Signatory.objects.confirmed().filter(letter=names.letter_id, kind=names.kind)
    by = {
        "legislator__in": {draft.legislator_id for draft in drafts if draft.legislator_id},
        "organization__in": {draft.organization_id for draft in drafts if draft.organization_id},
        "mailbox__in": {draft.mailbox for draft in drafts if draft.mailbox},
        "folded_name__in": {draft.folded_name for draft in drafts if names.kind == Kind.OFFICEHOLDER},
    }
    return {key_of(there) for lookup, values in by.items() if values for there in confirmed.filter(**{lookup: values})}
