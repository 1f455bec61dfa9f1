"""The live site's settings, with a pause under the lock of voting (see `tests.faults.unlocked`)."""

from tests.live.settings import *  # noqa: F403
from tests.live.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.unlocked.Slow"]
