"""The catalogue follows the sources, and a check finds what it lacks."""

from gettext import GNUTranslations
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from pytest_django import Settings

from advocacy.translations import Translation

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy
class Letter:
    # Translators: the whole of a letter
    title = _("Letter")
    shown = pgettext_lazy("verb", "Sign")
    def count(self, n):
        return ngettext("%(n)s signature", "%(n)s signatures", n) % {"n": n} + str(_("No " "others"))
"""
PAGE = """
{% load i18n %}
<main>
  <h1>{% translate "Letter" %}</h1>
      <p>{% translate "May" context "month" %} 100%</p>
    {% blocktranslate count n=names|length trimmed %}
      One name of {{ all }}
    {% plural %}
      {{ n }} names of {{ all }}
    {% endblocktranslate %}
  <p title="{{ _('Close') }}">it's "fine" (</p>
</main>
"""
TEXTS = ["Close", "Letter", "May", "No others", "One name of %(all)s", "Sign", "%(n)s signature"]
COMPLETE = {
    'msgid "Close"\nmsgstr ""': 'msgid "Close"\nmsgstr "Cerrar"',
    'msgid "Letter"\nmsgstr ""': 'msgid "Letter"\nmsgstr "Carta"',
    'msgid "May"\nmsgstr ""': 'msgid "May"\nmsgstr "mayo"',
    'msgid "No others"\nmsgstr ""': 'msgid "No others"\nmsgstr "Nadie más"',
    'msgid "Sign"\nmsgstr ""': 'msgid "Sign"\nmsgstr "Firmar"',
    'signatures"\nmsgstr[0] ""\nmsgstr[1] ""': 'signatures"\nmsgstr[0] "%(n)s firma"\nmsgstr[1] "%(n)s firmas"',
    'of %(all)s"\nmsgstr[0] ""\nmsgstr[1] ""': (
        'of %(all)s"\nmsgstr[0] "Un nombre de %(all)s"\nmsgstr[1] "%(n)s nombres de %(all)s"'
    ),
}


@pytest.fixture
def spanish(tmp_path: Path) -> Translation:
    """A small project whose Spanish catalogue was just made."""
    app, pages = tmp_path / "letters", tmp_path / "templates"
    (app / "migrations").mkdir(parents=True)
    pages.mkdir()
    (app / "models.py").write_text(PYTHON)
    (app / "migrations" / "0001_initial.py").write_text('_("Never shown")')
    (pages / "letter.html").write_text(PAGE)
    translation = Translation("es", tmp_path, (app, pages), tmp_path / "locale")
    translation.update()
    return translation


def translate(translation: Translation, replacements: dict[str, str] = COMPLETE) -> None:
    """Do a translator's work: edit the file, and let the command compile it."""
    text = translation.po.read_text()
    for before, after in replacements.items():
        assert before in text
        text = text.replace(before, after)
    translation.po.write_text(text)
    translation.update()


def test_every_text_of_code_and_pages_is_found_once(spanish: Translation) -> None:
    assert sorted(spanish.problems()) == sorted(
        f"not translated: {text!r}" + {"May": " (month)", "Sign": " (verb)"}.get(text, "") for text in TEXTS
    )


def test_a_complete_catalogue_has_no_problem_and_speaks(spanish: Translation) -> None:
    translate(spanish)

    with spanish.mo.open("rb") as file:
        spoken = GNUTranslations(file)
    assert list(spanish.problems()) == []
    assert spoken.gettext("Letter") == "Carta"
    assert spoken.pgettext("month", "May") == "mayo"
    assert spoken.ngettext("%(n)s signature", "%(n)s signatures", 2) == "%(n)s firmas"


def test_updating_again_changes_nothing(spanish: Translation) -> None:
    translate(spanish)
    before = spanish.po.read_bytes(), spanish.mo.read_bytes()

    spanish.update()

    assert (spanish.po.read_bytes(), spanish.mo.read_bytes()) == before


def test_moving_lines_changes_nothing(spanish: Translation) -> None:
    before = spanish.po.read_bytes()
    source = spanish.root / "letters" / "models.py"

    source.write_text("\n\n\n" + source.read_text())
    spanish.update()

    assert spanish.po.read_bytes() == before


def test_the_file_names_no_machine_and_no_day(spanish: Translation) -> None:
    text = spanish.po.read_text()

    assert str(spanish.root) not in text
    assert "Date" not in text
    assert "#: letters/models.py templates/letter.html\n" in text
    assert "#. Translators: the whole of a letter\n" in text


def test_a_new_text_is_missing_until_the_update_and_untranslated_after(spanish: Translation) -> None:
    translate(spanish)
    (spanish.root / "letters" / "forms.py").write_text('label = _("Name")')

    assert next(spanish.problems()) == "missing: 'Name'"
    spanish.update()
    assert list(spanish.problems()) == ["not translated: 'Name'"]


def test_a_removed_text_leaves_the_catalogue_and_the_others_keep_their_translation(spanish: Translation) -> None:
    translate(spanish)
    page = spanish.root / "templates" / "letter.html"
    page.write_text(page.read_text().replace("{{ _('Close') }}", ""))

    assert next(spanish.problems()) == "no longer used: 'Close'"
    spanish.update()
    assert list(spanish.problems()) == []
    assert "Cerrar" not in spanish.po.read_text()
    assert "Carta" in spanish.po.read_text()


@pytest.mark.parametrize(
    ("good", "bad", "problem"),
    [
        ('"%(n)s firmas"', '"%(m)s firmas"', "placeholders differ: '%(n)s signature'"),
        ('"%(n)s firmas"', '"firmas"', "placeholders differ: '%(n)s signature'"),
        ('"Un nombre de %(all)s"', '"Un nombre de %(todo)s"', "placeholders differ: 'One name of %(all)s'"),
        ('"Carta"', '"Carta %s"', "placeholders differ: 'Letter'"),
        ('"Carta"', '"Carta {name}"', "placeholders differ: 'Letter'"),
        ('"%(n)s firma"', '""', "not translated: '%(n)s signature'"),
        ('#: templates/letter.html\nmsgid "Close"', '#, fuzzy\nmsgid "Close"', "fuzzy: 'Close'"),
    ],
)
def test_a_faulty_translation_is_named(spanish: Translation, good: str, bad: str, problem: str) -> None:
    translate(spanish)

    translate(spanish, {good: bad})

    assert list(spanish.problems()) == [problem]


def test_a_singular_may_do_without_the_number(spanish: Translation) -> None:
    translate(spanish)

    translate(spanish, {'"%(n)s firma"': '"Una firma"'})

    assert list(spanish.problems()) == []


def test_an_edited_but_not_compiled_catalogue_is_stale(spanish: Translation) -> None:
    translate(spanish)
    spanish.po.write_text(spanish.po.read_text().replace("Carta", "Epístola"))

    assert list(spanish.problems()) == ["not up to date: django.mo"]


def test_the_command_makes_a_catalogue_and_refuses_it_until_it_is_translated(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.LOCALE_PATHS = [tmp_path]
    call_command("messages")
    made = capsys.readouterr().out.splitlines()

    with pytest.raises(CommandError) as refusal:
        call_command("messages", check=True)

    assert str(refusal.value).splitlines() == ["Run 'make messages', then translate:", *made]
    assert {line.split(": ")[:2] == ["es", "not translated"] for line in made} == {True}
    assert [file.relative_to(tmp_path).as_posix() for file in sorted(tmp_path.rglob("*.*"))] == [
        "es/LC_MESSAGES/django.mo",
        "es/LC_MESSAGES/django.po",
    ]


def test_spanish_zones_say_themselves_that_they_are_an_hour() -> None:
    catalogue = (settings.BASE_DIR / "advocacy" / "locale" / "es" / "LC_MESSAGES" / "django.po").read_text()

    assert 'msgstr "hora del Este"' in catalogue
    assert "hora %(zone)s" not in catalogue
