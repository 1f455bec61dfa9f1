"""`manage.py doctor`: refuse a server whose settings break what is promised to voters."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.utils import timezone

from endorsements.doctor.asking import diagnose
from endorsements.doctor.findings import as_json, as_text, refused


class Command(BaseCommand):
    """Print what is wrong, why it matters and the line that mends it; exit 1 when something must be mended first."""

    help = "Look for settings that break what is promised to voters, and say how to mend them."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=("text", "json"), default="text", help="for people or for programs")

    def handle(self, *, format: str, **options: Any) -> None:
        findings = diagnose(connection, timezone.now())
        self.stdout.write(as_json(findings) if format == "json" else as_text(findings), ending="")
        if refused(findings):
            raise SystemExit(1)
