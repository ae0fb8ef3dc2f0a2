"""The words as staff see them.

``LetterAdmin`` is not registered here: `signatories` adds the names to it, and registers what comes of that.
"""

from django.conf import settings
from django.contrib import admin

from .campaigns import CampaignAdmin
from .chase import ChaseAdmin
from .letters import LetterAdmin
from .parts import DATE, TEXT, PartOfDraft
from .version_form import VersionForm

__all__ = ["DATE", "TEXT", "CampaignAdmin", "ChaseAdmin", "LetterAdmin", "PartOfDraft", "VersionForm"]

# The login view has a `site_name` of its own, the host's.
admin.site.site_header = settings.SITE_NAME
