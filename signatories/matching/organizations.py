"""Which organization of the directory is meant."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from django.utils.translation import gettext as _

from directory.models import Organization
from directory.states import Scope

from ..said import placed, spellings
from .verdicts import Certainty, Found


class Organizations:
    """All organizations of the directory, by every way to write them. Made once, asked for each name of a list."""

    @cached_property
    def by_spelling(self) -> dict[str, list[Organization]]:
        return _index((key, each) for each in self.all for key in spellings(each.name)[0])

    @cached_property
    def by_place(self) -> dict[tuple[str, str], list[Organization]]:
        """Return the chapters: by the name they share and their state, which their own name may say in brackets.

        Where a national organization has its seat, it may have a chapter too.
        """
        parts = ((each, *placed(each.name)) for each in self.all)
        return _index(
            ((key, each.state or state), each)
            for each, name, state in parts
            if state or (each.state and (each.parent_id or each.scope != Scope.NATIONAL))
            for key in spellings(name)[0]
        )

    @cached_property
    def all(self) -> list[Organization]:
        return list(Organization.objects.by_name())

    def find(self, name: str, *, state: str = "") -> Found:
        """Return the organization meant; chapters of one name are told apart by their state, or not at all."""
        shared, place = placed(name)
        if place and state in ("", place):
            for key in spellings(shared)[0]:
                if chapters := self.by_place.get((key, place)):
                    return _judge(chapters, place, exact=True)
        same, close = spellings(name)
        for key in (*same, *close):
            if known := self.by_spelling.get(key):
                return _judge(known, place or state, exact=key in same)
        return Found(Certainty.NONE, why=_("The directory does not have it yet."))


def _index[Key](pairs: Iterable[tuple[Key, Organization]]) -> dict[Key, list[Organization]]:
    found: defaultdict[Key, dict[int, Organization]] = defaultdict(dict)
    for key, organization in pairs:
        found[key][organization.pk] = organization
    return {key: list(known.values()) for key, known in found.items()}


def _judge(known: list[Organization], state: str, *, exact: bool) -> Found:
    there = [each for each in known if state and each.state == state]
    here = there or [each for each in known if not state or not each.state]
    if not here:
        return Found(Certainty.AMBIGUOUS, known, _("The directory has this name in another state."))
    if len(here) > 1:
        return Found(Certainty.AMBIGUOUS, here, _("Several organizations have this name."))
    return Found(Certainty.SURE, here) if exact else Found(Certainty.LIKELY, here, _("It is written differently."))
