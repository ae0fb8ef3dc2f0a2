"""The approval queue: the held names, oldest first, with everything one decides by.

It is the list of names when "Held for staff" is chosen, with columns of its own. What they show is fetched for the
whole page at once.
"""

from collections.abc import Sequence

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from letters.clock import database_now

from .. import proof
from ..models import Signatory, TrailEntry
from ..states import State, Verb
from . import dossier
from .rivals import rivals_of

COLUMNS = ("claim", "acts", "address_and_proof", "others", "waits")
_HELD = TrailEntry.objects.filter(signatory=OuterRef("pk"), verb=Verb.HELD).order_by("-at", "-pk")
HELD_SINCE = Coalesce(Subquery(_HELD.values("at")[:1]), "submitted_at")
OLDEST_FIRST = (HELD_SINCE.asc(), "pk")


def is_queue(request: HttpRequest) -> bool:
    return request.GET.get("state__exact") == State.HELD


def queue_url() -> str:
    return reverse("admin:signatories_signatory_changelist", query={"state__exact": State.HELD})


def prepare(signatories: Sequence[Signatory]) -> None:
    """Give each what the columns show: its proof, the others who claim the name, and how long it waits."""
    now, rivals = database_now(), rivals_of(signatories)
    dossier.say_who_withdrew(signatories, rivals)
    for signatory, proven in zip(signatories, proof.of_all(signatories), strict=True):
        signatory.proof, signatory.rivals = proven, rivals[signatory.pk]
        signatory.asked_late = dossier.asked_late(signatory)
        signatory.waiting = timesince(signatory.held_since, now, depth=1)


class QueueList(ChangeList):
    """The changelist that fetches for the rows of its page together."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        prepare(list(self.result_list))


class QueueColumns(admin.ModelAdmin):
    """The columns of the queue, of rows that were prepared."""

    @admin.display(description=gettext_lazy("signs"), ordering="sort_name")
    def claim(self, signatory: Signatory) -> SafeString:
        reported = _("reported: “not me”") if signatory.reported_at else ""
        return _stacked(signatory.printed_name, signatory.seat or signatory.line, reported, signatory.asked_late)

    @admin.display(description=gettext_lazy("acting person"), ordering="agent_name")
    def acts(self, signatory: Signatory) -> SafeString:
        return _stacked(signatory.agent_name or "–", signatory.agent_role, signatory.authority)

    @admin.display(description=gettext_lazy("address, and what it proves"), ordering="mailbox")
    def address_and_proof(self, signatory: Signatory) -> SafeString:
        return _stacked(signatory.email or "–", str(signatory.proof))

    @admin.display(description=gettext_lazy("same claim"))
    def others(self, signatory: Signatory) -> SafeString:
        """How many others claimed the name, and whether one of them is on the letter."""
        if not signatory.rivals:
            return _labelled(_("Same claim"), _("nobody else"))
        count = len(signatory.rivals)
        said = ngettext("%d other", "%d others", count) % count
        page = reverse("admin:signatories_signatory_change", args=[signatory.pk])
        link = format_html('<a href="{}#rivals">{}</a>', page, said)
        on_it = any(other.state == State.CONFIRMED for other in signatory.rivals)
        return _labelled(
            _("Same claim"), _stacked(link, _("one is on the letter") if on_it else "", signatory.withdrew)
        )

    @admin.display(description=gettext_lazy("waits"), ordering=HELD_SINCE)
    def waits(self, signatory: Signatory) -> SafeString:
        return _labelled(_("Waits"), signatory.waiting)


def _stacked(first: str, *rest: str) -> SafeString:
    """Return the first line, and the others small below it."""
    return format_html("{}{}", first, format_html_join("", "<small>{}</small>", ((line,) for line in rest if line)))


def _labelled(label: str, text: str) -> SafeString:
    """Return the text with its column's title before it, for screens on which the table has no columns."""
    return format_html('<span class="label">{}: </span>{}', label, text)
