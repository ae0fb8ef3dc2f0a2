"""Personal links: made by staff for one member's office, counted, and taken back. Many at once: sending.py."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from directory.models import Contact, Legislator
from directory.states import Left
from letters.clock import database_now
from letters.models import Letter
from letters.states import Phase
from letters.workflow import takes_online

from .. import tokens
from ..models import Invitation, TrailEntry
from ..states import Verb
from .steps import Closed, Refused, User, check_group, seat_of

# More than a mail scanner types, which would else shut out the office: here no other way leads in. Whoever guesses has
# the link, and so the mail that names the member; the surname only tells a person from a program.
ENTRIES_AN_HOUR = 50
TAKES = (Phase.SCHEDULED, Phase.OPEN)


@transaction.atomic
def invite(
    letter: Letter, legislator: Legislator, *, by: User, email: str = "", contact: Contact | None = None
) -> tuple[Invitation, str]:
    """Make the link with which this member's office answers without further proof; return it and its token.

    ``email`` and ``contact``: whom we send it to, if we do. The token is shown this once. Earlier links stay good.
    Raises Closed when nobody can sign in a browser, Refused when the member may not.
    """
    letter = open_letter(letter)
    if not letter.takes_legislators:
        raise Closed(_("This letter takes no legislator's signature in the browser now."))
    check_group(letter, legislator)
    seat_of(letter, legislator)
    token = tokens.new_token()
    invitation = Invitation.objects.create(
        letter=letter,
        legislator=legislator,
        contact=contact,
        email=email,
        token_digest=tokens.digest_of_token(token),
        made_at=letter.now,
        made_by=by,
    )
    _note(letter, Verb.INVITED, by=by, reason=legislator.full_name)
    return invitation, token


def open_letter(letter: Letter) -> Letter:
    """Return the letter as it stands now. Raises Closed when nobody can sign it in a browser, now or later."""
    letter = Letter.objects.on_the_clock().get(pk=letter.pk)
    if letter.phase not in TAKES or not takes_online(letter):
        raise Closed(_("Nobody can sign this letter in the browser now, so no link was made."))
    return letter


@transaction.atomic
def revoke(invitation: Invitation, *, by: User) -> None:
    """Take the link back: it opens nothing any more, and what was not confirmed yet needs other proof."""
    if not Invitation.objects.good().filter(pk=invitation.pk).update(revoked_at=database_now()):
        raise Refused(_("This link was revoked already."))
    _note(invitation.letter, Verb.LINK_REVOKED, by=by, reason=invitation.name)


@transaction.atomic
def revoke_all(letter: Letter, *, by: User) -> int:
    """Take back every link of a letter, those too whose mail is not written yet; returns how many."""
    count = letter.invitations.good().update(revoked_at=database_now())
    if not count:
        raise Refused(_("This letter has no link that is good."))
    # Those of who left too, from this moment on by staff: nobody's return makes them good again.
    letter.invitations.exclude(contact=None).exclude(contact__left=Left.HERE).update(revoked_at=database_now())
    _note(letter, Verb.LINK_REVOKED, by=by, reason=_("All links: %(count)d") % {"count": count})
    return count


def count_opening(invitation: Invitation) -> None:
    """Count that the link was opened. It says little: programs that look at mail open links too."""
    rows = Invitation.objects.filter(pk=invitation.pk)
    rows.update(opens=F("opens") + 1, opened_at=Coalesce("opened_at", database_now()))


def take_an_entry(invitation: Invitation) -> bool:
    """Spend one of fifty surnames an hour; False when none is left. Counted before the entry is looked at."""
    now = database_now()
    rows = Invitation.objects.filter(pk=invitation.pk)
    over = Q(tries_since__isnull=True) | Q(tries_since__lte=now - timedelta(hours=1))
    rows.filter(over).update(tries_since=now, surname_tries=0)
    return bool(rows.filter(surname_tries__lt=ENTRIES_AN_HOUR).update(surname_tries=F("surname_tries") + 1))


def _note(letter: Letter, verb: Verb, *, by: User, reason: str) -> None:
    TrailEntry.objects.create(letter=letter, verb=verb, at=database_now(), by=by, reason=reason)
