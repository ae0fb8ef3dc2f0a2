"""The words of a signature's life. Imports nothing of ours."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    LEGISLATOR = "legislator", _("Legislator")
    ORGANIZATION = "organization", _("Organization")
    OFFICEHOLDER = "officeholder", _("Officeholder")
    INDIVIDUAL = "individual", _("Individual")


class State(TextChoices):
    PENDING = "pending", _("Not confirmed yet")
    CONFIRMED = "confirmed", _("Confirmed")
    HELD = "held", _("Held for staff")
    REFUSED = "refused", _("Refused")
    LAPSED = "lapsed", _("Lapsed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ENTERED_IN_ERROR = "entered_in_error", _("Entered in error")


LIVE_STATES = (State.PENDING, State.HELD, State.CONFIRMED)


class Source(TextChoices):
    WEB = "web", _("Signed in the browser")
    STAFF = "staff", _("Entered by staff")
    IMPORT = "import", _("Imported")
    INVITATION = "invitation", _("Personal invitation")
    LEAD = "lead", _("Leads the letter")
    DEMONSTRATION = "demonstration", _("Invented for the demonstration")


class Verb(TextChoices):
    """What can happen to a letter or a signatory, as the trail tells it."""

    REVIEW_REQUESTED = "review_requested", _("review requested")
    RETURNED_TO_DRAFT = "returned_to_draft", _("returned to draft")
    PUBLISHED = "published", _("published")
    DEADLINE_CHANGED = "deadline_changed", _("deadline changed")
    RECALLED = "recalled", _("recalled")
    DELIVERED = "delivered", _("delivered")
    RELEASED = "released", _("released")
    PLANNED = "planned", _("planned as a lead")
    ENTERED = "entered", _("entered by staff")
    CONFIRMED = "confirmed", _("confirmed")
    HELD = "held", _("held for staff")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    ENTERED_IN_ERROR = "entered_in_error", _("marked as entered in error")
    RESENT = "resent", _("confirmation sent again")
    REPORTED = "reported", _("reported: “this was not me”")
    INVITED = "invited", _("personal link made")
    LINK_REVOKED = "link_revoked", _("personal link revoked")


class How(TextChoices):
    """How a consent was given."""

    CODE = "code", _("code from the mail")
    LINK = "link", _("link from the mail")
    STAFF = "staff", _("told to staff")
    LEAD = "lead", _("leads the letter")
