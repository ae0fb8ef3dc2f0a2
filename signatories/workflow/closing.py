"""What staff do before a letter goes out: say when, and note that its leads agree to the pages as they are."""

from datetime import datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from letters.models import Letter, Version
from letters.states import Phase

from .. import closing, mailings
from ..models import Agreement, Mailing, Signatory, TrailEntry
from ..states import MailingPurpose, State, Verb
from .steps import Refused, User, letter_now, note


@transaction.atomic
def announce(letter: Letter, *, goes_out_at: datetime, withdraw_by: datetime, by: User) -> Mailing:
    """Store when the letter goes out, and tell everyone who signed until when they can withdraw.

    With the times that were told already, only those are told who were confirmed since.
    """
    letter.refresh_from_db(from_queryset=Letter.objects.select_for_update(no_key=True).on_the_clock())
    letter.__dict__.pop("now", None)
    told = (
        closing.last_notice(letter) if (goes_out_at, withdraw_by) == (letter.goes_out_at, letter.withdraw_by) else None
    )
    _check(letter, goes_out_at, withdraw_by, told)
    Letter.objects.filter(pk=letter.pk).update(goes_out_at=goes_out_at, withdraw_by=withdraw_by)
    letter.goes_out_at, letter.withdraw_by = goes_out_at, withdraw_by
    earlier = letter.mailings.filter(purpose=MailingPurpose.GOES_OUT, finished_at=None)
    earlier.update(finished_at=letter.now)  # whoever was not told the old times is spared them
    times = {"goes_out": _on_its_clock(letter, goes_out_at), "withdraw_by": _on_its_clock(letter, withdraw_by)}
    reason = _("Goes out %(goes_out)s; withdraw by %(withdraw_by)s.") % times
    TrailEntry.objects.create(letter=letter, verb=Verb.SIGNATORIES_TOLD, at=letter.now, by=by, reason=reason[:500])
    return mailings.start(letter, MailingPurpose.GOES_OUT, told)


def _check(letter: Letter, goes_out_at: datetime, withdraw_by: datetime, told: Mailing | None) -> None:
    if letter.phase not in (Phase.OPEN, Phase.CLOSED) or letter.sealed_at:
        raise Refused(_("Nobody was told: that is done once the letter is open, and before it is sealed."))
    if told and not closing.not_told(letter, told).exists():
        raise Refused(_("Everyone was told these times already. Change one of them to tell everyone again."))
    if withdraw_by <= letter.now:
        raise Refused(_("Leave them time to withdraw: choose a moment that is still to come."))
    if withdraw_by > goes_out_at:
        raise Refused(_("Nobody can withdraw once the letter has gone out: choose an earlier moment for it."))
    if letter.closes_at and goes_out_at < letter.closes_at:
        closes = {"closes": _on_its_clock(letter, letter.closes_at)}
        raise Refused(_("The letter takes signatures until %(closes)s: it cannot go out before.") % closes)


def _on_its_clock(letter: Letter, moment: datetime) -> str:
    return f"{date_format(moment.astimezone(letter.zone), 'DATETIME_FORMAT')} {letter.zone_label}"


@transaction.atomic
def agree(lead: Signatory, *, version: Version, by: User) -> None:
    """Note that a lead agrees to the letter as it goes out. Noting it twice changes nothing."""
    letter = letter_now(lead)
    lead.refresh_from_db(fields=["state", "lead_position"])
    if lead.state != State.CONFIRMED or lead.lead_position is None:
        raise Refused(_("%(name)s does not lead this letter now. Nothing was noted.") % {"name": lead})
    if letter.versions.order_by("-number").first() != version:
        raise Refused(_("The text was changed since this page was shown. Show the leads the new pages first."))
    noted = {"noted_at": letter.now, "noted_by": by}
    if Agreement.objects.get_or_create(signatory=lead, version=version, defaults=noted)[1]:
        note(lead, Verb.AGREED, by=by, reason=str(version), at=letter.now)


@transaction.atomic
def strike_agreement(lead: Signatory, *, version: Version, by: User) -> None:
    """Take back what was noted by mistake; the trail keeps both."""
    if Agreement.objects.filter(signatory=lead, version=version).delete()[0]:
        note(lead, Verb.AGREEMENT_STRUCK, by=by, reason=str(version))
