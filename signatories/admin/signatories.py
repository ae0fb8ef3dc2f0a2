"""The names of all letters: find, read, correct the printed line, decide, enter one, export what is on screen."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import DateFieldListFilter
from django.contrib.admin.utils import flatten
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.names import fold
from letters.models import Letter
from outbox.addresses import canonical

from .. import workflow
from ..models import Signatory, TrailEntry
from ..querysets import SignatoryQuerySet
from ..states import State
from . import dossier, filters, queue
from .columns import Columns
from .entering import enter_view
from .exporting import ADDRESSEE, STAFF, ExportPages
from .forms import PrintedLineForm
from .grouping import GroupingAction
from .replies import ReplyPages
from .rivals import rivals_of
from .steps import DECISIONS, STEPS, action, digest, steps_of

# More words than a name has are noise, and a burden to the database.
WORDS = 8
LINE = ("printed_name", ("title", "affiliation", "city"), "sort_name", "listed")
STANDING = (
    ("of_letter", "source"),
    "in_list",
    ("kind", "principal", "seat", "party", "lead_position"),
    ("submitted", "received", "confirmed"),
)
AGENT = (("agent_name", "agent_role"), "authority", "email", "proves", "told", "mail")


@admin.register(Signatory)
class SignatoryAdmin(GroupingAction, Columns, queue.QueueColumns, ExportPages, ReplyPages, admin.ModelAdmin):
    list_display = (
        "printed_name",
        "seat_or_line",
        "standing_and_why",
        "who_asked",
        "submitted_short",
        "confirmed_short",
        "mail_state",
    )
    list_filter = (
        filters.ByState,
        filters.ByLetter,
        filters.ByKind,
        filters.BeforeItGoesOut,
        filters.ByMail,
        filters.Reported,
        filters.IsLead,
        ("submitted_at", DateFieldListFilter),
        filters.ByParty,
        filters.ByUsState,
        filters.ByChamber,
    )
    search_fields = ("folded_name", "agent_name", "email", "organization__folded_name", "affiliation")
    search_help_text = gettext_lazy("Name (accents do not matter), acting person, e-mail, organization")
    ordering = ("-pk",)
    actions = (*(action(step) for step in STEPS), "make_group")
    form = PrintedLineForm
    fieldsets = (
        (gettext_lazy("How it stands"), {"fields": STANDING}),
        (gettext_lazy("Who acted"), {"fields": AGENT}),
        (gettext_lazy("As printed on the letter"), {"fields": LINE}),
    )

    def get_queryset(self, request: HttpRequest) -> SignatoryQuerySet:
        names = (
            super()
            .get_queryset(request)
            .select_related("letter__signers_group", "organization", "invitation", "confirmation_mail")
            .select_related("sealed_name", "dissociation")
        )
        newest = TrailEntry.objects.filter(signatory=OuterRef("pk")).order_by("-at", "-pk").values("reason")
        names = names.annotate(last_reason=Subquery(newest[:1]), held_since=queue.HELD_SINCE)
        return names.defer("letter__body", "letter__dear_colleague", "confirmation_mail__mime")

    # What may be done

    def has_delete_permission(self, request: HttpRequest, obj: Signatory | None = None) -> bool:
        return False

    def get_fieldsets(self, request: HttpRequest, obj: Signatory | None = None) -> tuple[Any, ...]:
        """Of a held name, who acted stands at the top of the page, beside the decision."""
        held = obj is not None and obj.state == State.HELD
        return tuple(part for part in self.fieldsets if not (held and part[1]["fields"] == AGENT))

    def get_readonly_fields(self, request: HttpRequest, obj: Signatory | None = None) -> tuple[str, ...]:
        """Only the printed line is edited, until it is sealed; the address while nobody has confirmed from it."""
        shown = flatten((*STANDING, *AGENT))
        if obj is not None and getattr(obj, "sealed_name", None):
            return (*shown, *flatten(LINE))
        return tuple(name for name in shown if name != "email" or obj is None or obj.state != State.PENDING)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup in filters.offered_lookups(self.list_filter)

    # The list

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return queue.QueueList if queue.is_queue(request) else ChangeList

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """The letter is a column, the last, unless all rows are one letter's."""
        columns = queue.COLUMNS if queue.is_queue(request) else self.list_display
        return columns if filters.chosen_letter(request) else (*columns, "of_letter_short")

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        """One letter's names stand as they will be printed, all others as they came; who waits longest comes first."""
        if queue.is_queue(request):
            return queue.OLDEST_FIRST
        letter = filters.chosen_letter(request)
        return Signatory.objects.in_order_of(letter).query.order_by if letter else self.ordering

    def get_search_results(
        self, request: HttpRequest, queryset: SignatoryQuerySet, search_term: str
    ) -> tuple[SignatoryQuerySet, bool]:
        for word in search_term.split()[:WORDS]:
            typed = Q(agent_name__icontains=word) | Q(email__icontains=word) | Q(affiliation__icontains=word)
            if key := fold(word):
                typed |= Q(folded_name__contains=key) | Q(organization__folded_name__contains=key)
            queryset = queryset.filter(typed)
        return queryset, False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        letter = filters.chosen_letter(request)
        every_list = _("Waiting for your decision") if queue.is_queue(request) else self.opts.verbose_name_plural
        shown = {
            "title": letter.title if letter else every_list.capitalize(),
            "letter": letter,
            "waiting": self._waiting(letter),
            "is_queue": queue.is_queue(request),
            "readers": [reader for reader in (STAFF, ADDRESSEE) if self.has_export_permission(request, reader)],
        }
        return super().changelist_view(request, shown | (extra_context or {}))

    def _waiting(self, letter: Letter | None) -> int:
        """How many wait for staff to decide, of the letter on screen or of all."""
        names = letter.signatories.all() if letter else Signatory.objects.all()
        return names.waiting_for_staff().count()

    # One name

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return enter_view(self, request)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Signatory | None = None, **kwargs: Any
    ) -> HttpResponse:
        if obj is not None:
            steps = steps_of(obj) if self.has_change_permission(request, obj) else []
            context |= {
                "letter": obj.letter,
                "show_save_and_add_another": False,
                "steps": [step for step in steps if step not in DECISIONS],
                "decisions": [step for step in steps if step in DECISIONS],
                "seen": digest([obj]),
                "told": dossier.who_is_told(obj) if obj.state == State.HELD else "",
                "rivals": self._rivals(obj),
                "overtaken": dossier.what_time_has_done(obj) if obj.state == State.CONFIRMED else [],
                "consents": obj.consents.select_related("version").order_by("given_at"),
                "trail": obj.trail.select_related("by"),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _rivals(self, signatory: Signatory) -> list[Signatory]:
        if signatory.state != State.HELD:
            return rivals_of([signatory])[signatory.pk]
        queue.prepare([signatory])
        return signatory.rivals

    def save_model(self, request: HttpRequest, obj: Signatory, form: PrintedLineForm, change: bool) -> None:  # noqa: FBT001 -- Django's
        obj.save(update_fields=form.written)
        if "email" in form.changed_data and not self._mail_to_new_address(request, obj):
            form.changed_data.remove("email")

    def _mail_to_new_address(self, request: HttpRequest, signatory: Signatory) -> bool:
        """Change the address together with the mail that goes to it, or not at all."""
        address = {"email": signatory.email, "mailbox": canonical(signatory.email)}
        try:
            with transaction.atomic():
                Signatory.objects.filter(pk=signatory.pk).update(**address)
                workflow.resend(signatory, by=request.user, reason=_("The address was corrected."))
        except workflow.Refused as refusal:
            kept = _("The e-mail address was not changed. %(why)s") % {"why": refusal}
            self.message_user(request, kept, messages.WARNING)
            return False
        return True
