"""All settings, read from the environment. `.env.example` explains each variable."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from redis.backoff import NoBackoff
from redis.retry import Retry

from . import environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# One machine, plain http, a key of its own making. A server leaves this out and is refused unless it is safe.
LOCAL = environment.flag("LOCAL", env.str("LOCAL", ""))
DEBUG = environment.flag("DEBUG", env.str("DEBUG", ""))
if DEBUG and not LOCAL:
    raise ImproperlyConfigured("DEBUG shows secrets to strangers; it needs LOCAL=true.")

SECRET_KEY = environment.secret_key(env.str("SECRET_KEY", ""), local=LOCAL, keep_in=VAR_DIR / "secret-key")
SECRET_KEY_FALLBACKS = [
    key if LOCAL else environment.hard_to_guess(key) for key in env.list("SECRET_KEY_FALLBACKS", default=[])
]
SITE_URL = environment.site_url(env.str("SITE_URL", "http://localhost:8000" if LOCAL else ""), local=LOCAL)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if LOCAL else [])
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts this site answers to, and not '*'.")

# What people call this site, and whom mail comes from.
SITE_NAME = env.str("SITE_NAME", "") or _("Sign-on letters")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "letters@localhost" if LOCAL else "")
if not DEFAULT_FROM_EMAIL:
    raise ImproperlyConfigured("DEFAULT_FROM_EMAIL must name the address that mail is sent from.")
MAILERS = environment.mailers(env.str("EMAIL_URL", f"file:{VAR_DIR / 'mail'}" if LOCAL else ""), local=LOCAL)

INSTALLED_APPS = [
    "advocacy",
    "signatories",
    "letters",
    "outbox",
    "directory",
    "django_include_bootstrap",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "advocacy.middleware.keep_public_pages_public",
    "advocacy.middleware.Unusable",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "advocacy.urls"
WSGI_APPLICATION = "advocacy.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "advocacy.context.site",
            ]
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Data. SQLite needs IMMEDIATE: with deferred transactions two writers fail each other (docs/adr/0003).
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'letters.sqlite3'}")}
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    VAR_DIR.mkdir(mode=0o700, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,  # seconds a writer waits for another one; then the page says 503
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Background work: Redis when there is one; else the worker lives in the web process (`manage.py demo`).
REDIS_URL = environment.redis_url(env.str("REDIS_URL", ""))
CELERY_BROKER_URL = REDIS_URL or "memory://localhost"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# The cache counts (signatories/budgets.py). One that hangs must not hold up a form: no patience, and no second try.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 0.2, "socket_timeout": 0.2, "retry": Retry(NoBackoff(), 0)},
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 10_000}}
}

# Language and time. Letters carry their own zone; this one is only the server's.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "advocacy" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Static files, served by whitenoise; on a local machine straight from the source folders.
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
if LOCAL:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # collectstatic makes it on a server; whitenoise wants it anyway
STATICFILES_DIRS = [BASE_DIR / "advocacy" / "static"]
WHITENOISE_USE_FINDERS = LOCAL
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Security. Nothing here is weaker on a server than on a test machine except what plain http forbids.
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],  # data: is Bootstrap's own form icons
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF],
}
SECURE_SSL_REDIRECT = not LOCAL
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # load balancers ask without TLS
BEHIND_PROXY = environment.flag("BEHIND_PROXY", env.str("BEHIND_PROXY", ""))
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 0 if LOCAL else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = not LOCAL
SECURE_HSTS_PRELOAD = not LOCAL
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_HTTPONLY = True
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
CSRF_FAILURE_VIEW = "advocacy.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# What strangers may ask of us (signatories/budgets.py and bots.py).
TRUSTED_PROXIES = environment.number("TRUSTED_PROXIES", env.str("TRUSTED_PROXIES", ""), default=0)
if BEHIND_PROXY and not TRUSTED_PROXIES:
    raise ImproperlyConfigured("BEHIND_PROXY=true needs TRUSTED_PROXIES, or all visitors count as one network.")
MAILS_PER_NETWORK = environment.number("MAILS_PER_NETWORK", env.str("MAILS_PER_NETWORK", ""), default=1000, least=1)
MAILS_PER_LETTER = environment.number("MAILS_PER_LETTER", env.str("MAILS_PER_LETTER", ""), default=100_000, least=1)
FORM_SECONDS = environment.number("FORM_SECONDS", env.str("FORM_SECONDS", ""), default=2)

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "advocacy.logs.NoSecrets", "format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "null": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        # Django's own handlers would print paths, and so tokens, unmasked.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "django.security.DisallowedHost": {"handlers": ["null"], "propagate": False},
    },
}
