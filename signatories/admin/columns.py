"""How a signatory's facts are shown, in the list and on its page. Nothing here asks the database once for each row."""

from django.contrib import admin
from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import proof
from ..models import Signatory
from ..states import State
from . import dossier

TITLE_SHOWN = 40


def link_to(thing: Model) -> SafeString:
    """Return a link to the thing's own page in the admin."""
    page = thing._meta.label_lower.replace(".", "_")  # noqa: SLF001 -- Django's documented Meta API
    return format_html('<a href="{}">{}</a>', reverse(f"admin:{page}_change", args=[thing.pk]), thing)


class Columns(admin.ModelAdmin):
    @admin.display(description=gettext_lazy("seat or line"))
    def seat_or_line(self, signatory: Signatory) -> str:
        return signatory.seat or signatory.line

    @admin.display(description=gettext_lazy("seat"))
    def seat(self, signatory: Signatory) -> str:
        return signatory.seat

    @admin.display(description=gettext_lazy("letter"))
    def of_letter(self, signatory: Signatory) -> SafeString:
        return link_to(signatory.letter)

    @admin.display(description=gettext_lazy("letter"))
    def of_letter_short(self, signatory: Signatory) -> SafeString:
        title = signatory.letter.title
        return format_html('<span title="{}">{}</span>', title, Truncator(title).chars(TITLE_SHOWN))

    @admin.display(description=gettext_lazy("state of signing"), ordering="state")
    def standing_and_why(self, signatory: Signatory) -> str:
        """What is held says why: the reason is what staff decide by."""
        why = signatory.last_reason if signatory.state == State.HELD else ""  # type: ignore[attr-defined]
        standing = self.standing(signatory)
        return format_html("{}<small>{}</small>", standing, _(why)) if why else standing

    @admin.display(description=gettext_lazy("state of signing"), ordering="state")
    def standing(self, signatory: Signatory) -> str:
        state = signatory.get_state_display()
        if hasattr(signatory, "dissociation"):
            return f"{state}; {_('dissociated since')}"
        if signatory.state == State.CONFIRMED and signatory.waits_for_partner:
            return f"{state}; {_('waits for a partner')}"
        return _("%(state)s; reported: “not me”") % {"state": state} if signatory.reported_at else state

    @admin.display(description=gettext_lazy("signs"))
    def principal(self, signatory: Signatory) -> str:
        known = signatory.legislator or signatory.organization
        return link_to(known) if known else _("A name that was typed; the directory does not have it.")

    @admin.display(description=gettext_lazy("acting person"), ordering="agent_name")
    def agent(self, signatory: Signatory) -> str:
        return signatory.agent_name or signatory.email

    @admin.display(description=gettext_lazy("acting person"), ordering="agent_name")
    def who_asked(self, signatory: Signatory) -> str:
        if not signatory.agent_name or not signatory.email:
            return self.agent(signatory)
        return format_html("{}<small>{}</small>", signatory.agent_name, signatory.email)

    @admin.display(description=gettext_lazy("submitted"))
    def submitted(self, signatory: Signatory) -> str:
        return dossier.on_its_clock(signatory.submitted_at, signatory.letter)

    @admin.display(description=gettext_lazy("received by staff"))
    def received(self, signatory: Signatory) -> str:
        return dossier.on_its_clock(signatory.received_at, signatory.letter)

    @admin.display(description=gettext_lazy("confirmed"))
    def confirmed(self, signatory: Signatory) -> str:
        return dossier.on_its_clock(signatory.confirmed_at, signatory.letter)

    @admin.display(description=gettext_lazy("submitted"), ordering="submitted_at")
    def submitted_short(self, signatory: Signatory) -> str:
        return dossier.on_its_clock(signatory.submitted_at, signatory.letter, short=True)

    @admin.display(description=gettext_lazy("confirmed"), ordering="confirmed_at")
    def confirmed_short(self, signatory: Signatory) -> str:
        return dossier.on_its_clock(signatory.confirmed_at, signatory.letter, short=True)

    @admin.display(description=gettext_lazy("came in a list"))
    def in_list(self, signatory: Signatory) -> str:
        row = signatory.list_row
        if row is None:
            return "–"
        return format_html("{}, {} {}: {}", link_to(row.names), _("row"), row.number, Truncator(row.raw).chars(300))

    @admin.display(description=gettext_lazy("what the address proves"))
    def proves(self, signatory: Signatory) -> str:
        return str(proof.of(signatory))

    @admin.display(description=gettext_lazy("who is told"))
    def told(self, signatory: Signatory) -> str:
        return dossier.who_is_told(signatory)

    @admin.display(description=gettext_lazy("mail"), ordering="confirmation_mail__state")
    def mail_state(self, signatory: Signatory) -> str:
        mail = signatory.confirmation_mail
        return mail.get_state_display() if mail else ""

    @admin.display(description=gettext_lazy("confirmation mail"))
    def mail(self, signatory: Signatory) -> str:
        mail = signatory.confirmation_mail
        if mail is None:
            return _("None was sent.")
        tried = _("attempts: %d") % mail.attempts if mail.attempts else ""
        facts = filter(None, (mail.get_state_display(), tried, mail.last_error))
        return format_html("{} ({})", " · ".join(facts), link_to(mail))
