from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Certainty(TextChoices):
    """How surely a name was found in the directory."""

    SURE = "sure", _("Sure")
    LIKELY = "likely", _("Likely")
    AMBIGUOUS = "ambiguous", _("Ambiguous")
    NONE = "none", _("Nobody found")


@dataclass(frozen=True)
class Found:
    """The verdict on one name: how sure, who (terms or organizations, the likeliest first), and why not surer."""

    certainty: Certainty
    candidates: list[Any] = field(default_factory=list)
    why: str = ""

    @property
    def one(self) -> Any | None:
        """The one candidate, when it is sure or likely; nobody is picked out of several."""
        return self.candidates[0] if self.certainty in (Certainty.SURE, Certainty.LIKELY) else None
