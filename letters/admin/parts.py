"""The parts of a letter's form: the eight things that "New letter" asks, and, folded, what its type fills in."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from directory.states import Party

from ..forms import TranslationForm
from ..models import Addressee, Letter, PartyNote, Translation
from ..models.translation import other_languages
from ..states import UNPUBLISHED_STAGES, LetterType

TYPES = {
    LetterType.CONGRESS: _(
        "Members of the House and the Senate sign, or an aide for them. Only people who have the link see the page; "
        "names are shown at release, by surname."
    ),
    LetterType.STATE_LEGISLATURE: _(
        "Members of one state's legislature sign, or an aide for them. Only people who have the link see the page; "
        "names are shown at release, by chamber."
    ),
    LetterType.COALITION: _(
        "Organizations sign. The page is public; names are shown as they are accepted: national, state, then local."
    ),
    LetterType.PETITION: _(
        "Anyone signs with an e-mail address. The page is public; it counts everyone, and names those who want it, "
        "newest first."
    ),
    LetterType.OFFICEHOLDERS: _(
        "Mayors, sheriffs, chiefs of police sign. Only people who have the link see the page; names are shown at "
        "release, by state, with the office for identification only."
    ),
}

LETTER, TEXT, LETTERHEAD = _("The letter"), _("Text"), _("Letterhead")
DATE = _("Opening, and the date on the letter")
ADDRESS = _("Address of the page")
FOLDED = ("collapse",)
MARKDOWN = _(
    "Upload the letter as you wrote it in Word, or paste it here; the preview shows how it will look. When you type: "
    "an empty line between paragraphs; **bold**, *italic*; a line that begins with “1.” is a numbered demand; [^1] is "
    "a footnote, whose text stands at the end behind “[^1]:”."
)

FIRST = ("type", "campaign", "title")
REST: tuple[tuple[Any, dict[str, Any]], ...] = (
    (TEXT, {"fields": ("body_file", "salutation", "body", "closing")}),
    (
        _("Dear Colleague"),
        {
            "fields": ("dear_colleague_file", "dear_colleague", "endorsements", "asked_see_names"),
            "classes": FOLDED,
        },
    ),
    (_("Copies"), {"fields": ("cc",), "classes": FOLDED}),
    (_("Contact"), {"fields": (("contact_name", "contact_email", "contact_phone"),)}),
    (_("Closing time"), {"fields": (("closes_at", "time_zone"),)}),
    (LETTERHEAD, {"fields": ("letterhead",)}),
    (DATE, {"fields": ("opens_at", "grace_hours", "dated"), "classes": FOLDED}),
    (
        _("Who may sign, and what proves it"),
        {
            "fields": (
                ("takes_legislators", "takes_organizations", "takes_officeholders", "takes_individuals"),
                ("jurisdiction", "chamber"),
                "paired",
                "signers_group",
                "verification",
                "trusted_domains",
                "signing",
            ),
            "classes": FOLDED,
        },
    ),
    (
        _("Who sees the page and the names"),
        {"fields": (("listing", "names_shown"), "released_at", "withdrawals"), "classes": FOLDED},
    ),
    (_("How the names are listed"), {"fields": (("order_rule", "groups"), "line_under_name"), "classes": FOLDED}),
    (_("On paper"), {"fields": (("layout", "columns"),), "classes": FOLDED}),
    (_("Reminders"), {"fields": ("reminders",), "classes": FOLDED}),
    (_("Before it goes out"), {"fields": ("stale_after_days",), "classes": FOLDED}),
    (_("When the answer is due"), {"fields": ("answer_due",), "classes": FOLDED}),
    (ADDRESS, {"fields": ("slug",), "classes": FOLDED}),
)

DRAFT = frozenset({*FIRST, *flatten_fieldsets(REST)} - {"type"})
# What was signed stays; how it is shown, and whom to ask, may change.
AFTER_PUBLICATION = frozenset(
    {
        "contact_name",
        "contact_email",
        "contact_phone",
        "listing",
        "names_shown",
        "withdrawals",
        "order_rule",
        "groups",
        "line_under_name",
        "layout",
        "columns",
        "reminders",
        "stale_after_days",
        "trusted_domains",
        "answer_due",
        "dear_colleague",
        "dear_colleague_file",
        "endorsements",
    }
)
# What went out stays as it was printed.
AFTER_SEALING = AFTER_PUBLICATION - {"order_rule", "groups", "line_under_name", "layout", "columns"}
# Times that cannot be edited are shown by a column of the admin, on the letter's clock.
ON_THE_CLOCK = {"opens_at": "opens", "closes_at": "closes", "released_at": "released"}


def fieldsets(letter_type: str, editable: frozenset[str]) -> list[tuple[Any, dict[str, Any]]]:
    """Return the admin's fieldsets. A state's letter is asked at once which state, for no type can know it."""
    first = (*FIRST, "jurisdiction") if letter_type == LetterType.STATE_LEGISLATURE else FIRST
    rest = [(title, options | {"fields": _lines(options["fields"], editable, first)}) for title, options in REST]
    if "body" in editable:
        rest[0][1]["description"] = MARKDOWN
    return [(LETTER, {"fields": first}), *rest]


def _lines(lines: tuple[Any, ...], editable: frozenset[str], elsewhere: tuple[str, ...]) -> list[Any]:
    """Return the lines without what is asked elsewhere; times that are only read give way to their columns."""
    shown = []
    for line in lines:
        names = (line,) if isinstance(line, str) else line
        names = [name for name in names if name not in elsewhere and (name in editable or not name.endswith("_file"))]
        names = [name if name in editable else ON_THE_CLOCK.get(name, name) for name in names]
        shown += [names[0] if len(names) == 1 else names] if names else []
    return shown


class PartOfDraft(admin.options.InlineModelAdmin):
    """Rows that belong to the draft: whoever may edit the letter edits them, until it is published.

    ``after`` names the fieldset below which they stand.
    """

    after = LETTER

    def _may_edit(self, request: HttpRequest, letter: Letter | None) -> bool:
        verb = "change" if letter else "add"
        return request.user.has_perm(f"letters.{verb}_letter") and (
            letter is None or letter.stage in UNPUBLISHED_STAGES
        )

    def has_add_permission(self, request: HttpRequest, obj: Letter | None = None) -> bool:
        return self._may_edit(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Letter | None = None) -> bool:
        return self._may_edit(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Letter | None = None) -> bool:
        return self._may_edit(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Letter | None = None) -> bool:
        return request.user.has_perm("letters.view_letter") or request.user.has_perm("letters.change_letter")


class AddresseeInline(PartOfDraft, admin.StackedInline):
    model = Addressee
    fields = (("name", "title"), ("organization", "position"), "address")
    formfield_overrides = {models.TextField: {"widget": admin.widgets.AdminTextareaWidget({"rows": 3})}}

    def get_extra(self, request: HttpRequest, obj: Letter | None = None, **kwargs: Any) -> int:
        """One is asked of a new letter; more are added by a click."""
        return 0 if obj and obj.addressees.exists() else 1


class TranslationInline(PartOfDraft, admin.StackedInline):
    """The text in other languages. It is not what is signed, so it can be added, or mended, after publication."""

    after = TEXT
    model = Translation
    form = TranslationForm
    fields = ("language", "title", "salutation", "body", "closing")
    classes = FOLDED

    def _may_edit(self, request: HttpRequest, letter: Letter | None) -> bool:
        return request.user.has_perm(f"letters.{'change' if letter else 'add'}_letter")

    def get_extra(self, request: HttpRequest, obj: Letter | None = None, **kwargs: Any) -> int:
        return 0 if obj and obj.translations.exists() else 1

    def get_max_num(self, request: HttpRequest, obj: Letter | None = None, **kwargs: Any) -> int:
        return len(other_languages())


class PartyNoteInline(TranslationInline):
    """The Dear Colleague in other words for one party; like a translation, it is not what is signed."""

    after = _("Dear Colleague")
    model = PartyNote
    form = ModelForm
    fields = ("party", "text")

    def get_extra(self, request: HttpRequest, obj: Letter | None = None, **kwargs: Any) -> int:
        return 0

    def get_max_num(self, request: HttpRequest, obj: Letter | None = None, **kwargs: Any) -> int:
        return len(Party)
