"""The project's settings without what makes it ours: no middleware, no context processors, no allauth, one address."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS as OURS
from config.settings import TEMPLATES

INSTALLED_APPS = [app for app in OURS if not app.startswith("allauth")]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "bench.bare"
TEMPLATES[0]["OPTIONS"]["context_processors"] = []
