"""The letter's words in another language, for those who read it; never what is signed."""

from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from .. import text
from .letter import Letter
from .version import Version

SIGNED = "en"  # the language of what is signed
WORDS = ("language", "title", "salutation", "body", "closing", "changed_at")


def other_languages() -> list[tuple[str, str | Promise]]:
    """Return the site's languages that a letter can be translated into."""
    return [(code, name) for code, name in settings.LANGUAGES if code != SIGNED]


class Translation(models.Model):
    """One letter in one other language, shown on the page of that language (docs/adr/0015)."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="translations")
    language = models.CharField(_("language"), max_length=10)
    title = models.CharField(_("title"), max_length=200)
    salutation = models.CharField(_("salutation"), max_length=200)
    body = models.TextField(_("text"))
    closing = models.CharField(_("closing"), max_length=200)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        ordering = ["letter", "language"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "language"], name="one_translation_per_letter_and_language"),
            models.CheckConstraint(condition=~models.Q(language=SIGNED), name="what_is_signed_is_no_translation"),
        ]

    def __str__(self) -> str:
        return str(get_language_info(self.language)["name_translated"])

    def is_older_than(self, version: Version) -> bool:
        """Whether the words of the version were changed after this was; nobody says so of a first version."""
        return version.written_at is not None and self.changed_at < version.written_at

    @cached_property
    def shown(self) -> text.Shown:
        return text.show(self.body, language=self.language)

    @property
    def body_html(self) -> SafeString:
        return self.shown.words

    @property
    def notes_html(self) -> SafeString:
        return self.shown.notes


def with_translation(versions: QuerySet[Version], language: str) -> QuerySet[Version]:
    """Read the translation of a version's letter in the same query: a letter's page has none to spare."""
    joined = FilteredRelation("letter__translations", condition=Q(letter__translations__language=language))
    return versions.alias(into=joined).annotate(**{f"into_{name}": F(f"into__{name}") for name in WORDS})


def translation_of(version: Version) -> Translation | None:
    """Return what `with_translation` found."""
    words = {name: getattr(version, f"into_{name}", None) for name in WORDS}
    return Translation(letter_id=version.letter_id, **words) if words["language"] else None
