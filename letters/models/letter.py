"""One text circulated for signature, with its clock, rules, addressees and contact."""

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.models import LegislatorGroup, Term
from directory.querysets import TermQuerySet
from directory.states import JURISDICTIONS, Chamber
from outbox.addresses import validate_mailbox

from .. import clock, text
from ..querysets import LetterQuerySet
from ..states import (
    PUBLIC_STAGES,
    Groups,
    Layout,
    LetterType,
    LineUnderName,
    Listing,
    NamesShown,
    OrderRule,
    Reminders,
    Signing,
    Stage,
    Verification,
    Withdrawals,
)
from .campaign import Campaign
from .on_the_clock import OnTheClock

domain_list = RegexValidator(
    r"^\s*((\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+(\s+|$))*$", _("Write domains such as mail.house.gov, one on each line.")
)


class Letter(OnTheClock, models.Model):
    """One text circulated for signature.

    ``stage`` moves only in letters/workflow. The text fields are the draft; what is signed is a Version.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="letters", verbose_name=_("campaign"))
    slug = models.SlugField(_("address"), unique=True, max_length=100)
    type = models.CharField(_("type"), max_length=20, choices=LetterType)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage, default=Stage.DRAFT, editable=False)

    title = models.CharField(_("title"), max_length=200)
    draft_title = models.CharField(
        _("title"),
        max_length=200,
        blank=True,
        help_text=_("The next version's. The pages show the one that is signed."),
    )
    letterhead = models.TextField(
        _("letterhead"), blank=True, help_text=_("Lines of your office's own letterhead. None is ever supplied.")
    )
    dated = models.DateField(
        _("date on the letter"), null=True, blank=True, help_text=_("Empty: the day it is published.")
    )
    salutation = models.CharField(_("salutation"), max_length=200, help_text=_("Dear Mr. President:"))
    body = models.TextField(_("text"), help_text=_("Leave an empty line between paragraphs."))
    closing = models.CharField(_("closing"), max_length=200, default="Sincerely,")
    cc = models.TextField(
        _("copies to"), blank=True, help_text=_("Printed as “cc” at the end of the letter, one on each line.")
    )
    dear_colleague = models.TextField(
        _("Dear Colleague"),
        blank=True,
        help_text=_("The note that invites offices to sign, with a salutation of its own. Never part of the letter."),
    )
    endorsements = models.TextField(
        _("endorsing organizations"),
        blank=True,
        help_text=_("Named in the Dear Colleague, one on each line. Never part of the letter."),
    )
    contact_name = models.CharField(
        _("contact"), max_length=120, help_text=_("Who answers questions in the lead's office.")
    )
    contact_email = models.EmailField(
        _("contact e-mail"), validators=[validate_mailbox], help_text=_("Replies to our mails go here.")
    )
    contact_phone = models.CharField(_("contact phone"), max_length=40, blank=True)

    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True)
    time_zone = models.CharField(
        _("time zone"), max_length=40, choices=list(clock.ZONES.items()), default=clock.DEFAULT_ZONE
    )
    grace_hours = models.PositiveSmallIntegerField(
        _("hours of grace"), default=24, help_text=_("How long what was submitted in time may still be confirmed.")
    )

    takes_legislators = models.BooleanField(_("legislators sign"), default=False)
    takes_organizations = models.BooleanField(_("organizations sign"), default=False)
    takes_officeholders = models.BooleanField(_("officeholders sign"), default=False)
    takes_individuals = models.BooleanField(_("individuals sign"), default=False)
    jurisdiction = models.CharField(_("legislature"), max_length=2, blank=True, choices=JURISDICTIONS)
    chamber = models.CharField(_("chamber"), max_length=20, blank=True, choices=Chamber, help_text=_("Empty: both."))
    signers_group = models.ForeignKey(
        LegislatorGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("only members of"),
        help_text=_("A group of the directory: no other legislator may sign. Empty: the whole legislature."),
    )
    paired = models.BooleanField(
        _("in pairs of two parties"),
        default=False,
        help_text=_("A legislator's name goes on the letter once one of the other party has signed too."),
    )
    verification = models.CharField(_("proof"), max_length=12, choices=Verification, default=Verification.PROOF)
    trusted_domains = models.TextField(
        _("trusted domains"),
        blank=True,
        validators=[domain_list],
        help_text=_(
            "Mail domains that prove an office, one on each line. Subdomains are not included; *.senate.gov trusts "
            "each office for its own member."
        ),
    )
    signing = models.CharField(_("signing"), max_length=12, choices=Signing, default=Signing.ONLINE)
    listing = models.CharField(_("page"), max_length=12, choices=Listing, default=Listing.PUBLIC)
    names_shown = models.CharField(_("names"), max_length=12, choices=NamesShown, default=NamesShown.ACCEPTED)
    asked_see_names = models.BooleanField(
        _("those who are asked may read who has signed"),
        default=False,
        help_text=_(
            "Before the names are shown: in the Dear Colleague and in invitations. Whoever signs is told so, so it is "
            "chosen before the letter is published."
        ),
    )
    withdrawals = models.CharField(
        _("withdrawals"),
        max_length=8,
        choices=Withdrawals,
        default=Withdrawals.PRIVATE,
        help_text=_("A reason is shown only where its owner publishes it. Who withdrew before stays private."),
    )
    released_at = models.DateTimeField(_("released"), null=True, blank=True)
    order_rule = models.CharField(_("order"), max_length=12, choices=OrderRule, default=OrderRule.SURNAME)
    groups = models.CharField(_("groups"), max_length=12, choices=Groups, default=Groups.NONE)
    line_under_name = models.CharField(
        _("line under the name"), max_length=20, choices=LineUnderName, default=LineUnderName.NONE
    )
    layout = models.CharField(_("on paper"), max_length=12, choices=Layout, default=Layout.UNDER)
    columns = models.PositiveSmallIntegerField(
        _("columns of names on paper"), default=2, choices=[(number, str(number)) for number in (1, 2, 3)]
    )

    reminders = models.CharField(
        _("reminders"),
        max_length=14,
        choices=Reminders,
        default=Reminders.NEVER,
        help_text=_("At 8 in the morning by the letter’s zone, at most one a day for each mailbox."),
    )
    reminders_paused_at = models.DateTimeField(_("reminders paused"), null=True, editable=False)

    stale_after_days = models.PositiveSmallIntegerField(
        _("stale after (days)"),
        default=30,
        validators=[MinValueValidator(1)],
        help_text=_("A signature confirmed longer before the letter goes out is flagged: is it still meant?"),
    )
    goes_out_at = models.DateTimeField(_("goes out"), null=True, editable=False)
    withdraw_by = models.DateTimeField(_("withdraw by"), null=True, editable=False)

    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    sealed_at = models.DateTimeField(_("sealed"), null=True, editable=False)
    delivered_at = models.DateTimeField(_("delivered"), null=True, editable=False)
    answer_due = models.DateField(
        _("answer due"), null=True, blank=True, help_text=_("Empty: 30 days after the letter is delivered.")
    )
    recall_reason = models.TextField(_("reason for the recall"), blank=True, editable=False)
    text_changed_at = models.DateTimeField(null=True, editable=False)
    text_changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(stage__in=PUBLIC_STAGES)
                | Q(published_at__isnull=False, opens_at__isnull=False, closes_at__isnull=False),
                name="published_letter_has_its_times",
            ),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="letter_closes_after_it_opens"),
            models.CheckConstraint(
                condition=~Q(stage=Stage.DELIVERED) | Q(delivered_at__isnull=False), name="delivered_letter_says_when"
            ),
            models.CheckConstraint(
                condition=Q(sealed_at__isnull=True) | Q(stage__in=PUBLIC_STAGES), name="sealed_letter_is_published"
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.RECALLED) | ~Q(recall_reason=""), name="recalled_letter_says_why"
            ),
            models.CheckConstraint(
                condition=Q(goes_out_at__isnull=True, withdraw_by__isnull=True)
                | Q(goes_out_at__isnull=False, withdraw_by__isnull=False, withdraw_by__lte=F("goes_out_at")),
                name="withdrawn_before_it_goes_out",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("letters:letter", args=[self.slug])

    @property
    def legislature(self) -> str:
        """The legislature whose members sign, with the chamber where there is but one that does."""
        parts = (self.get_jurisdiction_display(), self.get_chamber_display())
        return ", ".join(str(part) for part in parts if part)

    def seats(self) -> TermQuerySet:
        """Terms of those who may sign as legislators: in office on the letter's date, of its group if it has one."""
        seats = Term.objects.in_office(self.date).of(self.jurisdiction, self.chamber)
        return seats.filter(legislator__places__group=self.signers_group_id) if self.signers_group_id else seats

    @property
    def dear_colleague_html(self) -> str:
        return text.to_html(self.dear_colleague, within="note")

    @property
    def trusted_domain_set(self) -> frozenset[str]:
        return frozenset(self.trusted_domains.split())
