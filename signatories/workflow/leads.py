"""Who leads the letter: planned while it is a draft, confirmed by its publication."""

from django.db import transaction

from letters.clock import database_now
from letters.models import Letter, Version

from ..models import Signatory
from ..states import How, Source, State, Verb
from .steps import User, consent, move_to_confirmed, note


@transaction.atomic
def plan_lead(signatory: Signatory, *, by: User) -> Signatory:
    """Store a lead of a letter that is not published; held until publication confirms it."""
    signatory.state, signatory.source = State.HELD, Source.LEAD
    signatory.submitted_at = database_now()
    signatory.listed = True
    signatory.save()
    note(signatory, Verb.PLANNED, by=by)
    return signatory


def confirm_planned_leads(letter: Letter, version: Version, *, by: User) -> list[Signatory]:
    """Confirm every planned lead with the version just published. Called inside the publishing transaction."""
    leads = list(letter.signatories.held().filter(source=Source.LEAD, lead_position__isnull=False))
    for lead in leads:
        Signatory.objects.filter(pk=lead.pk).update(version_shown=version)
        lead.version_shown = version
        move_to_confirmed(lead, start=(State.HELD,), at=version.published_at)
        consent(lead, how=How.LEAD, at=version.published_at)
        note(lead, Verb.CONFIRMED, by=by, at=version.published_at)
    return leads
