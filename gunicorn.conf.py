"""How long the web server waits, and how it logs.

`gunicorn advocacy.wsgi` reads this file from the folder it is started in.
"""

from typing import Any

from gunicorn.glogging import Logger

from advocacy.logs import NoSecrets

# The longest honest request puts a list of some ten thousand names on a letter, all or nothing: about 20 seconds on a
# small machine. Gunicorn's 30 would end a slower one in the middle. A proxy in front needs as much.
timeout = 120

# With --access-logfile: no visitor's machine, no query, no page he came from. The path is masked below.
access_log_format = '%(t)s "%(m)s %(U)s %(H)s" %(s)s %(B)s bytes %(M)s ms'


class MaskedLogger(Logger):
    """Gunicorn's own two logs, which print whole paths, without tokens and addresses."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            written = handler.formatter
            handler.setFormatter(NoSecrets(written and written._fmt, written and written.datefmt))  # noqa: SLF001


logger_class = MaskedLogger
