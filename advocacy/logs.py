"""What may not be written to a log: confirmation tokens, and addresses typed into a search."""

import logging
import re

# A path's token, and everything behind a question mark (the admin's search holds names and addresses).
SECRET = re.compile(r"(/confirm/)[^/\s'\"?]+|(\?)[^\s'\"]+")


def mask(text: str) -> str:
    """Return the text with tokens and query strings replaced by dots."""
    return SECRET.sub(lambda found: (found[1] or found[2]) + "…", text)


class NoSecrets(logging.Filter):
    """Masks every record on its way to a handler; never drops one."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = mask(record.getMessage()), None
        return True
