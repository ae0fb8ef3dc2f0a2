"""Who leads the letter: planned while it is a draft, confirmed by its publication."""

from django.db import transaction
from django.utils.translation import gettext as _

from letters.models import Letter, Version
from letters.states import UNPUBLISHED_STAGES

from ..models import Signatory
from ..states import LEAD_SOURCES, How, Source, State, Verb
from .steps import Refused, User, consent, letter_now, move_to_confirmed, note


@transaction.atomic
def plan_lead(signatory: Signatory, *, by: User) -> Signatory:
    """Store a lead, held until publication confirms it. Raises Refused when the letter is published already."""
    letter = letter_now(signatory)
    if letter.stage not in UNPUBLISHED_STAGES:
        raise Refused(_("This letter is now: %(stage)s. Nothing was changed.") % {"stage": letter.get_stage_display()})
    if signatory.pk and not letter.signatories.planned_leads().filter(pk=signatory.pk).exists():
        raise Refused(
            _("This signature is now: %(state)s. Nothing was changed.") % {"state": signatory.get_state_display()}
        )
    signatory.state = State.HELD
    signatory.source = signatory.source if signatory.source in LEAD_SOURCES else Source.LEAD
    signatory.submitted_at = letter.now
    signatory.listed = True
    signatory.save()
    note(signatory, Verb.PLANNED, by=by)
    return signatory


def confirm_planned_leads(letter: Letter, version: Version, *, by: User) -> list[Signatory]:
    """Confirm every planned lead with the version just published. Called inside the publishing transaction."""
    leads = list(letter.signatories.planned_leads())
    for lead in leads:
        Signatory.objects.filter(pk=lead.pk).update(version_shown=version)
        lead.version_shown = version
        move_to_confirmed(lead, start=(State.HELD,), at=version.published_at)
        consent(lead, how=How.LEAD, at=version.published_at)
        note(lead, Verb.CONFIRMED, by=by, at=version.published_at)
    return leads
