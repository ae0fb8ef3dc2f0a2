"""The states of a mail and the order in which kinds of mail go out."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EmailState(models.TextChoices):
    DUE = "due", _("Due")
    LEASED = "leased", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


# What still has to leave, and so must have its bytes.
UNSENT_STATES = (EmailState.DUE, EmailState.LEASED)


class Priority(models.IntegerChoices):
    """The lower number goes first: somebody is waiting at the screen for a confirmation."""

    CONFIRMATION = 1, _("Confirmation")
    RECEIPT = 2, _("Receipt")
    NOTICE = 3, _("Notice")
    REMINDER = 4, _("Reminder")
