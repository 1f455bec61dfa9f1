"""The tests' settings with SQLite on a file, so that threads can write to it beside one another."""

import os

from config.settings_test import *  # noqa: F403
from config.settings_test import DATABASES

DATABASES["default"]["TEST"] = {"NAME": os.environ["TEST_DATABASE"]}
