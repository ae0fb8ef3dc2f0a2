"""What the environment says, read once and loudly: a wrong value stops the start with a sentence."""

import secrets
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def flag(name: str, given: str) -> bool:
    """Return a yes or no; a word that is neither stops the start instead of meaning no."""
    if given.lower() not in ("true", "false", ""):
        raise ImproperlyConfigured(f"{name} is either true or false, not {given!r}.")
    return given.lower() == "true"


def number(name: str, given: str, *, default: int, least: int = 0) -> int:
    """Return a whole number; anything else, or less than makes sense, stops the start."""
    if not given:
        return default
    if not (given.isascii() and given.isdigit()) or int(given) < least:
        raise ImproperlyConfigured(f"{name} is a whole number of {least} or more, not {given!r}.")
    return int(given)


def secret_key(given: str, *, local: bool, keep_in: Path) -> str:
    """Return the signing key: as given on a server, made once and kept in a file on a local machine.

    Raises ImproperlyConfigured when a server has no key or a guessable one.
    """
    if given:
        return given if local else hard_to_guess(given)
    if not local:
        raise ImproperlyConfigured("Set SECRET_KEY to 50 or more random characters, or LOCAL=true to try things out.")
    keep_in.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not keep_in.exists():
        keep_in.touch(mode=0o600)
        keep_in.write_text(secrets.token_urlsafe(64))
    return keep_in.read_text()


def hard_to_guess(key: str) -> str:
    """Return the key, old ones included: whoever guesses one signs cookies. Raises ImproperlyConfigured."""
    if len(key) < 50 or len(set(key)) < 5:
        raise ImproperlyConfigured("SECRET_KEY must have at least 50 random characters, and each fallback too.")
    return key


def site_url(given: str, *, local: bool) -> str:
    """Return the address every link in a mail begins with (never the Host header, which a stranger writes)."""
    parts = urlsplit(given) if local else _parts("SITE_URL", given)  # the demo itself judges its PORT
    more = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    if parts.scheme not in ("http", "https") or not parts.hostname or more:
        raise ImproperlyConfigured("SITE_URL must look like https://letters.example.org")
    if not local and parts.scheme != "https":
        raise ImproperlyConfigured("SITE_URL must begin with https:// unless LOCAL=true.")
    return given.rstrip("/")


def mailers(url: str, *, local: bool) -> dict[str, dict[str, object]]:
    """Translate EMAIL_URL into Django's MAILERS.

    ``smtp+tls://user:password@host:587`` (STARTTLS), ``smtp+ssl://host:465``, ``smtp://host:25``
    (plain: only to this machine, unless LOCAL) or ``file:FOLDER`` (one file per message).
    """
    parts = _parts("EMAIL_URL", url)
    if parts.scheme == "file" and local:
        return {"default": {"BACKEND": "outbox.backends.OneFilePerMessage", "OPTIONS": {"folder": parts.path}}}
    if parts.scheme not in ("smtp", "smtp+tls", "smtp+ssl") or not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL must look like smtp+tls://user:password@mail.example.org:587")
    if parts.scheme == "smtp" and not local and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise ImproperlyConfigured("EMAIL_URL must use smtp+tls:// or smtp+ssl:// to reach another machine.")
    options = {
        "host": parts.hostname,
        "port": parts.port or {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}[parts.scheme],
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": parts.scheme == "smtp+tls",
        "use_ssl": parts.scheme == "smtp+ssl",
        "timeout": 30,
    }
    return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}


def redis_url(given: str) -> str:
    """Return the broker's address, or "" for none."""
    if given and _parts("REDIS_URL", given).scheme not in ("redis", "rediss", "unix"):
        raise ImproperlyConfigured("REDIS_URL must look like redis://localhost:6379/0")
    return given


def _parts(name: str, given: str) -> SplitResult:
    try:
        parts = urlsplit(given)
        _ = parts.port  # read only when asked for
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}") from error
    return parts
