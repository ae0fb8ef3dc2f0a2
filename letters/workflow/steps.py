"""What every step shares: the guarded move, the letter held still, the refusal in words."""

from typing import Any

from django.contrib.auth.models import User as StaffUser
from django.utils.translation import gettext as _

from ..models import Letter
from ..states import Stage

User = StaffUser | None


class Refused(Exception):
    """A step that cannot be taken; the text says why, in the reader's language."""


def move(letter: Letter, *, start: tuple[Stage, ...], **fields: Any) -> None:
    """Change the letter if it still stands where the step starts; raises Refused otherwise."""
    if not Letter.objects.filter(pk=letter.pk, stage__in=start).update(**fields):
        stage = Letter.objects.get(pk=letter.pk).get_stage_display()
        raise Refused(_("This letter is now: %(stage)s. Nothing was changed.") % {"stage": stage})
    for name, value in fields.items():
        setattr(letter, name, value)
    letter.__dict__.pop("now", None)


def lock(letter: Letter) -> None:
    """Read the letter again, so that what is frozen is what is stored, and hold it until the step is done."""
    letter.refresh_from_db(from_queryset=Letter.objects.select_for_update())
    letter.__dict__.pop("now", None)
