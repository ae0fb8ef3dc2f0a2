"""Who else claims the same name on the same letter. One query for however many are asked about."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from ..models import Signatory, TrailEntry
from ..states import Kind, State, Verb

SHOWN = ("printed_name", "state", "agent_name", "email", "submitted_at")
COMPARED = ("letter", "kind", "legislator", "organization", "folded_name", "mailbox")


def rivals_of(signatories: Sequence[Signatory]) -> dict[int, list[Signatory]]:
    """Return for each signatory, by its key, the others with its claim, first the ones who came first."""
    found = defaultdict(list)
    for other in _who_may_be(signatories):
        for signatory in signatories:
            if signatory.pk != other.pk and _same_claim(signatory, other):
                found[signatory.pk].append(other)
    return found


def withdrawn_since(rivals: Mapping[int, Sequence[Signatory]]) -> dict[int, datetime]:
    """Return when a signature with the same claim was withdrawn last, for each of whom `rivals_of` found one."""
    gone = {key: [one.pk for one in found if one.state == State.WITHDRAWN] for key, found in rivals.items()}
    entries = TrailEntry.objects.filter(
        verb=Verb.WITHDRAWN, signatory__in={pk for found in gone.values() for pk in found}
    )
    at = dict(entries.order_by("at").values_list("signatory", "at"))
    return {key: max(moments) for key, found in gone.items() if (moments := [at[pk] for pk in found if pk in at])}


def _who_may_be(signatories: Sequence[Signatory]) -> list[Signatory]:
    """Return all that share anything with one of these; what they share is judged row by row."""
    shares = (
        Q(legislator__in={one.legislator_id for one in signatories if one.legislator_id})
        | Q(organization__in={one.organization_id for one in signatories if one.organization_id})
        | Q(folded_name__in={one.folded_name for one in signatories}, legislator=None)
        | Q(mailbox__in={one.mailbox for one in signatories if one.mailbox}, kind=Kind.INDIVIDUAL)
    )
    others = Signatory.objects.filter(shares, letter__in={one.letter_id for one in signatories})
    return list(others.only(*COMPARED, *SHOWN).order_by("submitted_at", "pk"))


def _same_claim(one: Signatory, other: Signatory) -> bool:
    """Two members may share a name; organizations and persons are told apart by nothing else."""
    if (one.letter_id, one.kind) != (other.letter_id, other.kind):
        return False
    if one.kind == Kind.LEGISLATOR:
        return one.legislator_id == other.legislator_id
    same_organization = one.organization_id is not None and one.organization_id == other.organization_id
    same_mailbox = one.kind == Kind.INDIVIDUAL and bool(one.mailbox) and one.mailbox == other.mailbox
    return one.folded_name == other.folded_name or same_organization or same_mailbox
