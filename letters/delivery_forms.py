"""What staff fill in about a letter that went out: how it got there, what came back, what became of it."""

from itertools import chain
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from directory.states import JURISDICTIONS

from . import days_off
from .fields import FiledField
from .forms import NoteForm, ReasonForm, WallTimeField, to_moments
from .models import Addressee, Answer, Delivery, Letter, Outcome
from .models.delivery import Fact
from .states import Result, Stage, Way
from .workflow.delivery import TIME_TO_ANSWER

LONGEST = 20_000  # characters


def _date(**kwargs: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **kwargs)


def _text(rows: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea({"rows": rows}), max_length=LONGEST, required=False, **kwargs)


class DeliverForm(NoteForm):
    """One delivery to one addressee, or to several at once."""

    to = forms.TypedMultipleChoiceField(label=_("To"), widget=forms.CheckboxSelectMultiple)
    way = forms.ChoiceField(label=_("How"), choices=[("", "---------"), *Way.choices])
    at = WallTimeField(label=_("When"))
    carried_by = forms.CharField(label=_("Carried by"), required=False, max_length=120)
    reference = forms.CharField(label=_("Docket or tracking number"), required=False, max_length=120)
    proof = FiledField(
        label=_("Proof"), required=False, help_text=_("A receipt or stamped copy: PDF, PNG or JPEG, at most 5 MB.")
    )
    answer_due = _date(label=_("Answer due"), help_text=_("Shown on the letter's page; the list to chase goes by it."))
    tell = forms.BooleanField(
        label=_("Tell the signatories"),
        required=False,
        initial=True,
        help_text=_("A mail to everyone on the letter who has an address."),
    )
    field_order = ["to", "way", "at", "carried_by", "reference", "proof", "answer_due", "tell", "reason"]

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, letter=letter, initial={"at": letter.now, "answer_due": _due(letter)}, **kwargs)
        self.fields["at"].zone = letter.time_zone
        self.fields["at"].help_text = letter.zone_label
        due = self.initial["answer_due"]
        if closed := days_off.why(due, letter.jurisdiction):
            told = _("Offices are closed on %(days)s.") % {"days": f"{date_format(due)} ({closed})"}
            self.fields["answer_due"].help_text = f"{self.fields['answer_due'].help_text} {told}"
        own = {str(addressee.pk): addressee for addressee in letter.addressees.all()}
        self.fields["to"].choices = [(key, str(addressee)) for key, addressee in own.items()]
        self.fields["to"].coerce = own.get
        got_it = letter.deliveries.standing().values("addressee")
        self.initial["to"] = [addressee.pk for addressee in letter.addressees.exclude(pk__in=got_it)]
        if letter.stage == Stage.DELIVERED:
            del self.fields["tell"]  # they were told of the first

    def choose(self, addressee: Addressee) -> None:
        self.initial["to"] = [addressee.pk]

    def clean(self) -> dict[str, Any]:
        super().clean()
        to_moments(self, self.letter.time_zone)
        return self.cleaned_data


class AcknowledgeForm(NoteForm):
    """The addressee says: we have it."""

    delivery = forms.ModelChoiceField(
        label=_("Delivery"), queryset=Delivery.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    on = _date(label=_("Day"))
    text = _text(2, label=_("What was said"))
    field_order = ["delivery", "on", "text", "reason"]

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, letter=letter, initial={"on": _today(letter)}, **kwargs)
        waiting = letter.deliveries.standing().filter(acknowledged_on=None).select_related("addressee", "letter")
        self.fields["delivery"].queryset = waiting
        self.fields["delivery"].label_from_instance = described

    def choose(self, addressee: Addressee) -> None:
        of_this = self.fields["delivery"].queryset.filter(addressee=addressee)
        self.initial["delivery"] = of_this.values_list("pk", flat=True).first()


class FromAddresseeForm(NoteForm):
    """What one addressee did, on a day."""

    addressee = forms.ModelChoiceField(label=_("Addressee"), queryset=Addressee.objects.none())
    date = _date(label=_("Day"))

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, letter=letter, initial={"date": _today(letter)}, **kwargs)
        self.fields["addressee"].queryset = letter.addressees.all()

    def choose(self, addressee: Addressee) -> None:
        self.initial["addressee"] = addressee.pk


class AnswerForm(FromAddresseeForm):
    """What came back, as words, as a file, or both."""

    text = _text(10, label=_("The answer"))
    file = FiledField(label=_("File"), required=False, help_text=_("PDF, PNG or JPEG, at most 5 MB."))
    public = forms.BooleanField(
        label=_("Everyone may read it"),
        required=False,
        help_text=_("It is shown on the letter's page, and the signatories are told."),
    )
    tell = forms.BooleanField(
        label=_("Tell the signatories"),
        required=False,
        help_text=_("Even if it is not shown: the mail quotes the text."),
    )
    field_order = ["addressee", "date", "text", "file", "public", "tell", "reason"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not (self.cleaned_data.get("text") or self.cleaned_data.get("file") or self.errors):
            self.add_error("text", _("Write down what was answered, or choose the file of the answer."))
        return self.cleaned_data


class OutcomeForm(FromAddresseeForm):
    """What became of it. All of it is public."""

    result = forms.ChoiceField(label=_("Outcome"), choices=[("", "---------"), *Result.choices])
    jurisdiction = forms.ChoiceField(
        label=_("Place"),
        required=False,
        choices=[("", "---------"), *JURISDICTIONS],
        help_text=_("Where it holds, if not everywhere the letter asked for."),
    )
    note = _text(3, label=_("What happened"), help_text=_("Shown on the letter's page and its campaign's."))
    source = forms.CharField(
        label=_("Source"), required=False, max_length=300, help_text=_("Who says so; a link if there is.")
    )
    field_order = ["result", "date", "addressee", "jurisdiction", "note", "source", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["addressee"].required = False
        self.fields["addressee"].empty_label = _("All of them")


class StrikeForm(ReasonForm):
    """Which of the things that were recorded is an error."""

    fact = forms.ChoiceField(label=_("What is wrong"), widget=forms.RadioSelect)
    field_order = ["fact", "reason"]

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, letter=letter, **kwargs)
        kinds = (letter.deliveries, letter.answers, letter.outcomes)
        found = chain.from_iterable(kind.standing().select_related("addressee", "letter") for kind in kinds)
        self.facts = {f"{fact._meta.model_name}-{fact.pk}": fact for fact in found}  # noqa: SLF001 -- Django's documented Meta API
        self.fields["fact"].choices = [(key, described(fact)) for key, fact in self.facts.items()]

    def clean_fact(self) -> Fact:
        return self.facts[self.cleaned_data["fact"]]


def described(fact: Delivery | Answer | Outcome) -> str:
    """Return the fact in a line: what, when, and of a delivery how."""
    if isinstance(fact, Delivery):
        day = date_format(fact.at.astimezone(fact.letter.zone))
        return ", ".join(filter(None, [str(fact), fact.get_way_display(), day]))
    return f"{fact}, {date_format(fact.date)}"


def _due(letter: Letter) -> Any:
    """Return the day that the letter has, unless it is over before the first delivery."""
    if letter.answer_due and (letter.stage == Stage.DELIVERED or letter.answer_due >= _today(letter)):
        return letter.answer_due
    return _today(letter) + TIME_TO_ANSWER


def _today(letter: Letter) -> Any:
    return letter.now.astimezone(letter.zone).date()
