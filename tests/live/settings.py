"""Production settings, served by gunicorn for a browser to look at; what it writes goes to LIVE_HOME."""

import os
from pathlib import Path

os.environ.setdefault("DEBUG", "0")
os.environ.setdefault("SECRET_KEY", "tests-only-" + "l" * 50)
os.environ.setdefault("ALLOWED_HOSTS", "127.0.0.1,testserver")
os.environ.setdefault("HTTPS", "0")

from config.settings import *  # noqa: F403

HOME = Path(os.environ["LIVE_HOME"])
STATIC_ROOT = Path(os.environ.get("MIGRATED_HOME", HOME)) / "static"  # a run's sites have the same
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(HOME / "mail")},
    }
}
