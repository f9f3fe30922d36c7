"""Settings come from the environment and from LINLI_HOME; nothing here does work or holds a secret."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from linli.config.post_office import post_office_of
from linli.config.postgres import NotSetUp, locate
from linli.maps.tiles import tiles_of, widened

BASE_DIR = Path(__file__).resolve().parent.parent.parent
LINLI_HOME = Path(os.environ.get("LINLI_HOME") or BASE_DIR / "var").resolve()
LINLI_ROLE = os.environ.get("LINLI_ROLE", "web")
LINLI_UPLOAD_LIMIT_BYTES = 20 * 1024 * 1024

# The commands that serve put the ring's own secret here; a random one suffices for checks, which sign nothing.
SECRET_KEY = os.environ.get("LINLI_SECRET_KEY") or secrets.token_urlsafe(50)
DEBUG = False
# Addresses under which browsers reach the house, e.g. https://linli.example.cn; unsafe requests must come from there.
CSRF_TRUSTED_ORIGINS = [each for each in os.environ.get("LINLI_ORIGINS", "").split(",") if each]
_named = [urlsplit(each).hostname or "" for each in CSRF_TRUSTED_ORIGINS]
ALLOWED_HOSTS = os.environ.get("LINLI_HOSTS", ",".join(["localhost,127.0.0.1,[::1]", *_named])).split(",")
_behind_tls = any(each.startswith("https://") for each in CSRF_TRUSTED_ORIGINS)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "procrastinate.contrib.django",
    "csp",
    "linli.kernel",
    "linli.accounts",
    "linli.org",
    "linli.notices",
    "linli.answers",
    "linli.notes",
    "linli.places",
    "linli.checklists",
    "linli.tickets",
    "linli.visits",
    "linli.hotline",
    "linli.sync",
    "linli.campaigns",
    "linli.insight",
    "linli.forms",
    "linli.desk",
    "linli.public",
    "linli.field",
    # After the desk, whose templates come first.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "linli.accounts.middleware.NothingKept",
    "linli.public.middleware.NobodyInParticular",
    "linli.field.middleware.PhoneDoor",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "linli.desk.limits.BodyLimit",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "linli.accounts.middleware.SessionLimits",
    "linli.accounts.middleware.AccountLanguage",
    "linli.accounts.middleware.SecondFactorRequired",
    "linli.desk.way_in.TicketsOnly",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "linli.config.urls"
WSGI_APPLICATION = "linli.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("linli.kernel.rendering.Loader", ["django.template.loaders.app_directories.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"


def _database() -> dict[str, object]:
    """Where the last start left the database; before any start there is none, and checks of the code need none."""
    try:
        return locate(LINLI_HOME, os.environ).parameters(LINLI_ROLE)
    except NotSetUp:
        return {"NAME": "linli", "HOST": str(LINLI_HOME / "no-database-yet")}


DATABASES = {
    "default": {
        "ENGINE": "linli.kernel.postgres",
        **_database(),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
}
# Never full: a full cache drops rows by name, and with them the counters of the sign-in lock-out.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["linli.accounts.backend.LoginBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ["login"]}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "linli.accounts.backend.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# Five wrong tries close an account for a quarter of an hour; an address, behind which a whole office may sit, after twenty.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,20/15m/ip", "login": "60/m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("LINLI_PROXIES", "1" if _behind_tls else "0"))
# How long somebody waits at the public door who guesses at codes.
LINLI_SLOW_SECONDS = 2.0
MFA_ADAPTER = "linli.accounts.backend.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "linli.accounts.backend.AuthenticateForm",
    "reauthenticate": "linli.accounts.backend.ReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Linli"
# A server without internet drifts by seconds; a used code is remembered for as long as it is good.
MFA_TOTP_TOLERANCE = 1
# The list of sessions shows when each was last used; SessionLimits notes it once a minute, not at every request.
USERSESSIONS_TRACK_ACTIVITY = True

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "linli" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    # Encrypted before they come here; another Django storage (S3) may take their place.
    "attachments": {"BACKEND": "linli.kernel.files.storage.DurableFileSystemStorage"},
}
# Uploads stream to disk past this size; the door refuses them past LINLI_UPLOAD_LIMIT_BYTES.
FILE_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

CSRF_FAILURE_VIEW = "linli.desk.errors.csrf_failure"
SESSION_ENGINE = "linli.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _behind_tls
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _behind_tls else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Background tiles for maps: empty, https://…/{z}/{x}/{y}.png, or tianditu:KEY. Pages may then ask that host, and no other.
LINLI_MAP_TILES = tiles_of(os.environ)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": widened(
        {
            "default-src": [SELF],
            "img-src": [SELF, "data:"],
            "base-uri": [NONE],
            "form-action": [SELF],
            "frame-ancestors": [NONE],
            "object-src": [NONE],
        },
        LINLI_MAP_TILES,
    )
}

# Hosts with their ports that the house may call although they are inside, or not https: gateway.example.cn:8080,10.0.0.5:443
LINLI_OUTBOUND_ALLOW = tuple(each.strip().lower() for each in os.environ.get("LINLI_OUTBOUND_ALLOW", "").split(",") if each.strip())

# Where letters are handed in; without it none are written, and notices stand in the house alone.
_post_office = post_office_of(os.environ)
LINLI_MAIL_FROM = _post_office.sender
EMAIL_HOST, EMAIL_PORT = _post_office.host, _post_office.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _post_office.user, _post_office.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _post_office.starts_tls, _post_office.is_tls
# A job holds a transaction while it hands a letter in: a post office that sleeps must not keep it.
EMAIL_TIMEOUT = 5
# The address that stands in letters, under which browsers reach the house.
LINLI_ADDRESS = next(iter(CSRF_TRUSTED_ORIGINS), "http://localhost:8000")

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"discreet": {"()": "linli.config.logs.Discreet"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["discreet"]}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LINLI_LOG", "WARNING")},
}
