"""All settings, one file; the environment says what differs. Safe without any of it.

SITE_URL       where visitors reach the site; https turns on everything that needs TLS
DATABASE_URL   postgres://user:password@host/name; without it SQLite in DATA_DIR
DATA_DIR       database, secret key, collected static files
SECRET_KEY     else made once in DATA_DIR
ALLOWED_HOSTS  more host names, comma-separated
PORT, HOST, WORKERS   of `manage.py serve`
SANDBOX        static, buildah or buildkit: what builds what learners hand in (docs/sandbox.md)
WORKER_BUILDS  how many builds a worker runs at once; the machine's processors
SMTP_URL       smtp://user:password@host:587 to send e-mail by; without it none is sent
MAIL_FROM      whom e-mail is from
PROXIES        how many trusted proxies in front add to X-Forwarded-For; 1 with https, else 0
GUEST_DAYS     after how many idle days what was kept of a learner without an account is deleted
LTI            on: the site can be opened from an LMS (docs/lti.md); needs requirements-lti.txt
DEBUG          Django's debug pages; never in production
"""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from config import environment

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = environment.folder("DATA_DIR", BASE_DIR / "data")
CONTENT_DIR = BASE_DIR / "content"
# What apps besides `learning` read of it.
COURSE_PARTS = [
    "quizzes.bank.part.QUESTIONS",
    "lab.exercises.part.EXERCISES",
    "authoring.entries.ENTRIES",  # after the questions, which it lists
]
COURSE_WITNESSES = ["authoring.history.HISTORY"]  # who is told what a load replaces

DEBUG = environment.flag("DEBUG", False)
SECRET_KEY = environment.secret("SECRET_KEY", DATA_DIR / "secret-key")

PORT = environment.number("PORT", 8000, low=1, high=65_535)
HOST = environment.text("HOST", "127.0.0.1")
WORKERS = environment.number("WORKERS", 2, low=1, high=64)
SITE = environment.site("SITE_URL", f"http://127.0.0.1:{PORT}")
SITE_URL = f"{SITE.scheme}://{SITE.netloc}"
SANDBOX = environment.choice("SANDBOX", ("static", "buildah", "buildkit"))
WORKER_BUILDS = environment.number("WORKER_BUILDS", os.cpu_count() or 1, low=1, high=64)
LTI = environment.optional("LTI", "lti_tool", "requirements-lti.txt")
ALLOWED_HOSTS = [str(SITE.hostname), "127.0.0.1", "localhost", *environment.names("ALLOWED_HOSTS")]

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "allauth",
    "allauth.account",
    "learning",
    "quizzes",
    "lab",
    "authoring",
    "classes",
    *(["lti_tool", "lti"] if LTI else []),
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "learning.learners.LearnerMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "builtins": ["django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "learning.theme.theme",
                "learning.signin.role",
            ],
        },
    }
]

# SQLite: the figures behind these are in docs/decisions/0003-sqlite.md. WAL is not set here but
# once, before the workers start: two processes that convert at the same time lock each other out.
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=27103364;"
        "PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY;"
    ),
}


def database() -> dict[str, Any]:
    """The one database; refuses what is neither SQLite nor PostgreSQL."""
    sqlite = f"sqlite:///{DATA_DIR / 'stagecraft.sqlite3'}"
    try:
        found = dict(dj_database_url.parse(environment.text("DATABASE_URL", sqlite)))
    except ValueError as error:
        raise ImproperlyConfigured("DATABASE_URL is not like postgres://user@host/name") from error
    if found["ENGINE"] == "django.db.backends.sqlite3":
        return found | {"CONN_MAX_AGE": 60, "OPTIONS": SQLITE_OPTIONS}
    if found["ENGINE"] == "django.db.backends.postgresql":
        return found | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    raise ImproperlyConfigured("DATABASE_URL names neither SQLite nor PostgreSQL")


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Only what limits attempts is in it: ordinary pages never ask it. In the database, because all
# workers and servers must count together, and because adding to a file cache can race.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# htmx and the site's own modules are all that is served: other versions, source maps and allauth's
# scripts are not.
STATIC_IGNORE = ["*-4.js", "*-4.min.js", "ext", "htmx-2.js", "django-htmx.js", "build", "account"]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

LEARNER_RECORDS = [
    "learning.records.READING",
    "quizzes.records.QUIZZES",
    "lab.records.LAB",
    "classes.records.CLASSES",
    *(["lti.records.LTI"] if LTI else []),
]  # each app's, of what it keeps of a learner

GUEST_DAYS = environment.number("GUEST_DAYS", 90, low=1, high=3_650)

TLS = SITE.scheme == "https"  # ended by a proxy in front, which must set X-Forwarded-Proto itself
COOKIE_PREFIX = "__Host-" if TLS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
SESSION_COOKIE_SECURE = TLS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
CSRF_COOKIE_SECURE = TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "learning.views.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_SSL_REDIRECT = TLS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TLS else None
SECURE_HSTS_SECONDS = 2 * 365 * 86_400 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = TLS
SECURE_HSTS_PRELOAD = TLS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Accounts: docs/decisions/0007-accounts.md
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{VALIDATORS}.UserAttributeSimilarityValidator"},
    {"NAME": f"{VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{VALIDATORS}.CommonPasswordValidator"},
    {"NAME": f"{VALIDATORS}.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "learning:home"
LOGOUT_REDIRECT_URL = "learning:home"
MAIL_SERVER = environment.mail_server("SMTP_URL")
SENDS_MAIL = MAIL_SERVER is not None
ACCOUNT_ADAPTER = "learning.accounts.Adapter"
ACCOUNT_FORMS = {"signup": "learning.account_forms.SignupForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_REDIRECT_URL = "account"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if SENDS_MAIL else "none"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
# Without e-mail an address cannot be proved, so that two accounts may have one: whoever signs up
# must not learn whether it is known.
ACCOUNT_PREVENT_ENUMERATION = True if SENDS_MAIL else "strict"
ACCOUNT_RATE_LIMITS = {"known": "5/300s/key"}  # passwords tried at signing up
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("PROXIES", 1 if TLS else 0, low=0, high=9)
DEFAULT_FROM_EMAIL = environment.text("MAIL_FROM", f"Stagecraft <stagecraft@{SITE.hostname}>")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if SENDS_MAIL else 'dummy'}.EmailBackend"
EMAIL_TIMEOUT = 10
if MAIL_SERVER:
    EMAIL_HOST = MAIL_SERVER.host
    EMAIL_PORT = MAIL_SERVER.port
    EMAIL_HOST_USER = MAIL_SERVER.user
    EMAIL_HOST_PASSWORD = MAIL_SERVER.password
    EMAIL_USE_SSL = MAIL_SERVER.tls
    EMAIL_USE_TLS = MAIL_SERVER.starttls

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Every scanner on the internet asks with a made-up host name.
    "loggers": {"django.security.DisallowedHost": {"level": "CRITICAL"}},
}
