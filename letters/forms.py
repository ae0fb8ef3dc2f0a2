"""What staff fill in about a letter. A form cleans and builds; letters/workflow decides."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Field, Model
from django.utils.formats import date_format
from django.utils.timezone import is_aware, make_naive
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.states import CONGRESS

from . import days_off, text
from .clock import DEFAULT_ZONE, NoSuchTime, from_wall_time
from .drafting import DraftingForm
from .models import Addressee, Letter, Translation
from .models.translation import other_languages
from .presets import PRESETS, QUIET_TYPES
from .slugs import free_slug
from .states import LetterType, Listing
from .tidy import tidy

FIVE_PM = time(17)
YEARS = range(1900, 3000)  # at the ends of the calendar a time zone leads out of it


class WallTimeWidget(forms.SplitDateTimeWidget):
    """The browser's own pickers: they need no script and speak the reader's language."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        day: dict[str, Any] = {"type": "date", "aria-label": gettext_lazy("Date")}
        hour: dict[str, Any] = {"type": "time", "aria-label": gettext_lazy("Time")}
        super().__init__(date_format="%Y-%m-%d", time_format="%H:%M", date_attrs=day, time_attrs=hour)


class WallTimeField(forms.SplitDateTimeField):
    """A time as a clock in the letter's zone shows it. Cleaned it is naive, until `to_moments` knows the zone."""

    widget = WallTimeWidget
    zone = DEFAULT_ZONE

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime) and is_aware(value):
            return make_naive(value, ZoneInfo(self.zone)).replace(second=0, microsecond=0)
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def compress(self, data_list: list[Any]) -> datetime | None:
        moment = super().compress(data_list)  # on the server's clock
        if moment and moment.year not in YEARS:
            raise forms.ValidationError(self.error_messages["invalid_date"], code="invalid_date")
        return moment and make_naive(moment)


def to_moments(form: forms.BaseForm, zone: str) -> None:
    """Turn the form's wall times into moments; one that the clock skips or shows twice is refused at its field."""
    times = [name for name, field in form.fields.items() if isinstance(field, WallTimeField)]
    for name in times:
        if wall := form.cleaned_data.get(name):
            try:
                form.cleaned_data[name] = from_wall_time(wall, zone)
            except NoSuchTime as error:
                form.add_error(name, str(error))


def as_shown(letter: Letter, rows: Iterable[Model] = ()) -> str:
    """Return a fingerprint of the letter and its rows as a form shows them, to find out what was changed since."""
    values = "\n".join(
        f"{field.attname}={_value(field, shown)!r}"
        for shown in (letter, *rows)
        for field in shown._meta.concrete_fields  # noqa: SLF001 -- Django's documented Meta API
    )
    return hashlib.sha256(values.encode()).hexdigest()


def _value(field: Field, shown: Model) -> Any:
    value = field.value_from_object(shown)
    return bytes(value) if isinstance(value, memoryview) else value  # PostgreSQL's bytes print where they lie


class LetterForm(DraftingForm):
    """The draft of a letter. A new one (``letter_type``) starts with everything its type fills in."""

    letter_type: str | None = None
    rows: tuple[Model, ...] = ()  # what the page shows below the letter's own fields

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("instance") is None:
            kwargs["instance"] = Letter(type=self.letter_type, **PRESETS[self.letter_type])
            kwargs["initial"] = {"closes_at": [None, FIVE_PM]} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, WallTimeField):
                field.zone = self.instance.time_zone
        if "slug" in self.fields:
            self.fields["slug"].required = False
        if "jurisdiction" in self.fields:
            offer_legislatures(self.fields["jurisdiction"], self.instance.type)

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if self.instance.pk and self.data.get("seen") != as_shown(self.instance, self.rows):
            told = _(
                "Nothing was saved: somebody else changed this letter while you were writing. What you typed is "
                "below. Look at the letter in another window; Save puts your words over theirs."
            )
            self.add_error(None, told)
        to_moments(self, data.get("time_zone") or self.instance.time_zone)
        opens_at, closes_at = data.get("opens_at"), data.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("closes_at", _("The letter must close after it opens."))
        group = data.get("signers_group")
        if group and group.jurisdiction != data.get("jurisdiction", self.instance.jurisdiction):
            told = _("This group is of another legislature (%(legislature)s) than the letter.")
            self.add_error("signers_group", told % {"legislature": group.get_jurisdiction_display()})
        if "slug" in self.fields and not data.get("slug") and "slug" not in self.errors:
            hard_to_guess = data.get("listing") == Listing.LINK_ONLY
            data["slug"] = self.instance.slug or free_slug(data.get("title", ""), hard_to_guess=hard_to_guess)
        return data


class TranslationForm(forms.ModelForm):
    """The text in one other language of the site."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=other_languages)

    class Meta:
        model = Translation
        fields = ("language", "title", "salutation", "body", "closing")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("language", other_languages()[0][0])

    def clean_body(self) -> str:
        body = self.cleaned_data["body"]
        return tidy(body) if "body" in self.changed_data else body


def offer_legislatures(field: forms.ChoiceField, letter_type: str) -> None:
    """A letter to Congress is signed by Congress, a state's by one of the states; others may have any, or none."""
    if letter_type in (LetterType.CONGRESS, LetterType.STATE_LEGISLATURE):
        of_congress = letter_type == LetterType.CONGRESS
        field.choices = [choice for choice in field.choices if (choice[0] == CONGRESS) == of_congress]
        field.required = True


class NoteForm(forms.Form):
    """A step that may be explained. What is cleaned are the keywords of the step's function."""

    reason = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Kept in the letter's trail, for staff only."),
    )

    def __init__(self, *args: Any, letter: Letter, by: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.letter, self.by = letter, by

    def choose(self, addressee: Addressee) -> None:
        """Choose the addressee for whom the page was opened; most steps are of the whole letter."""


class SuccessorForm(NoteForm):
    """The title of a new letter that follows this one."""

    title = forms.CharField(
        label=gettext_lazy("Title of the new letter"),
        max_length=200,
        widget=forms.TextInput({"size": 70}),
        help_text=gettext_lazy("So far the earlier letter's. One of its own keeps the two apart in lists and mails."),
    )
    field_order = ["title", "reason"]

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, letter=letter, initial={"title": letter.title}, **kwargs)


class PublishForm(NoteForm):
    """Publication freezes the words that this page's reader has seen, and no others."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, letter=letter, initial={"seen": text.digest(text.freeze(letter))}, **kwargs)


class ReasonForm(NoteForm):
    """A step that must be explained to staff."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True
        self.fields["reason"].label = _("Reason")


class PublicReasonForm(ReasonForm):
    """A step that must be explained to everyone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Public reason")
        self.fields["reason"].help_text = _("Shown on the letter's page, to everyone who opens it.")


class TimeForm(NoteForm):
    """A step for which staff choose a time, on the clock of the letter's zone."""

    def clean(self) -> dict[str, Any]:
        super().clean()
        to_moments(self, self.letter.time_zone)
        self._ask_once_more()
        return self.cleaned_data

    def _ask_once_more(self) -> None:
        """Before a step mails a day on which offices are closed, whoever takes it says that this day is meant."""
        times = [value for value in self.cleaned_data.values() if isinstance(value, datetime)]
        chosen = [moment for moment in times if moment > self.letter.now]
        if not (when := ", ".join(days_off.closed_at(self.letter, chosen))):
            return
        meant = self.data.get("meant") == when  # of this very day, not of the one chosen before
        box = forms.CheckboxInput({"value": when}, check_test=lambda _sent: meant)
        self.fields["meant"] = forms.BooleanField(label=_("Yes, this time"), widget=box, required=False)
        if not meant:
            told = _("Many offices are closed then: %(when)s. Choose another time, or tick the box.")
            self.add_error("meant", told % {"when": when})

    def say_zone(self, name: str, *more: str, after: datetime | None = None) -> None:
        """Say whose clock it is, and on which days soon to come offices are closed."""
        start = max(filter(None, (after, self.letter.now))).astimezone(self.letter.zone).date()
        closed = [
            f"{date_format(day, 'D')}, {date_format(day)} ({why})"
            for day, why in days_off.ahead(start, self.letter.jurisdiction)
        ]
        holidays = _("Offices are closed on %(days)s.") % {"days": "; ".join(closed)} if closed else ""
        self.fields[name].help_text = " ".join(filter(None, (f"{self.letter.zone_label}.", *more, holidays)))


class ExtendForm(TimeForm, PublicReasonForm):
    """A later deadline."""

    to = WallTimeField(label=gettext_lazy("New closing time"))
    tell = forms.BooleanField(
        label=gettext_lazy("Tell the signatories"),
        required=False,
        help_text=gettext_lazy("Everyone who has signed gets a mail with the new closing time and the reason."),
    )
    field_order = ["to", "reason", "tell"]

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        local = letter.closes_at_local
        chosen = local is not None and not local.second  # "Close now" is no time that somebody chose
        first = {"to": [None, local.time() if chosen else FIVE_PM], "tell": letter.type not in QUIET_TYPES}
        super().__init__(*args, letter=letter, initial=first, **kwargs)
        self.say_zone("to", after=letter.closes_at)


class ReleaseForm(TimeForm):
    """Now, or at a time to come."""

    at = WallTimeField(label=gettext_lazy("Time of the release"), required=False)
    field_order = ["at", "reason"]

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        planned = letter.released_at if letter.release_is_planned else None
        super().__init__(*args, letter=letter, initial={"at": planned}, **kwargs)
        self.fields["at"].zone = letter.time_zone
        self.say_zone("at", _("Leave it empty to release now."))
