"""The words of a signature's life. Imports nothing of ours."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LEAVING_LIFETIME = timedelta(days=400)  # a letter may circulate for months, and one may dissociate long after
OFFICE_LINK_LIFETIME = timedelta(minutes=30)
OFFICE_LIFETIME = timedelta(hours=2)  # from the opening of the link


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
# Whom we asked to confirm: a first time, or again because the text changed.
ASKED_STATES = (State.PENDING, State.LAPSED)


class Evidence(TextChoices):
    """What a confirmed address is evidence of, from what the directory knows; signatories/proof judges by it.

    In a sentence, `domain` is the address's own and `about` what the directory has instead.
    """

    NOTHING = "nothing", _("There is no address: nothing is proven.")
    MAILBOX = (
        "mailbox",
        _("It proves that a person reads this mailbox, not that they speak for this name. Ask the office."),
    )
    ANYBODYS = "anybodys", _("Anybody can have an address at %(domain)s: it does not show who speaks for this name.")
    # a legislator
    PERSONAL_LINK = (
        "personal_link",
        _("It was signed by the personal link that staff made for this member's office."),
    )
    NOT_IN_GROUP = "not_in_group", _("Only members of “%(about)s” sign this letter, and this legislator is not one.")
    OWN_ADDRESS = "own_address", _("It is the address that the directory has for this member's office.")
    OWN_DOMAIN = "own_domain", _("%(domain)s is the mail domain of this member's own office.")
    ANOTHERS_ADDRESS = "anothers_address", _("The directory has this address for another member: %(about)s.")
    ANOTHERS_DOMAIN = "anothers_domain", _("%(domain)s is the mail domain of another member's office: %(about)s.")
    HOUSE = "house", _("%(domain)s shows an office of the right house, not which member's.")
    WRONG_HOUSE = "wrong_house", _("%(domain)s belongs to another house: %(about)s.")
    CAUCUS = "caucus", _("%(domain)s belongs to a party's caucus: it does not show which member's office wrote.")
    SHARED_GOVERNMENT = (
        "shared_government",
        _("Every employee of the state may have an address at %(domain)s: it does not show a legislator's office."),
    )
    FORMER_DOMAIN = "former_domain", _("Offices used %(domain)s in the past: today it shows little.")
    # an organization
    ORGANIZATIONS_DOMAIN = (
        "organizations_domain",
        _("It is an address at %(about)s, the domain the directory has for this organization."),
    )
    ANOTHER_DOMAIN = (
        "another_domain",
        _("It does not prove that it speaks for the organization: the directory has the domain %(about)s."),
    )
    FREE_MAIL_ON_FILE = (
        "free_mail_on_file",
        _("The directory has %(about)s for this organization, where anybody can have an address: it proves little."),
    )
    NO_DOMAIN_ON_FILE = "no_domain_on_file", _("It proves little: the directory has no domain for this organization.")
    NOT_IN_DIRECTORY = (
        "not_in_directory",
        _("The organization is not in the directory. Approving adds it; no address speaks for it yet."),
    )
    # a person
    OWN_NAME = "own_name", _("It proves that a person reads this mailbox, which is enough for a person's own name.")


class Source(TextChoices):
    WEB = "web", _("Signed in the browser")
    STAFF = "staff", _("Entered by staff")
    IMPORT = "import", _("Imported")
    INVITATION = "invitation", _("Personal invitation")
    LEAD = "lead", _("Leads the letter")
    DEMONSTRATION = "demonstration", _("Invented for the demonstration")


# What the lead of a letter comes from: one who is invented stays marked.
LEAD_SOURCES = (Source.LEAD, Source.DEMONSTRATION)


class Stance(TextChoices):
    """Where a target stands. That it signed is not stored: the signature says it."""

    NOT_ASKED = "not_asked", _("Not asked")
    ASKED = "asked", _("Asked")
    LEANING = "leaning", _("Leaning")
    PROMISED = "promised", _("Promised")
    ASKING_BOSS = "asking_boss", _("Asking the boss")
    DECLINED = "declined", _("Declined")


# Who may still be reminded, of those who did not sign.
SILENT_STANCES = (Stance.ASKED, Stance.LEANING, Stance.PROMISED)


class OfficeAnswer(TextChoices):
    """What an office said through its personal link."""

    SIGN = "sign", _("Sign")
    ASKING = "asking", _("I am asking my boss")
    DECLINE = "decline", _("Decline")


class LeftOut(TextChoices):
    """Why a target of the board gets no invitation."""

    SIGNED = "signed", _("Signed already")
    HELD = "held", _("Signed, and waits for you to decide")
    WITHDREW = "withdrew", _("Signed, and withdrew")
    DECLINED = "declined", _("Declined")
    QUIET = "quiet", _("Asking the boss, and quiet until a day that is still to come")
    ASKED = "asked", _("Asked before")
    TAKEN_BACK = "taken_back", _("Asked before, and the link taken back")
    MAY_NOT = "may_not", _("May not sign this letter: not in office on its date, or not in its group")
    GONE = "gone", _("The contacts left, or mail came back: on the call list")
    NO_ADDRESS = "no_address", _("No address is known")
    # only between the page and the press
    OFF_BOARD = "off_board", _("Taken off the board")
    NEW_ADDRESS = "new_address", _("Has another address now")
    MEANWHILE = "meanwhile", _("Invited by somebody else meanwhile")


class Watching(TextChoices):
    """How often a staff member hears of a letter's names."""

    EACH = "each", _("At once, a few minutes' news in one mail")
    DAILY = "daily", _("Every morning, if there is news")
    NONE = "none", _("Never")


class ReplyState(TextChoices):
    """What became of a mail in which somebody asks for a name."""

    OPEN = "open", _("To decide")
    ADDED = "added", _("Added")
    SET_ASIDE = "set_aside", pgettext_lazy("state of a reply", "Set aside")


class Verb(TextChoices):
    """What can happen to a letter or a signatory, as the trail tells it."""

    REVIEW_REQUESTED = "review_requested", _("review requested")
    RETURNED_TO_DRAFT = "returned_to_draft", _("returned to draft")
    PUBLISHED = "published", _("published")
    VERSION_PUBLISHED = "version_published", _("new version published")
    DEADLINE_CHANGED = "deadline_changed", _("deadline changed")
    SEALED = "sealed", _("sealed")
    SUPPLEMENTED = "supplemented", _("supplement sealed")
    ERRATUM = "erratum", _("error corrected")
    SIGNATORIES_TOLD = "signatories_told", _("signatories told")
    RECALLED = "recalled", _("recalled")
    DELIVERED = "delivered", _("delivered")
    DELIVERY_RECORDED = "delivery_recorded", _("delivery recorded")
    ANSWERED = "answered", _("answered")
    OUTCOME_RECORDED = "outcome_recorded", _("outcome recorded")
    RELEASED = "released", _("released")
    SUCCEEDED = "succeeded", _("successor drafted")
    RELEASE_CHANGED = "release_changed", _("time of the release changed")
    PLANNED = "planned", _("planned as a lead")
    ENTERED = "entered", _("entered by staff")
    CONFIRMED = "confirmed", _("confirmed")
    HELD = "held", _("held for staff")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
    LAPSED = "lapsed", _("lapsed: the text changed")
    RENEWED = "renewed", _("agreed to the changed text")
    DID_NOT_OBJECT = "did_not_object", _("notified, did not object")
    REORDERED = "reordered", _("order or line changed")
    PAIRED = "paired", _("went on the letter beside a partner")
    UNPAIRED = "unpaired", _("waits for a partner again")
    WITHDRAWN = "withdrawn", _("withdrawn")
    DISSOCIATED = "dissociated", _("dissociated")
    ENTERED_IN_ERROR = "entered_in_error", _("marked as entered in error")
    RESENT = "resent", _("confirmation sent again")
    REPORTED = "reported", _("reported: “this was not me”")
    SET_ASIDE = "set_aside", _("reply set aside")
    TAKEN_UP = "taken_up", _("reply taken up again")
    AGREED = "agreed", _("agreed to the letter as it goes out")
    AGREEMENT_STRUCK = "agreement_struck", _("agreement struck: noted by mistake")
    TARGETED = "targeted", _("put on the whip board")
    UNTARGETED = "untargeted", _("taken off the whip board")
    STANCE_CHANGED = "stance_changed", _("stance changed")
    OWNER_CHANGED = "owner_changed", _("owner changed")
    NOTE_CHANGED = "note_changed", _("note changed")
    INVITED = "invited", _("personal link made")
    LINK_REVOKED = "link_revoked", _("personal link revoked")
    REMINDED = "reminded", _("reminded")
    REMINDERS_ASKED = "reminders_asked", _("reminders sent by hand")
    REMINDERS_PAUSED = "reminders_paused", _("reminders paused")
    REMINDERS_RESUMED = "reminders_resumed", _("reminders resumed")


class How(TextChoices):
    """How a consent was given."""

    CODE = "code", _("code from the mail")
    LINK = "link", _("link from the mail")
    OFFICE = "office", _("the office's own page")
    STAFF = "staff", _("told to staff")
    LEAD = "lead", _("leads the letter")
    NOTICE = "notice", _("notified, did not object")


class MailingPurpose(TextChoices):
    """What a letter's signatories are told, all of them."""

    DEADLINE_CHANGED = "deadline_changed", _("the deadline was moved")
    DELIVERED = "delivered", _("the letter was delivered")
    ANSWERED = "answered", _("the letter was answered")
    GOES_OUT = "goes_out", _("when the letter goes out")
    SEALED = "sealed", _("the letter was sealed")
    ASKED_AGAIN = "asked_again", _("the text changed: asked again")
    CHANGE_NOTIFIED = "change_notified", _("the text changed: who objects is taken off")


class LeftToDo(TextChoices):
    """Why a name is looked at before its letter goes out."""

    HELD = "held", _("Held, came in time")
    LATE = "late", _("Late requests")
    UNCONFIRMED = "unconfirmed", _("Not confirmed yet")
    LAPSED = "lapsed", _("Lapsed, not renewed")
    PARTNER = "partner", _("Waiting for the other party")
    STALE = "stale", _("Confirmed long ago")
    LEFT_OFFICE = "left-office", _("Left office since")
    TWICE = "twice", _("Perhaps twice")


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


class Reading(TextChoices):
    """What was made of one row of a list of contacts, or of a group's members."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changes what is there")
    SAME = "same", _("there already")
    LIKELY = "likely", _("likely: look")
    AMBIGUOUS = "ambiguous", _("ambiguous: choose")
    UNKNOWN = "unknown", _("say who is meant")
    UNREADABLE = "unreadable", _("unreadable")
    TWICE = "twice", _("twice in the list")
    NO_NAME = "no_name", _("heading or remark")
    LEFT_OUT = "left_out", _("left out")


# What waits until somebody says what becomes of it.
WAITING = (Reading.LIKELY, Reading.AMBIGUOUS, Reading.UNKNOWN, Reading.UNREADABLE)


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
