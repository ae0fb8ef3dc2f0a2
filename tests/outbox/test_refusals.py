import smtplib
import socket
import ssl

import pytest

from outbox.refusals import Refusal, understand

MEANINGS = [
    (
        smtplib.SMTPRecipientsRefused({"a@x.org": (550, b"5.1.1 No such user")}),
        Refusal("550 5.1.1 No such user", True, mailbox_gone=True),
    ),
    (
        smtplib.SMTPRecipientsRefused({"a@x.org": (550, b"No such user")}),
        Refusal("550 No such user", True, False, True),
    ),
    (smtplib.SMTPRecipientsRefused({"a@x.org": (550, b"5.7.1 Blocked")}), Refusal("550 5.7.1 Blocked", True)),
    (smtplib.SMTPRecipientsRefused({"a@x.org": (550, b"Spam source")}), Refusal("550 Spam source", True)),
    (smtplib.SMTPRecipientsRefused({"a@x.org": (552, b"5.2.2 Full")}), Refusal("552 5.2.2 Full", True)),
    (smtplib.SMTPRecipientsRefused({"a@x.org": (451, b"Greylisted")}), Refusal("451 Greylisted")),
    (smtplib.SMTPRecipientsRefused({"a@x.org": (421, b"Bye")}), Refusal("421 Bye", speaks_of_us=True)),
    (smtplib.SMTPDataError(554, b"Spam"), Refusal("554 Spam", True)),
    (smtplib.SMTPDataError(452, b"Disk full"), Refusal("452 Disk full")),
    (smtplib.SMTPDataError(421, b"Bye"), Refusal("421 Bye", speaks_of_us=True)),
    (smtplib.SMTPSenderRefused(550, b"Who?", "a@x.org"), Refusal("550 Who?", speaks_of_us=True)),
    (smtplib.SMTPAuthenticationError(535, b"Wrong"), Refusal("535 Wrong", speaks_of_us=True)),
    (smtplib.SMTPConnectError(554, b"Go away"), Refusal("554 Go away", speaks_of_us=True)),
    (smtplib.SMTPHeloError(501, b"Who?"), Refusal("501 Who?", speaks_of_us=True)),
    (smtplib.SMTPServerDisconnected("Gone"), Refusal("Gone", speaks_of_us=True)),
    (smtplib.SMTPNotSupportedError("No STARTTLS"), Refusal("No STARTTLS", speaks_of_us=True)),
    (ConnectionRefusedError(111, "Connection refused"), Refusal("[Errno 111] Connection refused", speaks_of_us=True)),
    (socket.gaierror(-2, "Name not known"), Refusal("[Errno -2] Name not known", speaks_of_us=True)),
    (TimeoutError(), Refusal("TimeoutError", speaks_of_us=True)),
    (ssl.SSLCertVerificationError("expired"), Refusal("('expired',)", speaks_of_us=True)),
    (ValueError("Invalid address 'a@x.org'"), Refusal("ValueError", True)),
    (UnicodeEncodeError("ascii", "a@x.org", 0, 1, "no"), Refusal("UnicodeEncodeError", True)),
    (KeyError("a@x.org"), Refusal("KeyError")),
]


@pytest.mark.parametrize(("error", "meaning"), MEANINGS, ids=lambda value: getattr(value, "words", ""))
def test_each_failure_is_understood(error: Exception, meaning: Refusal) -> None:
    assert understand(error) == meaning


def test_a_servers_words_are_kept_on_one_short_line() -> None:
    refusal = understand(smtplib.SMTPDataError(554, b"5.7.1 No\r\n\x1b[31mreally\x00 \xff " + b"x" * 1000))

    assert refusal.words.startswith("554 5.7.1 No [31mreally \ufffd xxx")
    assert len(refusal.words) == 300


def test_address_that_the_server_quotes_is_not_kept() -> None:
    error = smtplib.SMTPRecipientsRefused({"ana@example.org": (550, b"5.1.1 <ana@example.org>: unknown here")})

    assert understand(error).words == "550 5.1.1 <\u2026>: unknown here"
