"""What may not be written to a log: confirmation tokens, and addresses typed into a search."""

import logging
import re

# A path behind /confirm/ or /invited/ to its end, however a mail program broke it, and everything behind a question
# mark (the admin's search holds names and addresses). A request line ends with the protocol, others with the line.
SECRET = re.compile(r"(/(?:confirm|invited)/).*?(?= HTTP/\d|$)|(\?)\S+", re.MULTILINE)


def mask(text: str) -> str:
    """Return the text with tokens and query strings replaced by dots."""
    return SECRET.sub(lambda found: (found[1] or found[2]) + "…", text)


class NoSecrets(logging.Formatter):
    """Masks every line on its way out, tracebacks included; never drops one."""

    def format(self, record: logging.LogRecord) -> str:
        return mask(super().format(record))
