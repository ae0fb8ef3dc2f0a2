import email
import email.policy
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.mail import EmailMessage, InvalidMailer, mailers, send_mail
from pytest_django import Settings

from advocacy.environment import mailers as mailers_for
from outbox.dispatch import send_due
from tests.factories.outbox import queued_email

LINK = "http://testserver/confirm/" + "Zq-_9" * 12 + "/"


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Send this test's mail into a folder that is not there yet."""
    folder = tmp_path / "var" / "mail"
    settings.MAILERS = mailers_for(f"file:{folder}", local=True)
    return folder


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        f"Your code is 123456.\n\n{LINK}\n",
        f"Señora: su código de confirmación es 123456, válido hasta mañana a las cinco de la tarde.\n\n{LINK}\n",
        f"您的验证码是 123456。\n\n{LINK}\n",
    ],
    ids=["English", "Spanish", "Chinese"],
)
def test_code_and_link_can_be_read_in_any_editor(folder: Path, text: str) -> None:
    queued_email(to="ana@example.org", subject="Please confirm", text=text, html=f"<p>{text}</p>")

    result = send_due()

    [file] = folder.iterdir()
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert result == (1, 0, 0)
    assert text in file.read_text(encoding="utf-8")
    assert message["To"] == "ana@example.org"
    assert [part.get_content() for part in message.iter_parts()] == [text, f"<p>{text}</p>\n"]


@pytest.mark.django_db
def test_files_are_named_by_time_and_by_nobody(folder: Path) -> None:
    before = datetime.now(UTC)
    for number in range(3):
        queued_email(text=f"Mail {number}")
        send_due()

    files = sorted(folder.iterdir())
    texts = [file.read_text() for file in files]
    assert [f"Mail {number}" in text for number, text in enumerate(texts)] == [True, True, True]
    assert all(file.name.endswith(".eml") and "ana" not in file.name for file in files)
    assert f"{before:%Y%m%dT%H%M%S.%fZ}" <= files[0].name
    assert folder.stat().st_mode & 0o077 == 0


def test_djangos_own_mail_is_written_too(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    send_mail("Password reset", "Para usted, señora.", None, ["staff@example.org"])

    [file] = folder.iterdir()
    assert "Para usted, señora." in file.read_text(encoding="utf-8")
    assert capfd.readouterr().out == ""


def test_an_attached_text_stays_as_it_was(folder: Path) -> None:
    message = EmailMessage("List", "Attached.", to=["staff@example.org"])
    message.attach("names.csv", "Díaz\r\n", "text/csv")
    message.send()

    [file] = folder.iterdir()
    parsed = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    [attachment] = parsed.iter_attachments()
    assert (attachment.get_filename(), attachment.get_content().splitlines()) == ("names.csv", ["Díaz"])


@pytest.mark.django_db
def test_a_folder_that_cannot_be_written_is_a_passing_trouble(folder: Path) -> None:
    folder.parent.mkdir()
    folder.write_text("a file where the folder should be")
    queued_email()

    assert send_due() == (0, 1, 0)


def test_an_option_it_does_not_know_is_refused(settings: Settings, tmp_path: Path) -> None:
    settings.MAILERS = mailers_for(f"file:{tmp_path}", local=True)
    settings.MAILERS["default"]["OPTIONS"]["colour"] = "blue"

    with pytest.raises(InvalidMailer):
        _ = mailers.default
