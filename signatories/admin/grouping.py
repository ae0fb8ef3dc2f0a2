"""A group made of a letter's signers, for the next letter: who signed then is whom to ask now."""

from collections import Counter
from itertools import chain, count

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.models import LegislatorGroup
from directory.states import GroupKind
from letters.models import Letter

from .. import workflow
from ..querysets import SignatoryQuerySet
from ..states import Kind, State


class GroupingAction(admin.ModelAdmin):
    """Adds the action to the list of names."""

    def has_group_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("directory.add_legislatorgroup")

    @admin.action(description=gettext_lazy("Make a group of these legislators"), permissions=["group"])
    def make_group(self, request: HttpRequest, names: SignatoryQuerySet) -> HttpResponse | None:
        letters = Letter.objects.filter(pk__in=names.values("letter"))[:2]
        if len(letters) != 1:
            self.message_user(request, _("Choose the names of one letter."), messages.WARNING)
            return None
        legislators = names.filter(kind=Kind.LEGISLATOR, legislator__isnull=False)
        signers = legislators.confirmed().in_order_of(letters[0]).select_related("legislator")
        members = {signer.legislator: signer.own_line for signer in signers}
        if not members:
            told = _("Nobody among these names is a legislator whose signature counts.")
            self.message_user(request, told, messages.WARNING)
            return None
        group = LegislatorGroup(name=_free_name(letters[0]), kind=GroupKind.OTHER)
        group.jurisdiction = letters[0].jurisdiction
        workflow.make_group(group, [(member, line) for member, line in members.items() if member])
        self._tell(request, group, len(members))
        uncounted = legislators.exclude(legislator__in=members)
        self._tell_left_out(request, uncounted, names.count() - legislators.count())
        return redirect("admin:directory_legislatorgroup_change", group.pk)

    def _tell(self, request: HttpRequest, group: LegislatorGroup, size: int) -> None:
        self.log_addition(request, group, "Made of a letter's signers.")
        said = ngettext(
            "The group “%(group)s” has %(count)d member.", "The group “%(group)s” has %(count)d members.", size
        )
        self.message_user(request, said % {"group": group, "count": size}, messages.SUCCESS)

    def _tell_left_out(self, request: HttpRequest, uncounted: SignatoryQuerySet, others: int) -> None:
        """Say of whom no member was made: legislators whose signature does not count, and who is no legislator."""
        states = Counter(uncounted.order_by("state").values_list("state", flat=True))
        if count := states.total():
            left = ngettext(
                "%(count)d signature does not count and was left out (%(states)s).",
                "%(count)d signatures do not count and were left out (%(states)s).",
                count,
            )
            why = ", ".join(f"{State(state).label}: {number}" for state, number in states.items())
            self.message_user(request, left % {"count": count, "states": why}, messages.WARNING)
        if others:
            left = ngettext(
                "%d name is no legislator's and was left out.",
                "%d names are no legislators' and were left out.",
                others,
            )
            self.message_user(request, left % others, messages.WARNING)


def _free_name(letter: Letter) -> str:
    """Return a name that no group has: with a number, where the letter's signers were grouped before."""
    base = _("Signatories of “%(letter)s”") % {"letter": letter.title[:150]}
    taken = set(LegislatorGroup.objects.filter(name__startswith=base).values_list("name", flat=True))
    return next(name for name in chain([base], (f"{base} ({number})" for number in count(2))) if name not in taken)
