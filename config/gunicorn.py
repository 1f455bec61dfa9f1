"""How gunicorn serves the site: `gunicorn --config config/gunicorn.py`. It does not start where the doctor refuses."""

import subprocess
import sys
from pathlib import Path

from gunicorn.arbiter import Arbiter

wsgi_app = "config.wsgi"


def on_starting(server: Arbiter) -> None:
    """Run the doctor in a process of its own, so that the workers inherit no connection; end where it refuses."""
    manage = Path(__file__).resolve().parent.parent / "manage.py"
    told = subprocess.run([sys.executable, manage, "doctor"], stdout=sys.stderr, check=False)  # noqa: S603 - our own
    if told.returncode != 0:
        server.halt(reason="manage.py doctor refuses to let this server take votes", exit_status=1)
