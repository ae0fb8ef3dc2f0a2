"""The words a letter's rules are chosen from. Imports nothing of ours."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LetterType(TextChoices):
    """Fills every rule of a new letter with a sound default (letters/presets.py)."""

    CONGRESS = "congress", _("Congress")
    STATE_LEGISLATURE = "state_legislature", _("State legislature")
    COALITION = "coalition", _("Coalition of organizations")
    PETITION = "petition", _("Petition")
    OFFICEHOLDERS = "officeholders", _("Officeholders")


class Stage(TextChoices):
    """What is stored. Whether a published letter is open is computed from the clock, never stored."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    DELIVERED = "delivered", _("Delivered")
    RECALLED = "recalled", _("Recalled")


UNPUBLISHED_STAGES = (Stage.DRAFT, Stage.IN_REVIEW)
PUBLIC_STAGES = (Stage.PUBLISHED, Stage.DELIVERED, Stage.RECALLED)


class Phase(TextChoices):
    """What a visitor sees: the stage seen by the database's clock."""

    DRAFT = "draft", _("Not published")
    SCHEDULED = "scheduled", _("Opens later")
    OPEN = "open", _("Open for signature")
    CLOSED = "closed", _("Closed")
    DELIVERED = "delivered", _("Delivered")
    RECALLED = "recalled", _("Recalled")


class Change(TextChoices):
    """What a version did to the one before it."""

    FIRST = "first", _("First version")
    EDITORIAL = "editorial", _("Editorial correction")
    NOTICED = "noticed", _("Change notified to signatories")
    MATERIAL = "material", _("Material change")


# Who had agreed to the text before is asked again, or told and may object; a correction carries everyone over.
ASKING_AGAIN = (Change.NOTICED, Change.MATERIAL)


class Verification(TextChoices):
    """When a confirmed claim is listed at once. A claim to be a legislator always needs proof."""

    PROOF = "proof", _("When the address proves it; else staff decide")
    ANY_ADDRESS = "any_address", _("Any confirmed address is enough (never for legislators)")
    STAFF = "staff", _("Staff decide on every signature")


class Signing(TextChoices):
    ONLINE = "online", _("In the browser")
    STAFF_ONLY = "staff_only", _("Entered by staff only")


class Listing(TextChoices):
    PUBLIC = "public", _("Public")
    LINK_ONLY = "link_only", _("Only for people who have the link")


class NamesShown(TextChoices):
    ACCEPTED = "accepted", _("As they are accepted")
    RELEASE = "release", _("When the letter is released")


class Withdrawals(TextChoices):
    """Whether the page says who withdrew. Staff and whoever had a receipt are told in any case."""

    PRIVATE = "private", _("Not shown")
    PUBLIC = "public", _("The page says who withdrew, and when")


class OrderRule(TextChoices):
    """How signatories are listed after the leads."""

    SURNAME = "surname", _("By surname")
    CHAMBER = "chamber", _("By chamber, then surname")
    STATE = "state", _("By state and district, then surname")
    SCOPE = "scope", _("National, state, local; then A to Z")
    SIGNED = "signed", _("In order of signing")
    NEWEST = "newest", _("Newest first")
    NUMBER = "number", _("By the numbers staff give")


class Groups(TextChoices):
    """The groups in which names stand after the leads, in the letter's order inside each.

    Kinds are organizations, legislators, officeholders, individuals; by reach the first of them are parted.
    """

    NONE = "none", pgettext_lazy("groups of names", "None")
    CHAMBER = "chamber", _("By chamber")
    PARTY = "party", _("By party")
    STATE = "state", _("By state")
    KIND = "kind", _("By kind of signatory")
    SCOPE = "scope", _("National, state, local")


class LineUnderName(TextChoices):
    OFFICE = "office", _("Member of Congress / United States Senator")
    TITLE_DISTRICT = "title_district", _("Title and district")
    TITLE_JURISDICTION = "title_jurisdiction", _("Title and place, for identification only")
    CITY_STATE = "city_state", _("City and state")
    CITY = "city", _("City")
    NONE = "none", pgettext_lazy("line under the name", "Nothing")


class Layout(TextChoices):
    """Where the names stand on paper."""

    UNDER = "under", _("Names under the letter")
    COUNTED = "counted", _("Count on the first page, names under the letter")
    ANNEX = "annex", _("Count on the first page, names in an annex")


class UpdateType(TextChoices):
    NEWS = "news", _("News")
    EVENT = "event", _("Event")
    STATEMENT = "statement", _("Statement")
    OUTCOME = "outcome", _("Outcome")
    BILL = "bill", _("Bill")


# Beyond the date, the title, the text and the source: what an update of a type must say, and what it may.
UPDATE_NEEDS = {
    UpdateType.NEWS: (),
    UpdateType.EVENT: ("place",),
    UpdateType.STATEMENT: ("speaker", "source"),
    UpdateType.OUTCOME: ("jurisdiction", "result"),
    UpdateType.BILL: ("jurisdiction", "bill_number", "bill_status"),
}
UPDATE_MAY = {UpdateType.STATEMENT: ("role", "quotation"), UpdateType.OUTCOME: ("part", "whole", "unit")}


class RelationKind(TextChoices):
    """How a letter stands to another. "Earlier" is "follows", read from the other side."""

    FOLLOWS = "follows", _("follows this earlier letter")
    COMPANION = "companion", _("is a companion of this letter")


class Way(TextChoices):
    """How a letter reached an addressee."""

    HAND = "hand", _("By hand")
    EMAIL = "email", _("By e-mail")
    PORTAL = "portal", _("Through a web portal")
    POST = "post", _("By post")
    FAX = "fax", _("By fax")
    DOCKET = "docket", _("Filed in a docket")


class Result(TextChoices):
    """What became of what a letter asked for."""

    AGREED = "agreed", _("Agreed")
    PARTLY = "partly", _("Agreed in part")
    REFUSED = "refused", pgettext_lazy("outcome of a letter", "Refused")
    NO_REPLY = "no_reply", _("No answer came")
    MOOT = "moot", _("No longer in question")
