"""The sign form, one for each kind of signatory. A form cleans and builds; the workflow decides."""

import uuid
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Field, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directory.models import Organization, Term
from directory.querysets import TermQuerySet
from directory.states import Scope, State
from letters.models import Letter, Version
from letters.states import Verification
from outbox.addresses import canonical

from . import bots, principals, proof
from .fields import LineField, MailboxField, PickField
from .models import Signatory
from .states import Kind


class SignForm(forms.Form):
    """What every kind is asked: the address that confirms. The hidden fields say which form and which text this is.

    Where ``pick`` names a field, the rest is asked when somebody is picked from the directory.
    """

    submission = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )
    email = MailboxField(
        label=_("E-mail"), help_text=_("We write to this address to confirm. Only the staff of this letter see it.")
    )
    layout: Layout
    pick = ""

    def __init__(self, *args: Any, letter: Letter, version: Version | None, **kwargs: Any) -> None:
        own = {"submission": uuid.uuid4(), "version": version and version.number, "stamp": bots.stamp(letter.now)}
        kwargs["initial"] = own | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.letter, self.shown = letter, version
        self.order_fields([self.pick, *(place.name for place in self.layout.get_field_names())])
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True  # the template writes both
        self.lay_out(*self.layout)

    def lay_out(self, *asked: object) -> None:
        """Show these fields, with those that people do not see around them."""
        trap = Field("website", wrapper_class="leave-empty")
        self.helper.layout = Layout("submission", "version", "stamp", *asked, trap)

    def clean(self) -> dict[str, Any]:
        """Ask for one more press when a program may have sent this: shown again, the form goes through."""
        data = super().clean() or {}
        stamp, now = data.get("stamp", ""), self.letter.now
        if objection := bots.objection(trap=data.get("website", ""), stamp=stamp, at=now):
            self.data = self.data.copy()  # type: ignore[assignment]
            self.data["website"], self.data["stamp"] = "", bots.renewed(stamp, at=now)  # type: ignore[index]
            self.add_error(None, objection)
        return data

    @cached_property
    def picked(self) -> Model | None:
        """Who was picked from the directory, if he, she or it may sign."""
        return self.fields[self.pick].picked(self[self.pick].value()) if self.pick else None

    @property
    def asks_the_rest(self) -> bool:
        """Whether it is known who signs."""
        return not self.pick or self.picked is not None

    @property
    def carried(self) -> list[forms.BoundField]:
        """What was typed and is not asked at this step. Authority is stated anew for whoever is picked."""
        return [field for field in self if field.name not in (self.pick, "authority") and field.value()]

    def signatory(self) -> Signatory:
        """Return the new, unsaved signatory this valid form describes."""
        data = self.cleaned_data
        signatory = self.principal()
        signatory.submission_uuid = data["submission"]
        signatory.version_shown = self.letter.versions.filter(number=data["version"]).first()
        signatory.email, signatory.mailbox = data["email"], canonical(data["email"])
        return signatory

    def principal(self) -> Signatory:
        raise NotImplementedError(f"{type(self).__name__} says who signs")


class AgentFields(forms.Form):
    """Who acts for a principal, in what role, and that he or she may."""

    agent_name = LineField(label=_("Your name"), max_length=120, autocomplete="name")
    agent_role = LineField(
        label=_("Your role"),
        max_length=120,
        autocomplete="organization-title",
        help_text=_("Such as legislative assistant, or director."),
    )
    authority = forms.BooleanField(label=_("I act for this signatory and am authorized to sign."))
    remember = forms.BooleanField(
        label=_("Remember me in this browser for the next letter"),
        required=False,
        help_text=_(
            "Keeps your name, role and address in a cookie of this browser, for 90 days. Unticked, they are forgotten."
        ),
    )

    def agent(self) -> dict[str, str]:
        """Return who acts, and the statement he or she agreed to, as it was shown."""
        names = ("agent_name", "agent_role")
        return {name: self.cleaned_data[name] for name in names} | {"authority": str(self.fields["authority"].label)}


# The name that will be printed stands right above the statement and the button.
AGENT = (
    Fieldset(_("Who are you?"), "agent_name", "agent_role", "email", "remember"),
    HTML('{% include "signatories/_chosen.html" %}'),
    "authority",
)


def members_of(letter: Letter) -> TermQuerySet:
    """Return who may sign a letter of legislators, by name."""
    return letter.seats().by_name()


class LegislatorForm(AgentFields, SignForm):
    """``member`` in the initial data is a legislator, as links name them; what is picked is the term."""

    term = PickField(
        Term.objects.none(),
        label=_("Legislator"),
        error_messages={
            "required": _("Look for the legislator, and choose the name."),
            "invalid_choice": _("This legislator cannot sign this letter. Look for the name again."),
        },
    )
    pick = "term"
    layout = Layout(*AGENT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["term"].queryset = members_of(self.letter)  # type: ignore[attr-defined]
        self.fields["term"].help_text = self._whom_to_ask()
        if str(member := self.initial.get("member")).isdecimal() and len(str(member)) < 19:
            self.initial["term"] = self.fields["term"].queryset.filter(legislator__pk=member).first()
        self.fields["email"].help_text = format_html("{} {}", self.fields["email"].help_text, self._what_counts())

    def _whom_to_ask(self) -> str:
        link = format_html('<a href="mailto:{}">{}</a>', self.letter.contact_email, self.letter.contact_name)
        whom = format_html(gettext("Not in the list? Write to {contact}."), contact=link)
        if not self.letter.signers_group:
            return whom
        only = gettext("Only members of “%(group)s” sign this letter.") % {"group": self.letter.signers_group}
        return format_html("{} {}", only, whom)

    def _what_counts(self) -> str:
        """Say what signatories/proof.py accepts at once, before somebody types an address that it does not."""
        if self.letter.asks_at(self.letter.now):
            return gettext("After the closing time the lead's office decides about every name, whatever the address.")
        if self.letter.verification == Verification.STAFF:
            return gettext("The lead's office looks at every signature.")
        if domains := proof.counting_domains(self.letter):
            counts = gettext("An address at %(domains)s counts at once; the lead's office looks at others first.")
            return counts % {"domains": ", ".join(map(_of_the_office, domains))}
        return gettext("The address we have on file for the office counts at once; the lead's office looks at others.")

    def principal(self) -> Signatory:
        return principals.legislator(self.letter, self.cleaned_data["term"], **self.agent())


def _of_the_office(domain: str) -> str:
    """Return a trusted domain in words: a star stands for the name of each office."""
    own = gettext("your own office's domain in %(domain)s")
    return own % {"domain": domain.removeprefix("*.")} if domain.startswith("*.") else domain


class OrganizationForm(AgentFields, SignForm):
    """An organization is picked, or a new one is proposed: then ``name`` is there, even if nothing is in it yet."""

    organization = PickField(
        Organization.objects.all(),
        label=_("Organization"),
        required=False,
        error_messages={"invalid_choice": _("The directory has no such organization now. Look for it again.")},
    )
    name = LineField(label=_("Name of the organization"), required=False, autocomplete="organization", max_length=255)
    scope = forms.ChoiceField(
        label=_("How far it reaches"),
        required=False,
        choices=[("", "—"), *Scope.choices],
        help_text=_("Coalition letters list national organizations first, then those of states, then local ones."),
    )
    city = LineField(label=_("City"), required=False, max_length=100, autocomplete="address-level2")
    us_state = forms.ChoiceField(label=_("State"), required=False, choices=[("", "—"), *State.choices])
    pick = "organization"
    layout = Layout(Fieldset(_("A new organization"), "name", "scope", "city", "us_state"), *AGENT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.picked:
            self.lay_out(*AGENT)
        elif self.proposes:
            self.fields["name"].required = True

    @property
    def proposes(self) -> bool:
        """Whether the name is written, because the directory lacks it."""
        return "name" in self.data if self.is_bound else self.initial.get("name") is not None

    @property
    def asks_the_rest(self) -> bool:
        return (self.picked is not None) != self.proposes

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("organization")) == bool(data.get("name")) and "name" not in self.errors:
            raise ValidationError(_("Choose your organization from the list, or write its name: one of the two."))
        return data

    def principal(self) -> Signatory:
        data = self.cleaned_data
        if data["organization"]:
            return principals.organization(self.letter, data["organization"], **self.agent())
        place = {name: data[name] for name in ("scope", "city", "us_state")}
        return principals.proposed_organization(self.letter, data["name"], **place, **self.agent())


class OfficeholderForm(AgentFields, SignForm):
    name = LineField(label=_("Officeholder's name"))
    title = LineField(label=_("Office"), help_text=_("Mayor, Chief of Police …"))
    affiliation = LineField(label=_("City, county or agency"))
    us_state = forms.ChoiceField(label=_("State"), choices=[("", "—"), *State.choices])
    layout = Layout(
        Fieldset(_("Who signs?"), "name", "title", "affiliation", "us_state"),
        *AGENT,
    )

    def principal(self) -> Signatory:
        data = self.cleaned_data
        office = {name: data[name] for name in ("title", "affiliation", "us_state")}
        return principals.officeholder(self.letter, data["name"], **office, **self.agent())


class IndividualForm(SignForm):
    name = LineField(label=_("Your name"), max_length=120, autocomplete="name")  # no longer than an acting person's
    city = LineField(label=_("City"), required=False, max_length=100, autocomplete="address-level2")
    us_state = forms.ChoiceField(label=_("State"), required=False, choices=[("", "—"), *State.choices])
    listed = forms.BooleanField(
        label=_("Show my name and city on the letter"),
        required=False,
        help_text=_("Otherwise you are counted, not named."),
    )
    layout = Layout(Fieldset(_("Who are you?"), "name", "city", "us_state", "email", "listed"))

    def principal(self) -> Signatory:
        data = self.cleaned_data
        rest = {name: data[name] for name in ("city", "us_state", "listed")}
        return principals.individual(self.letter, data["name"], agent_name=data["name"], **rest)


def typed_in(signatory: Signatory) -> dict[str, Any]:
    """Return what the form of this signatory said, to fill it in once more."""
    same = ("agent_name", "agent_role", "authority", "email", "title", "affiliation", "city", "us_state", "listed")
    letter, legislator = signatory.letter, signatory.legislator_id
    terms = letter.seats().filter(legislator=legislator)
    return {name: getattr(signatory, name) for name in same} | {
        "term": terms.first() if legislator else None,
        "organization": signatory.organization_id,
        "name": None if signatory.organization_id else signatory.printed_name,
    }


FORMS: dict[str, type[SignForm]] = {
    Kind.LEGISLATOR: LegislatorForm,
    Kind.ORGANIZATION: OrganizationForm,
    Kind.OFFICEHOLDER: OfficeholderForm,
    Kind.INDIVIDUAL: IndividualForm,
}


def kinds_of(letter: Letter) -> list[Kind]:
    """Return the kinds of signatory the letter takes, in the order of the choices."""
    return [kind for kind in Kind if getattr(letter, f"takes_{kind.value}s")]
