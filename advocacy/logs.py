"""What may not be written to a log: confirmation tokens, addresses of mailboxes and machines, searches."""

import logging
import re

from outbox.addresses import masked

# A path behind the first word of a mailed link to its end, however a mail program broke it; everything behind a
# question mark (the admin's search holds names and addresses); and the machine of which gunicorn says that it sent
# nonsense. A request line ends with the protocol, other messages with the line.
LINKS = "confirm|invited|object|office|withdraw"
SECRET = re.compile(rf"(/(?:{LINKS})/).*?(?= HTTP/\d|$)|(\?)\S+|(\bip=)\S+", re.MULTILINE)


def mask(text: str) -> str:
    """Return the text with tokens, query strings and addresses replaced by dots."""
    return masked(SECRET.sub(lambda found: (found[1] or found[2] or found[3]) + "…", text))


class NoSecrets(logging.Formatter):
    """Masks every line on its way out, tracebacks included; never drops one."""

    def format(self, record: logging.LogRecord) -> str:
        return mask(super().format(record))
