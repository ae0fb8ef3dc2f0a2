"""A name on a letter, and the consent behind it."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models import Legislator, Organization
from directory.names import KEY_LENGTH
from directory.states import Chamber, Scope
from letters.models import Letter, Version
from outbox.models import OutgoingEmail

from ..lines import line_under, seat_of
from ..querysets import SignatoryQuerySet
from ..states import LIVE_STATES, How, Kind, Source, State
from .invitations import Invitation
from .replies import Reply


class Signatory(models.Model):
    """One name on one letter, as it will be printed, with the agent who acted for it.

    ``state`` moves only in signatories/workflow.py. What is printed is kept as it was signed:
    a member who changes party or seat later stays on old letters as they were.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission_uuid = models.UUIDField(null=True, unique=True, editable=False)
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="signatories", verbose_name=_("letter"))
    version_shown = models.ForeignKey(Version, models.PROTECT, null=True, editable=False, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    legislator = models.ForeignKey(
        Legislator, models.PROTECT, null=True, blank=True, related_name="signatures", verbose_name=_("legislator")
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="signatures", verbose_name=_("organization")
    )

    printed_name = models.CharField(_("printed name"), max_length=255)
    title = models.CharField(_("title"), max_length=200, blank=True)
    affiliation = models.CharField(_("affiliation"), max_length=200, blank=True)
    party = models.CharField(_("party"), max_length=100, blank=True)
    chamber = models.CharField(_("chamber"), max_length=20, choices=Chamber, blank=True)
    us_state = models.CharField(_("state or territory"), max_length=2, blank=True)
    district = models.CharField(_("district"), max_length=100, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    scope = models.CharField(_("scope"), max_length=12, choices=Scope, blank=True)
    sort_name = models.CharField(
        _("sort name"), max_length=KEY_LENGTH, help_text=_("How the name is filed: “diaz balart mario”.")
    )
    folded_name = models.CharField(max_length=KEY_LENGTH, editable=False)
    own_line = models.CharField(
        _("line under the name"), max_length=200, blank=True, help_text=_("Empty: what the letter's rule says.")
    )
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    lead_position = models.PositiveSmallIntegerField(_("lead position"), null=True, blank=True)
    listed = models.BooleanField(_("name listed"), default=True)
    waits_for_partner = models.BooleanField(_("waits for the other party"), default=False, editable=False)
    # What its mails said last of waiting, and when they last said that it waits again (signatories/pairing.py).
    told_it_waits = models.BooleanField(default=False, editable=False)
    told_it_waits_at = models.DateTimeField(null=True, editable=False)

    agent_name = models.CharField(_("acting person"), max_length=120, blank=True)
    agent_role = models.CharField(_("role"), max_length=120, blank=True)
    authority = models.CharField(_("statement of authority"), max_length=300, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    mailbox = models.CharField(_("mailbox"), max_length=254, null=True, editable=False)  # noqa: DJ001 -- NULL is not unique
    source = models.CharField(_("source"), max_length=14, choices=Source, default=Source.WEB)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    invitation = models.ForeignKey(
        Invitation,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="signatures",
        verbose_name=_("personal link"),
    )
    reply = models.ForeignKey(
        Reply, models.PROTECT, null=True, editable=False, related_name="signatories", verbose_name=_("reply")
    )
    list_row = models.OneToOneField(
        "signatories.ListRow", models.PROTECT, null=True, editable=False, related_name="signatory"
    )

    state = models.CharField(_("state"), max_length=16, choices=State, default=State.PENDING)
    lapsed_from = models.CharField(max_length=16, choices=State, blank=True, editable=False)
    submitted_at = models.DateTimeField(_("submitted"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    reported_at = models.DateTimeField(_("reported as forged"), null=True)
    confirmation_mail = models.ForeignKey(
        OutgoingEmail, models.SET_NULL, null=True, related_name="+", verbose_name=_("confirmation mail")
    )
    token_digest = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    code_digest = models.CharField(max_length=64, blank=True, editable=False)
    expires_at = models.DateTimeField(null=True, editable=False)
    code_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    surname_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    tries_since = models.DateTimeField(null=True, editable=False)
    language = models.CharField(_("language of our mails"), max_length=5, default="en", choices=settings.LANGUAGES)

    objects = SignatoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        ordering = ["-submitted_at", "-pk"]
        indexes = [
            models.Index(fields=["letter", "state", "lead_position", "sort_name"], name="names_of_a_letter"),
            models.Index(fields=["letter", "state", "confirmed_at"], name="newest_names_of_a_letter"),
            models.Index(fields=["mailbox", "letter"], name="signatures_of_a_mailbox"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "legislator"],
                condition=Q(state=State.CONFIRMED),
                name="one_confirmed_per_legislator",
            ),
            models.UniqueConstraint(
                fields=["letter", "organization"],
                condition=Q(state=State.CONFIRMED),
                name="one_confirmed_per_organization",
            ),
            models.UniqueConstraint(
                fields=["letter", "mailbox"],
                condition=Q(state=State.CONFIRMED, kind=Kind.INDIVIDUAL),
                name="one_confirmed_individual_per_mailbox",
            ),
            models.UniqueConstraint(
                fields=["letter", "mailbox", "folded_name"],
                condition=Q(state=State.CONFIRMED, kind=Kind.OFFICEHOLDER),
                name="one_confirmed_officeholder_per_mailbox_and_name",
            ),
            models.UniqueConstraint(
                fields=["letter", "lead_position"],
                condition=Q(state=State.CONFIRMED),
                name="one_confirmed_per_lead_position",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CONFIRMED) | Q(confirmed_at__isnull=False),
                name="confirmed_signatory_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.LAPSED) | Q(lapsed_from__in=LIVE_STATES),
                name="lapsed_signatory_says_from_what",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CONFIRMED, kind=Kind.LEGISLATOR) | Q(legislator__isnull=False),
                name="confirmed_legislator_is_in_the_directory",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CONFIRMED, kind=Kind.ORGANIZATION) | Q(organization__isnull=False),
                name="confirmed_organization_is_in_the_directory",
            ),
            models.CheckConstraint(
                condition=Q(legislator__isnull=True) | Q(kind=Kind.LEGISLATOR),
                name="only_legislators_point_to_a_legislator",
            ),
            models.CheckConstraint(
                condition=Q(organization__isnull=True) | Q(kind=Kind.ORGANIZATION),
                name="only_organizations_point_to_an_organization",
            ),
        ]

    def __str__(self) -> str:
        return self.printed_name

    @property
    def invented(self) -> bool:
        """Whether the page must say that no such person signed."""
        return self.source == Source.DEMONSTRATION

    @property
    def line(self) -> str:
        """What is printed under the name."""
        return line_under(self, self.letter)

    @property
    def seat(self) -> str:
        """Party and seat as signed, such as "D-NY-16"; "" for all who are not legislators."""
        return seat_of(self, self.letter)

    @property
    def in_time_from(self) -> datetime:
        """The moment that decides whether this came before the deadline."""
        return self.received_at or self.submitted_at

    @property
    def is_late(self) -> bool:
        """Whether it came after the letter's closing time as that is now: a later deadline brings it in time."""
        closes_at = self.letter.closes_at
        return closes_at is not None and self.in_time_from >= closes_at

    @property
    def had_confirmed(self) -> bool:
        """Whether it lapsed after somebody had confirmed it, because the text changed."""
        return self.state == State.LAPSED and self.lapsed_from != State.PENDING

    @property
    def confirmable_until(self) -> datetime | None:
        """Until when link and code work. The grace is for what came in time; what came late has until the sealing."""
        grace = None if self.is_late or self.had_confirmed else self.letter.confirmable_until
        return min(filter(None, (self.expires_at, grace)), default=None)


class Consent(models.Model):
    """The person behind the signatory agreed to exactly this version."""

    signatory = models.ForeignKey(Signatory, models.PROTECT, related_name="consents")
    version = models.ForeignKey(Version, models.PROTECT, related_name="consents")
    given_at = models.DateTimeField()
    how = models.CharField(max_length=8, choices=How)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(fields=["signatory", "version"], name="one_consent_per_signatory_and_version")
        ]

    def __str__(self) -> str:
        return f"{self.signatory_id} {self.version_id}"
