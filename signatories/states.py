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


class How(TextChoices):
    """How a consent was given."""

    CODE = "code", _("code from the mail")
    LINK = "link", _("link from the mail")
    STAFF = "staff", _("told to staff")
    LEAD = "lead", _("leads the letter")


class Verdict(TextChoices):
    """What was made of one row of a list of names."""

    NEW = "new", _("new")
    LIKELY = "likely", _("likely: look")
    AMBIGUOUS = "ambiguous", _("ambiguous: choose")
    PERHAPS_TWICE = "perhaps_twice", _("perhaps twice in the list")
    UNKNOWN = "unknown", _("nobody of this name")
    UNREADABLE = "unreadable", _("unreadable")
    ALREADY_ON = "already_on", _("already on the letter")
    TWICE = "twice", _("twice in the list")
    NO_NAME = "no_name", _("heading or remark")


class Choice(TextChoices):
    """What becomes of a row."""

    UNDECIDED = "", _("not decided yet")
    PUT_ON = "put_on", _("put on the letter")
    LEAVE_OUT = "leave_out", _("leave out")


# What needs nobody's decision; every other verdict waits for one.
DECIDED_BY_ITSELF = {
    Verdict.NEW: Choice.PUT_ON,
    Verdict.ALREADY_ON: Choice.LEAVE_OUT,
    Verdict.TWICE: Choice.LEAVE_OUT,
    Verdict.NO_NAME: Choice.LEAVE_OUT,
}
# What staff may take as it was read; for the rest somebody must be chosen or something corrected first.
ACCEPTABLE = (Verdict.LIKELY, Verdict.PERHAPS_TWICE)
