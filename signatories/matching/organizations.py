"""Which organization of the directory is meant."""

from collections import defaultdict
from functools import cached_property

from django.utils.translation import gettext as _

from directory.models import Organization

from ..said import spellings
from .verdicts import Certainty, Found


class Organizations:
    """All organizations of the directory, by every way to write them. Made once, asked for each name of a list."""

    @cached_property
    def by_spelling(self) -> dict[str, list[Organization]]:
        found: defaultdict[str, dict[int, Organization]] = defaultdict(dict)
        for organization in Organization.objects.by_name():
            same, _close = spellings(organization.name)
            for key in same:
                found[key][organization.pk] = organization
        return {key: list(known.values()) for key, known in found.items()}

    def find(self, name: str, *, state: str = "") -> Found:
        """Return the organization meant; chapters of one name are told apart by their state, or not at all."""
        same, close = spellings(name)
        for key in (*same, *close):
            if known := self.by_spelling.get(key):
                return _judge(known, state, exact=key in same)
        return Found(Certainty.NONE, why=_("The directory does not have it yet."))


def _judge(known: list[Organization], state: str, *, exact: bool) -> Found:
    there = [each for each in known if state and each.state == state]
    here = there or [each for each in known if not state or not each.state]
    if not here:
        return Found(Certainty.AMBIGUOUS, known, _("The directory has this name in another state."))
    if len(here) > 1:
        return Found(Certainty.AMBIGUOUS, here, _("Several organizations have this name."))
    return Found(Certainty.SURE, here) if exact else Found(Certainty.LIKELY, here, _("It is written differently."))
