"""Settings, all from the environment (BANSHI_*); every default is safe for a small site.

docs/configuration.md describes each variable; a test fails when one is missing there.
"""

from pathlib import Path
from tempfile import gettempdir
from typing import Any

import dj_database_url
from django.utils.translation import gettext_lazy as _

from banshi.project.environment import env_bool, env_int, env_json, env_list, env_text, kept_secret

PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env_text("BANSHI_DATA_DIR", "var")).resolve()
DEBUG = env_bool("BANSHI_DEBUG", default=False)
DEMO = env_bool("BANSHI_DEMO", default=False)
HTTPS = env_bool("BANSHI_HTTPS", default=not (DEBUG or DEMO))

SECRET_KEY = env_text("BANSHI_SECRET_KEY", "") or kept_secret(DATA_DIR / "keys" / "secret")
ALLOWED_HOSTS = env_list("BANSHI_ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env_list("BANSHI_TRUSTED_ORIGINS", [])

BANSHI_ORIGIN = env_text("BANSHI_ORIGIN", "banshi.example")
BANSHI_COUNTY = env_text("BANSHI_COUNTY", "150627")
BANSHI_OPERATOR = env_text("BANSHI_OPERATOR", "")
BANSHI_PLACE = env_text("BANSHI_PLACE", "")
BANSHI_OFFICE_HOURS = env_list("BANSHI_OFFICE_HOURS", ["08:30-12:00", "14:30-17:30"])
BANSHI_NOTICE_URLS = env_list("BANSHI_NOTICE_URLS", [])
BANSHI_METRICS_TOKEN = env_text("BANSHI_METRICS_TOKEN", "")
BANSHI_MAX_UPLOAD_MB = env_int("BANSHI_MAX_UPLOAD_MB", 20)
BANSHI_MAP_APPROVAL = env_text("BANSHI_MAP_APPROVAL", "")
BANSHI_MAP_TILES = env_text("BANSHI_MAP_TILES", "")
BANSHI_MAP_TILES_KEY = env_text("BANSHI_MAP_TILES_KEY", "")
BANSHI_MAP_TILES_ATTRIBUTION = env_text("BANSHI_MAP_TILES_ATTRIBUTION", "")
BANSHI_CLAMAV = env_text("BANSHI_CLAMAV", "")

BANSHI_SERVICES = [
    "banshi.kernel.access.service.SERVICE",
    "banshi.kernel.clocks.service.SERVICE",
    "banshi.kernel.directory.service.SERVICE",
    "banshi.kernel.draws.service.SERVICE",
    "banshi.kernel.evidence.service.SERVICE",
    "banshi.kernel.forms.service.SERVICE",
    "banshi.kernel.jobs.service.SERVICE",
    "banshi.kernel.ledger.service.SERVICE",
    "banshi.kernel.places.service.SERVICE",
    "banshi.kernel.policy.service.SERVICE",
    "banshi.kernel.publication.service.SERVICE",
    "banshi.kernel.notices.service.SERVICE",
    "banshi.kernel.slots.service.SERVICE",
    "banshi.services.requests.service.SERVICE",
    "banshi.services.activities.service.SERVICE",
    "banshi.services.servicemap.service.SERVICE",
    "banshi.services.onestop.service.SERVICE",
]

BANSHI_SCHEDULE = "banshi.project.schedule.SCHEDULE"
BANSHI_REACTIONS = "banshi.project.reactions.REACTIONS"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "banshi.project",
    "banshi.kernel.commands",
    "banshi.kernel.ledger",
    "banshi.kernel.directory",
    "banshi.kernel.access",  # its templates stand before allauth's
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "banshi.kernel.clocks",
    "banshi.kernel.draws",
    "banshi.kernel.evidence",
    "banshi.kernel.forms",
    "banshi.kernel.jobs",
    "banshi.kernel.notices",
    "banshi.kernel.places",
    "banshi.kernel.policy",
    "banshi.kernel.search",
    "banshi.kernel.sheets",
    "banshi.kernel.slots",
    "banshi.kernel.publication",
    "banshi.kernel.web",
    "banshi.services.requests",
    "banshi.services.activities",
    "banshi.services.servicemap",
    "banshi.services.onestop",
    "banshi.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "banshi.kernel.evidence.middleware.body_limit",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "banshi.kernel.web.middleware.request_id",
    "banshi.kernel.web.measures.measured",
    "banshi.kernel.web.middleware.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "banshi.kernel.web.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "banshi.kernel.access.middleware.second_factor",
    "banshi.kernel.web.middleware.context",
    "banshi.kernel.access.looks.middleware",
    "banshi.kernel.web.middleware.errors",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "banshi.kernel.web.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "banshi.kernel.web.forms.Renderer"

ROOT_URLCONF = "banshi.project.urls"
WSGI_APPLICATION = "banshi.project.wsgi.application"

DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(
        env_text("BANSHI_DATABASE_URL", f"sqlite:///{DATA_DIR / 'banshi.sqlite3'}"), conn_max_age=600
    )
}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-65536; PRAGMA mmap_size=1073741824; PRAGMA temp_store=MEMORY;"
        ),
    }
elif _database["ENGINE"] == "django.db.backends.postgresql":
    # Compiling a statement takes longer than any of ours runs: 8 ms become 300. Cursors of `planned()` prepare theirs.
    _database["OPTIONS"] = {"prepare_threshold": 5, **_database.get("OPTIONS", {}), "options": "-c jit=off"}
_test_name = env_text("BANSHI_TEST_NAME", "")
if _test_name and _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["TEST"] = {"NAME": str(Path(gettempdir()) / f"test_{_test_name}")}  # a file: threads share it
elif _test_name:
    _database["TEST"] = {"NAME": f"test_{_test_name}"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "directory.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Sign-in (docs/access.md): residents by phone code or passkey, staff by password and second factor.
ACCOUNT_ADAPTER = "banshi.kernel.access.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["phone*", "password1"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 300
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PHONE_VERIFICATION_ENABLED = False  # the code at sign-in proves the number
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SESSION_COOKIE_AGE = 14 * 24 * 3600
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_FORMS = {
    "login": "banshi.kernel.access.forms.StaffSignIn",
    "request_login_code": "banshi.kernel.access.forms.PhoneSignIn",
    "confirm_login_code": "banshi.kernel.access.forms.PhoneCode",
    "reauthenticate": "banshi.kernel.access.forms.PasswordAgain",
}
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/15m/key",
    "request_login_code": "20/h/ip,3/5m/key,10/d/key",
    "reauthenticate": "10/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env_bool("BANSHI_BEHIND_PROXY", default=False) else 0
MFA_ADAPTER = "banshi.kernel.access.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "banshi.kernel.access.forms.SecondFactor",
    "reauthenticate": "banshi.kernel.access.forms.SecondFactorAgain",
    "activate_totp": "banshi.kernel.access.forms.FirstCode",
    "add_webauthn": "banshi.kernel.access.forms.NewPasskey",
    "edit_webauthn": "banshi.kernel.access.forms.PasskeyName",
}
SESSION_ENGINE = "banshi.kernel.access.sessions"
SESSION_SERIALIZER = "banshi.kernel.access.sessions.SealedSerializer"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "banshi.project.finders.MapLibreFinder",
]
STORAGES: dict[str, Any] = {
    "default": env_json("BANSHI_FILES")
    or {
        "BACKEND": "banshi.kernel.evidence.storage.DurableStorage",
        "OPTIONS": {"location": str(DATA_DIR / "files")},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "banshi.kernel.web.answers.csrf_failure"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("BANSHI_BEHIND_PROXY", default=False) else None
)
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # whether to enter the browsers' preload list is the operator's to decide

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
CACHES = {
    # shared by all processes, so that a limit on sign-in attempts is one limit
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "access_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env_text("BANSHI_LOG_LEVEL", "WARNING")},
}
