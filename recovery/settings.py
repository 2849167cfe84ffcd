"""The settings of the program: one file; the environment is the only difference between places."""

from __future__ import annotations

from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

from recovery.env import this_place
from recovery.headers import CONTENT_POLICY

PLACE = this_place()

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = PLACE.environment
STATE_DIR = PLACE.state_dir
SITE_URL = PLACE.site_url

# Never on: a page with a traceback shows patients' data.
DEBUG = False
SECRET_KEY = PLACE.secret_key
# Under these the keys of people's words are sealed; the first one seals, the others only open.
DATA_KEYS = PLACE.data_keys
ALLOWED_HOSTS = list(PLACE.allowed_hosts)

# --- What the program is made of -----------------------------------------------------------------

# Keeps migrations in one line; it checks the developer's work, so patients' machines go without.
_FOR_DEVELOPERS = (
    ["django_linear_migrations"]
    if not PLACE.is_production and find_spec("django_linear_migrations")
    else []
)

INSTALLED_APPS = [
    "recovery",
    "plans",
    "notifications",
    "recovery.accounts",
    "rest_framework",
    "knox",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.headless",
    "drf_spectacular",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    *_FOR_DEVELOPERS,
]

MIDDLEWARE = [
    "recovery.trace.Traced",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "recovery.headers.PrivateAnswers",
    "recovery.accounts.too_many.SaysWhenAgain",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "recovery.accounts.lasting.SessionsEnd",
    "plans.web.language.OwnLanguage",
    "recovery.limits.Limits",
    "recovery.access_log.AccessLog",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "recovery.unreadable.UnreadableWords",
    "recovery.accounts.gate.SecondFactorGate",
]

ROOT_URLCONF = "recovery.urls"
WSGI_APPLICATION = "recovery.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- The record ----------------------------------------------------------------------------------

DATABASES = {"default": PLACE.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# In the database, not in Redis: an emptied Redis must never reset a limit, and a dead one must
# never stop a request. What is only for fairness stays in each process's own memory.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_counters",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "in_memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# Where the end of the access log is written down outside the database.
ACCESS_LOG_ANCHORS = PLACE.state_dir / "access-log.anchors"

# --- The doorbell --------------------------------------------------------------------------------

REDIS_URL = PLACE.redis_url
BRINGS_OWN_REDIS = PLACE.brings_own_redis

# --- People and their passwords ------------------------------------------------------------------

AUTH_USER_MODEL = "plans.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_RESET_TIMEOUT = 60 * 60

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "recovery.accounts.passwords.NotOurTrade"},
]

ACCOUNT_ADAPTER = "recovery.accounts.adapter.ClinicAccounts"
ACCOUNT_FORMS = {"user_token": "recovery.accounts.password_links.NamedAccount"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# The same answer whether an address is known or not, and no mail to one that is not.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Codes are typed where they were asked for, so that a mail scanner cannot use them up.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PLACE.is_production else "http"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if PLACE.trusts_proxy else 0

MFA_ADAPTER = "recovery.accounts.second_factors.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Recovery plans"
MFA_PASSKEY_LOGIN_ENABLED = True
# A passkey alone signs in, so it has to be more than having it: a finger, a face or a PIN.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PLACE.is_production
MFA_RECOVERY_CODES_SHOW_ONCE = True

# For apps; browsers use the pages.
HEADLESS_CLIENTS = ("app",)

# --- What is kept about a person -----------------------------------------------------------------

# Lists of tables; export and destruction follow them, and a test sees that no table is in none.
# In this order a record is destroyed.
OWN_DATA = (
    "recovery.accounts.own_data.TABLES",
    "notifications.selectors.own_data.TABLES",
    "plans.selectors.own_data.TABLES",
)

# --- Languages and time --------------------------------------------------------------------------

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
USE_I18N = True
USE_TZ = True
# Only how the admin shows an instant; instants are kept in UTC, days belong to the patient's zone.
TIME_ZONE = "Europe/Amsterdam"

# --- Static files --------------------------------------------------------------------------------

STATIC_URL = "static/"
# Served straight from the apps' folders, so that nothing has to be collected first.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 60 * 60 if PLACE.is_production else 0

# --- Mail ----------------------------------------------------------------------------------------

EMAIL_BACKEND = PLACE.email.get("EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend")
EMAIL_HOST = PLACE.email.get("EMAIL_HOST", "localhost")
EMAIL_PORT = PLACE.email.get("EMAIL_PORT", 25)
EMAIL_HOST_USER = PLACE.email.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = PLACE.email.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = PLACE.email.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = PLACE.email.get("EMAIL_USE_SSL", False)
# Where a demo keeps its mails; None where mail is really sent.
EMAIL_FILE_PATH = PLACE.email.get("EMAIL_FILE_PATH") or None
# Django's own default waits for ever on a mail server that says nothing.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = PLACE.default_from_email
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Messages on screens -------------------------------------------------------------------------

VAPID_PRIVATE_KEY = PLACE.push.private_key
VAPID_CONTACT = PLACE.push.contact
PUSH_HOSTS = PLACE.push.extra_hosts

# So many mails a minute at most, over all workers: a backlog must not trip the provider.
MAIL_PER_MINUTE = PLACE.mail_per_minute

# --- Safety of the pages -------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = CONTENT_POLICY
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# The longest that anybody stays signed in; recovery.accounts.lasting ends most sessions sooner.
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

if PLACE.is_production:
    SECURE_SSL_REDIRECT = True
    # Asked from inside the machine, where there is no TLS.
    SECURE_REDIRECT_EXEMPT = [r"^health(/web)?$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL else []

if PLACE.trusts_proxy:
    # Only where a proxy of the clinic's own sets and overwrites this header.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- The API -------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "plans.api.identity.TokenInHeader",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "recovery.api.Pages",
    "PAGE_SIZE": 50,
    "EXCEPTION_HANDLER": "recovery.api.answer_with_a_problem",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    # For fairness between people, not for safety.
    "DEFAULT_THROTTLE_CLASSES": [
        "recovery.fairness.FairToAnyone",
        "recovery.fairness.FairToEach",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "60/min", "user": "600/min"},
    # Behind a proxy of our own the address it wrote counts; else nothing a caller says does.
    "NUM_PROXIES": 1 if PLACE.trusts_proxy else 0,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

REST_KNOX = {
    "TOKEN_TTL": timedelta(days=30),
    "TOKEN_LIMIT_PER_USER": 10,
    "AUTH_HEADER_PREFIX": "Bearer",
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Recovery plans for running injuries",
    "DESCRIPTION": "Plans, daily logs and messages of a physiotherapy clinic for runners.",
    "VERSION": "1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}

# --- What is written down about the program itself -----------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"one_line": {"()": "recovery.log_lines.OneLine"}},
    "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "one_line"}},
    "root": {"handlers": ["terminal"], "level": "INFO"},
    "loggers": {
        # Django's own handlers would write a second, longer copy.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        # One line for every beat of the timetable would bury the rest.
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
    },
}
