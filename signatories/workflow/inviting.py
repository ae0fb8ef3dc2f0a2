"""Personal links: made by staff for one member's office, and taken back."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from directory.models import Legislator
from letters.clock import database_now
from letters.models import Letter
from letters.states import Phase
from letters.workflow import takes_online

from .. import tokens
from ..models import Invitation, TrailEntry
from ..states import Verb
from .steps import Closed, Refused, User, check_group

# More than a mail scanner types, which would else shut out the office: here no other way leads in. Whoever guesses has
# the link, and so the mail that names the member; the surname only tells a person from a program.
ENTRIES_AN_HOUR = 50
TAKES = (Phase.SCHEDULED, Phase.OPEN)


@transaction.atomic
def invite(letter: Letter, legislator: Legislator, *, by: User) -> tuple[Invitation, str]:
    """Make the link with which this member's office signs without further proof; return it and its token.

    The token is shown this once. Raises Closed when nobody can sign in a browser, Refused when the member may not.
    """
    letter = Letter.objects.on_the_clock().get(pk=letter.pk)
    if letter.phase not in TAKES or not takes_online(letter) or not letter.takes_legislators:
        raise Closed(_("This letter takes no legislator's signature in the browser now."))
    check_group(letter, legislator)
    if not letter.seats().filter(legislator=legislator).exists():
        raise Refused(_("%(name)s does not sit where this letter is signed.") % {"name": legislator.full_name})
    token = tokens.new_token()
    invitation = Invitation.objects.create(
        letter=letter,
        legislator=legislator,
        token_digest=tokens.digest_of_token(token),
        made_at=letter.now,
        made_by=by,
    )
    _note(invitation, Verb.INVITED, by=by)
    return invitation, token


@transaction.atomic
def revoke(invitation: Invitation, *, by: User) -> None:
    """Take the link back: it opens nothing any more, and what was not confirmed yet needs other proof."""
    if not Invitation.objects.good().filter(pk=invitation.pk).update(revoked_at=database_now()):
        raise Refused(_("This link was revoked already."))
    _note(invitation, Verb.LINK_REVOKED, by=by)


def take_an_entry(invitation: Invitation) -> bool:
    """Spend one of fifty surnames an hour; False when none is left. Counted before the entry is looked at."""
    now = database_now()
    rows = Invitation.objects.filter(pk=invitation.pk)
    over = Q(tries_since__isnull=True) | Q(tries_since__lte=now - timedelta(hours=1))
    rows.filter(over).update(tries_since=now, surname_tries=0)
    return bool(rows.filter(surname_tries__lt=ENTRIES_AN_HOUR).update(surname_tries=F("surname_tries") + 1))


def _note(invitation: Invitation, verb: Verb, *, by: User) -> None:
    name = invitation.legislator.full_name
    TrailEntry.objects.create(letter_id=invitation.letter_id, verb=verb, at=database_now(), by=by, reason=name)
