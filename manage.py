#!/usr/bin/env python
"""Django's command line: `python manage.py help` lists what there is."""

import os
import secrets
import sys

FILE_COMMANDS = frozenset({"classify", "turnout", "slate", "recount"})
"""A file in, an answer out: they serve nobody, and must work where no site was ever set up."""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if FILE_COMMANDS.intersection(sys.argv[1:2]):
        os.environ["SECRET_KEY"] = os.environ.get("SECRET_KEY") or secrets.token_urlsafe(50)
        os.environ["ALLOWED_HOSTS"] = os.environ.get("ALLOWED_HOSTS") or "localhost"
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
