"""The live site's settings, with the lock taken away from voting (see `tests.faults.unlocked`)."""

from tests.live.settings import *  # noqa: F403
from tests.live.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.unlocked.Unlocked"]
