"""The letter's form says what its rules mean: from which addresses a name goes on at once, which domains to trust."""

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from letters import trust
from letters.forms import LetterForm
from letters.models import Letter
from letters.states import Verification

from .. import proof
from ..forms import kinds_of


class LetterFormWithProof(LetterForm):
    """The letter's form, with help that depends on who signs and in which legislature."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "verification" in self.fields:
            self.fields["verification"].help_text = _what_each_means(self.instance)
        if field := self.fields.get("trusted_domains"):
            field.help_text = format_html("{} {}", field.help_text, _what_the_directory_knows(self.instance))


def _what_each_means(letter: Letter) -> SafeString:
    rules = ((rule.label, proof.what_counts(rule, kinds_of(letter))) for rule in Verification)
    counts = _("What counts at once, by rule, for those who sign this letter:")
    return format_html('{}<ul class="hints">{}</ul>', counts, _items(rules))


def _what_the_directory_knows(letter: Letter) -> SafeString:
    """Return the domains that could be written here, each with its evidence; and what was written in vain."""
    warnings = format_html_join("", '<p class="warning">{}</p>', ((doubt,) for doubt in trust.doubts(letter)))
    if not letter.takes_legislators:
        return warnings
    if not letter.jurisdiction:
        return format_html(
            "{}{}", _("Save with a legislature, and the domains of its offices are listed here."), warnings
        )
    rows = trust.suggested(letter)
    known = [(row.domain, " · ".join(map(str, (row.legislature, row.get_kind_display())))) for row in rows]
    if not known:
        return format_html("{}{}", _("The directory knows no mail domain of this legislature."), warnings)
    offered = _("The directory knows these. From those that you write here, signatures count at once:")
    return format_html('{}<ul class="hints">{}</ul>{}', offered, _items(known), warnings)


def _items(pairs: Any) -> SafeString:
    return format_html_join("", "<li><strong>{}</strong>: {}</li>", pairs)
