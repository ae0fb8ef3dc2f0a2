"""What the names add to a letter's steps once it is sealed."""

from django.utils.translation import gettext_lazy as _

from letters.admin.steps import STEPS, Step
from letters.models import Letter
from letters.states import Phase

from .. import workflow
from ..sealing import freezing


def _has_something_later(letter: Letter) -> bool:
    return letter.sealed_at is not None and freezing.is_waiting(letter)


STEPS["supplement"] = Step(
    _("Seal a supplement"),
    _("The supplement is sealed."),
    workflow.seal_supplement,
    (Phase.CLOSED, Phase.DELIVERED),
    when=_has_something_later,
)
