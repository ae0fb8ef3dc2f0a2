"""A name that came by phone or mail, as staff enter it.

The forms are the public ones, asking what only staff know instead of what only the signer can say.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet, TextChoices
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Organization, Term
from directory.names import fold
from directory.searching import Fit
from letters.forms import WallTimeField, to_moments
from letters.models import Letter
from outbox.addresses import canonical

from .fields import LineField, MailboxField
from .forms import IndividualForm, LegislatorForm, OfficeholderForm, OrganizationForm, SignForm
from .models import Signatory
from .states import Kind


class Came(TextChoices):
    """How the principal's wish reached staff; kept as the signatory's statement of authority."""

    MAIL = "mail", gettext_lazy("Asked by e-mail")
    PHONE = "phone", gettext_lazy("Asked by phone")
    PERSON = "person", gettext_lazy("Asked in person")
    PAPER = "paper", gettext_lazy("Asked on paper or by fax")


class TypedField(LineField):
    """Something of the directory, typed. The browser suggests from a plain list; words are looked up without it.

    ``queryset`` is what may be found. Phones, keyboards and browsers without scripts are all served.
    """

    queryset: QuerySet

    def __init__(self, *, queryset: QuerySet, **kwargs: Any) -> None:
        super().__init__(max_length=255, **kwargs)
        self.queryset = queryset
        self.widget.attrs |= {"list": "known", "autofocus": True}

    def known(self) -> list[Model]:
        """Return everything that may be found, as it is now: fields are shared between requests."""
        return list(self.queryset.all())

    def suggestions(self) -> SafeString:
        """Return the list from which the browser completes what is typed."""
        options = format_html_join("", '<option value="{}">', ((str(thing),) for thing in self.known()))
        return format_html('<datalist id="known">{}</datalist>', options)

    def find(self, typed: str) -> list[Model]:
        """Return what fits: the one of exactly this label, or those of whole words, or those of beginnings."""
        found = list(self.queryset.found_by(typed)[:100])
        if exact := [thing for thing in found if str(thing) == typed]:
            return exact
        return [thing for thing in found if thing.fit != Fit.BEGINNING] or found


def _one_of(things: Iterable[Model]) -> str:
    return get_text_list(list(dict.fromkeys(map(str, things)))[:10], _("or"))


class EnterForm(SignForm):
    """What staff add to every kind: how it came and when, and whether the name is printed."""

    version = remember = None
    pick = ""
    authority = forms.ChoiceField(label=gettext_lazy("How it came"), choices=Came)
    email = MailboxField(
        label=gettext_lazy("E-mail of who asked"), required=False, help_text=gettext_lazy("Gets a receipt.")
    )
    received_at = WallTimeField(label=gettext_lazy("Received"), required=False)
    listed = forms.BooleanField(
        label=gettext_lazy("Print the name"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Otherwise it is counted, not named."),
    )
    who: tuple[Any, ...] = ()
    asked: tuple[Any, ...] = (("agent_name", "agent_role"), "email")
    typed = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_at"].zone = self.letter.time_zone
        self.fields["received_at"].help_text = _("%(zone)s time. Empty: now.") % {"zone": self.letter.zone_label}
        for field in self.fields.values():
            if isinstance(field.widget, forms.TextInput | forms.EmailInput):
                field.widget.attrs.setdefault("class", "vTextField")

    @property
    def fieldsets(self) -> list[tuple[str, dict[str, Any]]]:
        """Return the fields in the order in which they are asked, as the admin groups them."""
        return [
            (_("Who signs"), {"fields": (*self.who, "listed")}),
            (_("Who asked, how and when"), {"fields": (*self.asked, "authority", "received_at")}),
        ]

    def clean(self) -> dict[str, Any]:
        super().clean()
        to_moments(self, self.letter.time_zone)
        received, opens = self.cleaned_data.get("received_at"), self.letter.opens_at
        if received and received > self.letter.now:
            self.add_error("received_at", _("This is still to come."))
        elif received and opens and received < opens < received + timedelta(minutes=1):
            self.cleaned_data["received_at"] = opens  # in the minute of the opening: the form shows no seconds
        return self.cleaned_data

    def agent(self) -> dict[str, str]:
        """Return who asked for the principal."""
        return {name: self.cleaned_data[name] for name in ("agent_name", "agent_role")}

    def signatory(self) -> Signatory:
        """Return the new, unsaved signatory this valid form describes."""
        data = self.cleaned_data
        signatory = self.principal()
        signatory.submission_uuid = data["submission"]
        signatory.authority = str(Came(data["authority"]).label)
        signatory.listed, signatory.received_at = data["listed"], data["received_at"]
        signatory.email, signatory.mailbox = data["email"], canonical(data["email"]) if data["email"] else None
        return signatory

    def suggestions(self) -> SafeString:
        """Return the list from which the browser completes what is typed."""
        return self.fields[self.typed].suggestions() if self.typed else SafeString()


class Asking(forms.Form):
    """Who asked on behalf of a principal."""

    agent_name = LineField(label=gettext_lazy("Who asked"), max_length=120)
    agent_role = LineField(label=gettext_lazy("Role"), max_length=120, required=False)


class TypedMember(forms.Form):
    """A member of the letter's legislature, typed. Whoever mixes it in has the letter and says who is in office."""

    letter: Letter
    term = TypedField(
        queryset=Term.objects.none(),
        label=gettext_lazy("Legislator"),
        help_text=gettext_lazy("The surname is enough; the seat tells namesakes apart: “king ny”."),
    )

    def clean_term(self) -> Model:
        """Return the one member of the legislature that fits, or say why there is none."""
        typed = self.cleaned_data["term"]
        found = self.fields["term"].find(typed)
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(_("Whom do you mean: %(several)s?"), params={"several": _one_of(found)})
        sentence = _("Nobody of that name sits where this letter is signed (%(where)s) on %(day)s.")
        if elsewhere := TypedField(queryset=Term.objects.all()).find(typed):
            sentence = f"{sentence} {_('The directory knows %(elsewhere)s: is this the right letter?')}"
        where = filter(None, (self.letter.legislature, self.letter.signers_group))
        words = {"where": ", ".join(map(str, where)), "day": date_format(self.letter.date)}
        raise ValidationError(sentence, params=words | {"elsewhere": _one_of(elsewhere)})


class EnterLegislator(TypedMember, Asking, EnterForm, LegislatorForm):
    """LegislatorForm says who is in office where the letter is signed; here the name is typed."""

    who = ("term",)
    typed = "term"


class EnterOrganization(Asking, EnterForm, OrganizationForm):
    """The name is typed; one that the directory lacks is added to it when staff say that it is new."""

    organization = None
    name = TypedField(
        queryset=Organization.objects.by_name(),
        label=gettext_lazy("Organization"),
        help_text=gettext_lazy("As it is in the directory, or a new one."),
    )
    new = forms.BooleanField(label=gettext_lazy("It is new: add it to the directory"), required=False)
    who = ("name", "scope", ("city", "us_state"), "new")
    typed = "name"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["organization"] = self._known(data["name"], data.get("us_state", "")) if "name" in data else None
        if "name" in data and not data["organization"] and not data.get("new"):
            self.add_error("name", self._unknown(data["name"]))
        return data

    def _known(self, name: str, state: str) -> Model | None:
        found = self.fields["name"].queryset.found_by(name)
        same = [
            org for org in found if name == str(org) or (org.folded_name == fold(name) and state in ("", org.state))
        ]
        if len(same) > 1:
            self.add_error("name", _("Which one do you mean: %(several)s?") % {"several": _one_of(same)})
        return same[0] if same else None

    def _unknown(self, name: str) -> str:
        if similar := self.fields["name"].find(name):
            return _("Do you mean %(several)s? If it is another one, say below that it is new.") % {
                "several": _one_of(similar)
            }
        return _("The directory has no such organization. If the name is right, say below that it is new.")


class EnterOfficeholder(Asking, EnterForm, OfficeholderForm):
    who = ("name", ("title", "affiliation", "us_state"))


class EnterIndividual(EnterForm, IndividualForm):
    """Whoever signs for himself or herself is printed only when he or she said so."""

    name = LineField(label=gettext_lazy("Name"))
    listed = forms.BooleanField(
        label=gettext_lazy("Print the name and city"),
        required=False,
        help_text=gettext_lazy("Only if the person said so. Otherwise the signature is counted, not named."),
    )
    who = ("name", ("city", "us_state"))
    asked = ("email",)


ENTER_FORMS: dict[str, type[EnterForm]] = {
    Kind.LEGISLATOR: EnterLegislator,
    Kind.ORGANIZATION: EnterOrganization,
    Kind.OFFICEHOLDER: EnterOfficeholder,
    Kind.INDIVIDUAL: EnterIndividual,
}
